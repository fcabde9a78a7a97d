import Foundation
import Linux
import Snapshots
import Testing

@Suite(
    "The demo region has the margins of the real one, borough by borough",
    .enabled(if: SharedData.directory != nil, "needs shared/data beside the checkout"))
struct DemoMarginsTests {
    private typealias Row = [String: String]

    private static let folder = "lcr_geography"

    /// A published table: a row of headings, and fields of which some are in quotes.
    private func table(_ name: String) throws -> [Row] {
        let bytes = try FileSystem.readFile(try SharedData.path("\(Self.folder)/\(name).csv"), maximumBytes: 1 << 24)
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map { line in
            // Between quotes stand the odd pieces, and in those commas are text.
            let pieces = line.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            let plain = pieces.map { $0 % 2 == 1 ? $1.replacing(",", with: "\u{1}") : $1 }.joined()
            return plain.split(separator: ",", omittingEmptySubsequences: false).map {
                String($0.replacing("\u{1}", with: ","))
            }
        }
        let headings = try #require(lines.first)
        return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(headings, $0)) }
    }

    private func number(_ row: Row, _ name: String) throws -> Int { try #require(row[name].flatMap { Int($0) }) }

    /// The borough of each real small area.
    private func boroughs(in name: String, area: String, borough: String) throws -> [String: String] {
        try table(name).reduce(into: [:]) { $0[$1[area] ?? ""] = $1[borough] }
    }

    /// For each borough, how many of a hundred of `column` are each of `groups`: what a file counts by small area.
    private func shares(
        of file: String, by column: String, as group: (String) -> String
    ) throws -> [String: [String: Double]] {
        let boroughOf = try boroughs(in: "lsoa21_ward24_ltla24", area: "lsoa21_code", borough: "ltla24_code")
        var counts: [String: [String: Int]] = [:]
        for row in try table(file) {
            let borough = try #require(boroughOf[row["lsoa21_code"] ?? ""])
            counts[borough, default: [:]][group(row[column] ?? ""), default: 0] += try number(row, "n")
        }
        return counts.mapValues { counts in
            counts.mapValues { 100 * Double($0) / Double(counts.values.reduce(0, +)) }
        }
    }

    private func percent<Value>(_ values: [Value], _ isWanted: (Value) -> Bool) -> Double {
        100 * Double(values.count(where: isWanted)) / Double(max(1, values.count))
    }

    /// Ages in whole years at the end of the demo's months, of everybody whose birth is stated as it was.
    private func ages() throws -> [String: [Int]] {
        let region = try LoadedRegion.shared()
        let births = try region.column("person", "birthMonth")
        return LoadedRegion.grouped(try region.boroughs("person"), births).mapValues { births in
            births.compactMap { text in
                guard let parts = text?.split(separator: "-").compactMap({ Int($0) }), parts.count == 2 else {
                    return nil
                }
                return (2026 * 12 + 2 - (parts[0] * 12 + parts[1] - 1)) / 12
            }
        }
    }

    @Test("as many people are in each ten years of age, to one in a hundred")
    func pyramid() throws {
        let boroughOf = try boroughs(in: "lsoa11_lsoa21_ltla22", area: "lsoa11_code", borough: "ltla22_code")
        var real: [String: [Int]] = [:]
        for row in try table("population20_lsoa11_lcr") {
            let borough = try #require(boroughOf[row["lsoa11_code"] ?? ""])
            for age in 0...90 {
                real[borough, default: Array(repeating: 0, count: 10)][age / 10] += try number(
                    row, age == 90 ? "90+" : "\(age)")
            }
        }
        for (borough, ages) in try ages() {
            let bands = try #require(real[borough])
            for band in 0...9 {
                let expected = 100 * Double(bands[band]) / Double(bands.reduce(0, +))
                let found = percent(ages) { min($0 / 10, 9) == band }
                #expect(abs(found - expected) < 1, "\(borough), from \(band * 10): \(found) for \(expected)")
            }
        }
    }

    @Test("as many are children and as many are women as in the census, to two in a hundred")
    func census() throws {
        let (ages, region) = (try ages(), try LoadedRegion.shared())
        let sexes = LoadedRegion.grouped(try region.boroughs("person"), try region.column("person", "sex"))
        for row in try table("age_gender21_ltla21_lcr") {
            let borough = try #require(row["ltla21_code"])
            let all = Double(try number(row, "total_population"))
            let children = Double(try number(row, "younger_females") + number(row, "younger_males"))
            let found = percent(try #require(ages[borough])) { $0 < 16 }
            #expect(abs(found - 100 * children / all) < 2, "\(borough): \(found)")
            let women = percent(try #require(sexes[borough]).compactMap { $0 }) { $0 == "F" }
            #expect(abs(women - 100 * Double(try number(row, "total_females")) / all) < 2, "\(borough): \(women)")
        }
    }

    @Test("each borough has as many areas in each decile of deprivation")
    func deciles() throws {
        let boroughOf = try boroughs(in: "lsoa21_ward24_ltla24", area: "lsoa21_code", borough: "ltla24_code")
        var real: [String: [String: Int]] = [:]
        for row in try table("imd2025_england_lsoa21_lcr") {
            let borough = try #require(boroughOf[row["lsoa21_code"] ?? ""])
            real[borough, default: [:]][try #require(row["IMD_decile"]), default: 0] += 1
        }
        let region = try LoadedRegion.shared()
        let codes = try #require(try region.table("household").codes(of: "area"))
        let rows = zip(codes, try region.column("household", "imdDecile"))
        let decileOf = Dictionary(rows.map { ($0, $1 ?? "") }, uniquingKeysWith: { first, _ in first })
        let boroughOfArea = Dictionary(
            zip(codes, try region.boroughs("household")).map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
        var found: [String: [String: Int]] = [:]
        for (area, decile) in decileOf { found[boroughOfArea[area] ?? "", default: [:]][decile, default: 0] += 1 }
        #expect(found == real)
    }

    @Test("as many households own and rent, to five in a hundred")
    func tenure() throws {
        let real = try shares(of: "household_tenure21_lsoa21_lcr", by: "tenure") { tenure in
            if tenure == "Owned: Owns outright" { return "outright" }
            if tenure.hasPrefix("Owned") || tenure.hasPrefix("Shared") { return "mortgage" }
            return tenure.hasPrefix("Social") ? "social" : "private"
        }
        let region = try LoadedRegion.shared()
        let tenures = LoadedRegion.grouped(
            try region.boroughs("household"), try region.column("household", "tenure"))
        #expect(tenures.count == 6)
        for (borough, tenures) in tenures {
            for (tenure, expected) in try #require(real[borough]) {
                let found = percent(tenures) { $0 == tenure }
                #expect(abs(found - expected) < 5, "\(borough), \(tenure): \(found) for \(expected)")
            }
        }
    }

    @Test("as many are of each of the census's five ethnic groups, to three in a hundred of those who were asked")
    func ethnicity() throws {
        let real = try shares(of: "ethnicity21_lsoa21_lcr", by: "ethnic_group") { String($0.prefix(5)) }
        let region = try LoadedRegion.shared()
        let ethnicities = LoadedRegion.grouped(
            try region.boroughs("person"), try region.column("person", "ethnicity"))
        // The census counts Chinese people as Asian; the codes of the health service have them among the others.
        let codes = ["White": "ABC", "Mixed": "DEFG", "Asian": "HJKLR", "Black": "MNP", "Other": "S"]
        for (borough, ethnicities) in ethnicities {
            for (group, codes) in codes {
                let expected = try #require(real[borough]?[group])
                let found = percent(ethnicities.compactMap { $0 }) { codes.contains($0) }
                #expect(abs(found - expected) < 3, "\(borough), \(group): \(found) for \(expected)")
            }
        }
    }
}
