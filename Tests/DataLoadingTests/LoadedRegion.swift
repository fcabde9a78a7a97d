import Catalogue
import DataLoading
import DemoRegion
import Snapshots
import Testing

/// One in a hundred of the demo region, loaded once for all tests that only look at it.
struct LoadedRegion {
    static let oneIn = 100

    let place: Workplace
    let reports: [String: LoadReport]

    private static let loaded = Result {
        let place = try Workplace()
        let reports = try DemoRegionTests.publish(in: place, seed: DemoRegionTests.seed, oneIn: oneIn)
        return LoadedRegion(place: place, reports: Dictionary(uniqueKeysWithValues: reports.map { ($0.dataset, $0) }))
    }

    static func shared() throws -> LoadedRegion { try loaded.get() }

    func report(_ dataset: String) throws -> LoadReport { try #require(reports[dataset]) }

    func table(_ dataset: String) throws -> DatasetTable { try place.table(dataset) }

    /// The text of each row's code of a variable, nil where it is missing.
    func column(_ dataset: String, _ variable: String) throws -> [String?] {
        let table = try table(dataset)
        let domain = try place.current().catalogue.dataset(table.dataset)?.variable(named: variable)?.domain
        let codes = try #require(domain).categories.map(\.code)
        return try #require(try table.codes(of: variable)).map { Int($0) < codes.count ? codes[Int($0)] : nil }
    }

    /// The borough of each row's small area.
    func boroughs(_ dataset: String) throws -> [String] {
        let table = try table(dataset)
        let area = try place.current().catalogue.dataset(table.dataset)?.variable(named: "area")
        let grouping = try #require(area?.grouping(named: "borough"))
        return try #require(try table.codes(of: "area")).map { grouping.groups[grouping.groupOf[Int($0)]].code }
    }

    /// Each group's values, such as each borough's tenures.
    static func grouped<Value>(_ groups: [String], _ values: [Value]) -> [String: [Value]] {
        Dictionary(grouping: zip(groups, values), by: \.0).mapValues { $0.map(\.1) }
    }
}
