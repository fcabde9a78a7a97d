import Catalogue
import DataLoading
import DemoRegion
import JSON
import Snapshots
import Testing

@Suite("The demo region is made up, repeatable, and as large as it says")
struct DemoRegionTests {
    static let seed: UInt64 = 2026
    static let oneIn = 500
    /// So many people that their rows are made in more than one part.
    private static let manyParts = 150

    /// Loads and publishes a region.
    static func publish(
        in place: Workplace, seed: UInt64, oneIn: Int, threads: Int = 2
    ) throws -> [LoadReport] {
        var builder = try place.builder()
        let version = try #require(CalendarDay("2026-03-31"))
        var reports: [LoadReport] = []
        try DemoRegion(seed: seed, oneIn: oneIn, threads: threads).load(
            into: &builder, optOutVersion: version, progress: { _ in }, loaded: { reports.append($0) })
        try place.store.publish(builder.stage())
        return reports
    }

    @Test("a seed gives the same bytes again, made by any number of threads, and another seed gives others")
    func repeatable() throws {
        let digests = try [(Self.seed, 1), (Self.seed, 3), (Self.seed + 1, 2)].map { seed, threads in
            let place = try Workplace()
            _ = try Self.publish(in: place, seed: seed, oneIn: Self.manyParts, threads: threads)
            return try place.current().tables.mapValues(\.digest)
        }
        #expect(digests[0] == digests[1])
        #expect(digests[0].count == DemoRegion.order.count)
        for (dataset, digest) in digests[0] { #expect(digests[2][dataset] != digest) }
    }

    @Test("the boroughs have their real shares of the people")
    func shares() throws {
        let place = try LoadedRegion.shared().place
        let generation = try place.current()
        let people = try #require(DatasetID("person").flatMap { generation.tables[$0] })
        let dataset = try #require(generation.catalogue.dataset(people.dataset))
        let borough = try #require(dataset.variable(named: "area")?.grouping(named: "borough"))
        var counts = [Int](repeating: 0, count: borough.groups.count)
        for code in try #require(try people.codes(of: "area")) { counts[borough.groupOf[Int(code)]] += 1 }
        let real = [
            "E06000006": 128_200, "E08000011": 154_500, "E08000012": 486_100, "E08000013": 183_200,
            "E08000014": 279_300, "E08000015": 320_200,
        ]
        #expect(borough.groups.count == real.count)
        for (group, count) in zip(borough.groups, counts) {
            let expected = try #require(real[group.code])
            #expect(abs(count * LoadedRegion.oneIn - expected) * 100 <= expected, "\(group.title)")
        }
        #expect(dataset.variable(named: "area")?.domain.categories.count == 1_003)
        #expect(dataset.variable(named: "area")?.grouping(named: "ward")?.groups.count == 159)
    }

    @Test("people are registered from a month on, one in fifty has left, and public numbers of residents stand beside")
    func presence() throws {
        let place = try LoadedRegion.shared().place
        let generation = try place.current()
        let people = try #require(DatasetID("person").flatMap { generation.tables[$0] })
        let dataset = try #require(generation.catalogue.dataset(people.dataset))
        #expect(dataset.presence == PresenceVariables(entry: "registeredFrom", exit: "leftIn"))
        let entries = try #require(try people.codes(of: "registeredFrom"))
        let exits = try #require(try people.codes(of: "leftIn"))
        let months = try #require(dataset.variable(named: "registeredFrom")).domain.categories.count
        let leavers = zip(entries, exits).filter { $1 < months }
        #expect(abs(leavers.count * 50 - entries.count) * 3 < entries.count)
        #expect(leavers.allSatisfy { $0 <= $1 })
        let residents = try #require(generation.catalogue.references.first)
        #expect(residents.id.description == "residents@1")
        #expect(residents.numbers[["E08000012"]] == 486_100 / LoadedRegion.oneIn)
    }

    @Test("the three most deprived deciles have clearly more emergency admissions for each person than the three least")
    func gradient() throws {
        let place = try LoadedRegion.shared().place
        let (people, care) = (try place.table("person"), try place.table("care_event"))
        let deciles = try #require(try people.codes(of: "imdDecile"))
        let decileOf = try Dictionary(uniqueKeysWithValues: zip(people.unitOfRow(), deciles))
        var residents = [UInt32: Int]()
        for decile in deciles { residents[decile, default: 0] += 1 }
        var admissions = [UInt32: Int]()
        for (unit, type) in try zip(care.unitOfRow(), try #require(try care.codes(of: "type"))) where type == 1 {
            if let decile = decileOf[unit] { admissions[decile, default: 0] += 1 }
        }
        func rate(_ deciles: [UInt32]) -> Int {
            let admissions = deciles.reduce(0) { $0 + (admissions[$1] ?? 0) }
            return admissions * 10_000 / max(1, deciles.reduce(0) { $0 + (residents[$1] ?? 0) })
        }
        // A gradient of 2 from the first decile to the last is 1.75 between these, and the sample is small.
        let hundredths = rate([0, 1, 2]) * 100 / max(1, rate([7, 8, 9]))
        #expect((135...215).contains(hundredths))
    }

    @Test("the faults of real feeds are in it: null dates, unasked ethnicity, people who are still in hospital")
    func faults() throws {
        let place = try LoadedRegion.shared().place
        let expected = [("person", "birthMonth", 0), ("person", "ethnicity", 3), ("care_event", "losDays", 0)]
        for (name, variable, leastPercent) in expected {
            let table = try place.table(name)
            let domain = try place.current().catalogue.dataset(table.dataset)?.variable(named: variable)?.domain
            let known = try #require(domain).categories.count
            let missing = try #require(try table.codes(of: variable)).count { Int($0) >= known }
            #expect(missing > 0 && missing * 100 >= leastPercent * table.rows, "\(variable)")
            #expect(missing * 100 <= 14 * table.rows, "\(variable)")
        }
    }

    @Test("its reports say what was planted: everybody has a household, and some care is of visitors")
    func reports() throws {
        let place = try Workplace()
        let reports = try Self.publish(in: place, seed: Self.seed, oneIn: Self.oneIn)
        #expect(reports.map(\.dataset) == DemoRegion.order)
        #expect(reports.allSatisfy { $0.faults.isEmpty })
        #expect(reports[1].rows == 3_102)
        #expect(reports[1].links["household"]?.linked == reports[1].rows)
        let generation = try place.current()
        #expect((generation.spineSizes[.person] ?? 0) > reports[1].units)
        #expect(try generation.optOuts.persons(.nationalDataOptOut).count > 100)
        #expect(generation.optOuts.version == "2026-03-31")
    }
}
