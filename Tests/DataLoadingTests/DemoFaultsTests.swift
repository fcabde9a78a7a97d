import Catalogue
import DataLoading
import Snapshots
import Testing

@Suite("The faults that real feeds have are planted in the demo region, and loading copes with each")
struct DemoFaultsTests {
    private func share(_ part: Int, of all: Int) -> Double { 100 * Double(part) / Double(max(1, all)) }

    @Test("null dates of 1754 and five spellings of not stated are one kind of missing each, and no fault")
    func missing() throws {
        let region = try LoadedRegion.shared()
        let report = try region.report("person")
        #expect(report.faults.isEmpty)
        for (variable, percent) in [("birthMonth", 0.1...0.5), ("ethnicity", 3...14), ("sex", 0.05...0.5)] {
            let kinds = try #require(report.missing[variable], "\(variable)")
            let missing = try #require(kinds["notStated"], "\(variable)")
            #expect(percent.contains(share(missing, of: report.rows)), "\(variable): \(missing)")
            #expect(missing == kinds.values.reduce(0, +), "\(variable)")
            #expect(missing == (try region.column("person", variable).count { $0 == nil }), "\(variable)")
        }
    }

    @Test("ethnicity is missing for 3 to 14 of a hundred people, by borough")
    func ethnicity() throws {
        let region = try LoadedRegion.shared()
        let known = LoadedRegion.grouped(try region.boroughs("person"), try region.column("person", "ethnicity"))
        let missing = known.mapValues { share($0.count { $0 == nil }, of: $0.count) }
        let planted = [
            "E06000006": 4.0, "E08000011": 9, "E08000012": 14, "E08000013": 5, "E08000014": 3, "E08000015": 7,
        ]
        for (borough, percent) in planted {
            #expect(abs(try #require(missing[borough]) - percent) < 2, "\(borough)")
        }
    }

    @Test("somebody born in 1877 by a wrong key stroke is 149 years old, and counts among the oldest")
    func ages() throws {
        let region = try LoadedRegion.shared()
        let person = try #require(try region.place.current().catalogue.dataset(try region.table("person").dataset))
        let births = try region.column("person", "birthMonth").compactMap { $0 }
        #expect(births.contains("1877-01"))
        #expect(births.allSatisfy { $0 == "1877-01" || $0 > "1919" })
        let age = try #require(person.variable(named: "age"))
        let last = try #require(age.grouping(named: "tenYear")?.groups.last)
        #expect(age.domain.categories.last?.code == "110" && last.title.contains("90"))
    }

    @Test("one person has eight column names, and some numbers have spaces: each finds its person")
    func identifiers() throws {
        let region = try LoadedRegion.shared()
        let people = Set(try region.table("person").unitOfRow())
        for dataset in ["gp_condition", "mh_referral", "early_years_child", "cohort_member", "cohort_family"] {
            #expect(people.isSuperset(of: try region.table(dataset).unitOfRow()), "\(dataset)")
        }
        // One person in fifty who has care lives elsewhere, on purpose.
        let cared = Set(try region.table("care_event").unitOfRow())
        #expect((1...3).contains(share(cared.subtracting(people).count, of: cared.count)))
    }

    @Test("one person in a hundred has another area than their household: each table keeps its own")
    func twoAreas() throws {
        let region = try LoadedRegion.shared()
        let (people, homes) = (try region.table("person"), try region.table("household"))
        let areaOfHome = Dictionary(
            uniqueKeysWithValues: zip(try homes.unitOfRow(), try region.column("household", "area")))
        let areas = try region.column("person", "area")
        let links = try #require(try people.targets(of: "household"))
        let apart = zip(links, areas).count { areaOfHome[$0] != $1 }
        #expect((0.6...1.5).contains(share(apart, of: areas.count)), "\(apart)")
        #expect(links.allSatisfy { areaOfHome[$0] != nil })
    }

    @Test("three people in a hundred are with practices that have signed no agreement, whose rows have a controller")
    func practices() throws {
        let region = try LoadedRegion.shared()
        let agreed = try region.column("person", "sharingAgreement")
        #expect((2...4).contains(share(agreed.count { $0 == "no" }, of: agreed.count)))
        let rows = zip(try region.column("person", "practice"), agreed)
        let byPractice = Dictionary(grouping: rows, by: { $0.0 }).mapValues { Set($0.map(\.1)) }
        #expect(byPractice.count == 200 && byPractice.values.allSatisfy { $0.count == 1 })
        let records = try #require(
            try region.place.current().catalogue.dataset(try region.table("gp_condition").dataset))
        let without = try #require(records.controllers.first { $0.id == "practices_without_agreement" })
        #expect(without.rows?.codes.count == byPractice.values.count { $0 == ["no"] })
    }

    @Test("a family is a family at the smallest scale too")
    func families() throws {
        let place = try Workplace()
        let reports = try DemoRegionTests.publish(in: place, seed: DemoRegionTests.seed, oneIn: 5_000)
        #expect(reports[1].rows > reports[0].rows)
        let kinds = try place.table("household").codes(of: "type") ?? []
        let families: Set<UInt32> = [4, 5]
        #expect(kinds.contains { families.contains($0) })
    }
}
