import JSON

extension PlainMeaning {
    /// A cell of a marginal: the dimensions it keeps, and the code of each.
    package struct Cell: Hashable, Sendable {
        package let kept: [Int]
        package let codes: [String]

        package init(kept: [Int], codes: [String]) {
            self.kept = kept
            self.codes = codes
        }
    }

    /// One number and who is behind it.
    package struct Number: Hashable, Sendable, CustomStringConvertible {
        package var value = 0
        package var units = 0
        package var persons = 0

        package init(value: Int, units: Int, persons: Int) {
            self.value = value
            self.units = units
            self.persons = persons
        }

        package var description: String { "\(value)/\(units)/\(persons)" }
    }

    /// Where a unit is in more cells of a marginal than it may be: the ones it counts in.
    package typealias Choice = (_ unit: Int, _ cells: [Cell], _ limit: Int) -> [Cell]

    /// The numbers of every cell with somebody in it, for each measure: of a count its number; of events also their
    /// units; of a proportion numerator, denominator, complement, and the missing where asked; of a ratio both sides.
    package func table(choosing choose: Choice) -> [String: [Cell: [Number]]] {
        let dimensions =
            query["by"]?.elements.map { $0.members.isEmpty ? JSONObject([("variable", $0)]) : $0.members } ?? []
        var result: [String: [Cell: [Number]]] = [:]
        for unit in units {
            for (cell, rows) in cells(of: unit, dimensions, choose) {
                for (name, measure) in query["measures"]?.members.members ?? [] {
                    let numbers = numbers(measure.members, unit, rows)
                    let old = result[name]?[cell] ?? numbers.map { _ in Number(value: 0, units: 0, persons: 0) }
                    result[name, default: [:]][cell] = zip(old, numbers).map { old, new in
                        Number(
                            value: old.value + new.value, units: old.units + new.units,
                            persons: old.persons + new.persons)
                    }
                }
            }
        }
        return result
    }

    /// Every marginal's cells that a unit counts in, and the numbers of the rows that put it there.
    private func cells(of unit: Int, _ dimensions: [JSONObject], _ choose: Choice) -> [(Cell, Set<Int>?)] {
        let overRows = dimensions.first { $0["variable"]?.text.hasPrefix("care_event.") == true }
        // Without dimensions over rows there is one placement, by the unit itself.
        let placements: [(row: Int?, values: [String: String])] =
            overRows.map { rows("care_event", $0, of: unit).map { (row: Int?.some($0.number), values: $0.values) } }
            ?? [(row: nil, values: [:])]
        let placed = placements.map { row, values in
            (row, dimensions.map { dimension in code(dimension, unit, values) })
        }
        let isTotalled = query["totals"] == true
        let marginals = isTotalled ? 0..<(1 << dimensions.count) : 0..<1
        return marginals.flatMap { dropped -> [(Cell, Set<Int>?)] in
            let kept = dimensions.indices.filter { dropped & (1 << $0) == 0 }
            let byCell = Dictionary(grouping: placed) { row, codes in Cell(kept: kept, codes: kept.map { codes[$0] }) }
            let keepsRows = kept.contains { dimensions[$0]["variable"]?.text.hasPrefix("care_event.") == true }
            let limit = SmallRegion.eventBounds.cells
            let all = Array(byCell.keys)
            let counted = keepsRows && all.count > limit ? choose(unit, all, limit) : all
            return counted.map { cell in
                (cell, overRows == nil ? nil : Set((byCell[cell] ?? []).compactMap(\.0)))
            }
        }
    }

    private func code(_ dimension: JSONObject, _ unit: Int, _ row: [String: String]) -> String {
        let name = dimension["variable"]?.text ?? ""
        let bare = name.split(separator: ".").last.map(String.init) ?? ""
        let value =
            name.hasPrefix("care_event.") ? SmallValues.value(bare, in: row, at: nil) : value(dimension, of: unit)
        return SmallValues.group(of: value, bare, grouping: dimension["grouping"]?.text ?? "finest")
    }

    private func numbers(_ measure: JSONObject, _ unit: Int, _ rows: Set<Int>?) -> [Number] {
        let persons = persons(behind: unit).count
        func one(_ holds: Bool) -> Number {
            holds ? Number(value: 1, units: 1, persons: persons) : Number(value: 0, units: 0, persons: 0)
        }
        if let asked = measure["proportion"] {
            let isMissing = isMissing(asked, for: unit)
            let isWhere = measure["where"].map { holds($0, for: unit) } ?? true
            let isAmong = isWhere && (measure["missing"] == "asNo" || !isMissing)
            let isYes = holds(asked, for: unit)
            let both = [one(isAmong && isYes), one(isAmong), one(isAmong && !isYes)]
            return measure["missing"] == "row" ? both + [one(isWhere && isMissing)] : both
        }
        if let ratio = measure["ratio"]?.members {
            return ["of", "to"].flatMap { numbers(ratio[$0]?.members ?? JSONObject(), unit, rows) }
        }
        if measure["count"] == "unit" { return [one(measure["where"].map { holds($0, for: unit) } ?? true)] }
        let dataset = measure["count"]?.text ?? ""
        let found = self.rows(dataset, measure, of: unit).count { rows?.contains($0.number) ?? true }
        let bound = dataset == "care_event" ? SmallRegion.eventBounds.perCell : 2
        let most = measure["atMost"]?.number ?? (isOfPersons ? bound : bound * 12)
        let value = Number(value: min(found, most), units: found > 0 ? 1 : 0, persons: found > 0 ? persons : 0)
        return [value, one(found > 0)]
    }
}
