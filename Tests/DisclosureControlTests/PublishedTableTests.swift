import Testing

@testable import DisclosureControl

@Suite(
    "Tables that others published",
    .disabled(if: PublishedTables.isMissing, "the folder `shared/data/sdc_mit` is not beside this checkout"))
struct PublishedTableTests {
    @Test(
        "turnover is protected by threshold and dominance, with every margin respected",
        arguments: [
            ("rtauargus_turnover_act_size.csv", ["ACTIVITY", "SIZE"]),
            ("rtauargus_turnover_act_cj.csv", ["ACTIVITY", "CJ"]),
            ("rtauargus_turnover_nuts_size.csv", ["NUTS", "SIZE"]),
            ("rtauargus_turnover_nuts_cj.csv", ["NUTS", "CJ"]),
            ("rtauargus_turnover_act_nuts_size.csv", ["ACTIVITY", "NUTS", "SIZE"]),
        ])
    func turnover(file: String, columns: [String]) throws {
        let published = try Self.turnoverTable(file, columns)
        let problem = try Self.turnoverProblem(published)
        #expect(!problem.primaries.isEmpty)
        let pattern = ComplementarySuppression.protect(problem)
        try SuppressionTests.attack(problem, pattern)
        #expect(pattern.hidden.count < problem.values.count / 2, "some of the table is left")
        print("\(file): \(pattern.primaries.count) primaries, \(pattern.secondaries.count) secondaries")
    }

    @Test(
        "counts of the same tables are protected at 10",
        arguments: [
            ("rtauargus_turnover_act_size.csv", ["ACTIVITY", "SIZE"]),
            ("rtauargus_turnover_nuts_cj.csv", ["NUTS", "CJ"]),
        ])
    func counts(file: String, columns: [String]) throws {
        let published = try Self.turnoverTable(file, columns)
        let problem = try SuppressionTests.counted(published.table, published.column("N_OBS") { Int($0) ?? 0 })
        let pattern = ComplementarySuppression.protect(problem)
        try SuppressionTests.attack(problem, pattern)
        print("\(file): \(pattern.primaries.count) primaries, \(pattern.secondaries.count) secondaries")
    }

    @Test("regions under counties and under groups of municipalities: two margins over the same regions are linked")
    func linked() throws {
        let rows = try PublishedTables.rows("ssbtools_z2.csv")
        let regions = Array(Set(rows.compactMap { $0["region"] })).sorted()
        let inputs = Array(Set(rows.compactMap { $0["hovedint"] })).sorted()
        func parent(_ column: String, _ region: String) -> String {
            rows.first { $0["region"] == region }?[column] ?? ""
        }
        let counties = Array(Set(regions.map { "fylke " + parent("fylke", $0) })).sorted()
        let groups = Array(Set(regions.map { "kostragr " + parent("kostragr", $0) })).sorted()
        let places = ["all"] + counties + groups + regions
        let width = inputs.count + 1
        func cell(_ place: String, _ input: Int) -> Int { (places.firstIndex(of: place) ?? 0) * width + input }
        var sums: [Sum] = []
        for input in 0..<width {
            sums.append(Sum(total: cell("all", input), parts: counties.map { cell($0, input) }))
            sums.append(Sum(total: cell("all", input), parts: groups.map { cell($0, input) }))
            for (column, upper) in [("fylke ", counties), ("kostragr ", groups)] {
                for place in upper {
                    let below = regions.filter { column + parent(String(column.dropLast()), $0) == place }
                    sums.append(Sum(total: cell(place, input), parts: below.map { cell($0, input) }))
                }
            }
        }
        for place in places {
            sums.append(Sum(total: cell(place, 0), parts: (1..<width).map { cell(place, $0) }))
        }
        let table = try #require(AdditiveTable(cellCount: places.count * width, sums: sums))
        var values = [Int](repeating: 0, count: table.cellCount)
        for row in rows {
            let input = (inputs.firstIndex(of: row["hovedint"] ?? "") ?? 0) + 1
            values[cell(row["region"] ?? "", input)] = Int(row["ant"] ?? "") ?? 0
        }
        let problem = try SuppressionTests.counted(table, SuppressionTests.filled(table, values))
        let pattern = ComplementarySuppression.protect(problem)
        try SuppressionTests.attack(problem, pattern)
        print("z2: \(pattern.primaries.count) primaries, \(pattern.secondaries.count) secondaries")
    }

    @Test(
        "people counted from records are protected at 10 in two and three dimensions",
        arguments: [
            ("ssbtools_z1.csv", ["region", "hovedint"]), ("ssbtools_z3.csv", ["region", "hovedint"]),
            ("ssbtools_z3.csv", ["fylke", "hovedint", "mnd"]), ("ssbtools_z3.csv", ["region", "hovedint", "mnd"]),
            ("ssbtools_sosialFiktiv.csv", ["fylke", "kostragr", "hovedint"]),
            ("ssbtools_sosialFiktiv.csv", ["region", "hovedint"]),
        ])
    func records(file: String, columns: [String]) throws {
        let rows = try PublishedTables.rows(file)
        let codes = columns.map { column in Set(rows.compactMap { $0[column] }).sorted() }
        let table = AdditiveTable(dimensions: codes.map { .total(over: $0.count) })
        var base = [Int](repeating: 0, count: table.cellCount)
        for row in rows {
            let cell = zip(columns, codes).reduce(0) { cell, dimension in
                let code = dimension.1.firstIndex { $0 == row[dimension.0] } ?? 0
                return cell * (dimension.1.count + 1) + code + 1
            }
            base[cell] += Int(row["ant"] ?? "") ?? 0
        }
        let problem = try SuppressionTests.counted(table, SuppressionTests.filled(table, base))
        let pattern = ComplementarySuppression.protect(problem)
        try SuppressionTests.attack(problem, pattern)
        print("\(file) by \(columns): \(pattern.primaries.count) primaries, \(pattern.secondaries.count) secondaries")
    }

    static func turnoverTable(_ file: String, _ columns: [String]) throws -> PublishedTable {
        let rows = try PublishedTables.rows(file)
        var activities: [String: String] = [:]
        for row in try PublishedTables.rows("rtauargus_activity_corr_table.csv") {
            activities[row["A88"] ?? ""] = row["A21"]
            activities[row["A21"] ?? ""] = row["A10"]
        }
        var regions: [String: String] = [:]
        for row in try PublishedTables.rows("rtauargus_nuts23_fr_corr_table.csv") {
            regions[row["NUTS3"] ?? ""] = row["NUTS2"]
        }
        let totals = Set(rows.compactMap { $0["NUTS"] }).filter { $0.hasPrefix("Total") }
        return try PublishedTable(
            columns.map { column in
                PublishedDimension(
                    column, total: column == "NUTS" ? totals.first ?? "Total" : "Total",
                    parents: column == "ACTIVITY" ? activities : column == "NUTS" ? regions : [:], rows: rows)
            }, rows: rows)
    }

    /// (1, 85) and a threshold of 3, which is what the files tell enough for.
    static func turnoverProblem(_ published: PublishedTable) throws -> SuppressionProblem {
        let units = published.column("N_OBS") { Int($0) ?? 0 }
        #expect(published.table.holds(units), "the published counts add up")
        let read = published.column("TOT", PublishedTables.tenThousandths)
        let largest = published.column("MAX", PublishedTables.tenThousandths)
        let totals = SuppressionTests.filled(published.table, read)
        // Published totals are rounded by themselves: they lie within a hundredth of the sums.
        for (exact, rounded) in zip(totals, read) { #expect(abs(exact - rounded) <= 100) }
        let rules = try #require(PrimaryRules(threshold: 3, dominance: (1, 85), percent: 10))
        let primaries = Set(
            units.indices.filter { cell in
                rules.reason(
                    CellContributions(
                        units: units[cell], total: totals[cell], largest: [largest[cell]], hasNegative: false)) != nil
            })
        return try #require(
            SuppressionProblem(
                table: published.table, values: totals, primaries: primaries,
                singletons: primaries.filter { units[$0] == 1 }, prior: totals.map { _ in 0...(1 << 52) },
                worth: totals, leastPossible: 3))
    }
}
