import Catalogue
import DataLoading
import DemoRegion
import JSON
import Snapshots
import Testing

@Suite("The tables of the demo region look like those of a real one, faults included")
struct DemoTablesTests {
    private func column(_ dataset: String, _ variable: String) throws -> [String?] {
        try LoadedRegion.shared().column(dataset, variable)
    }

    private func report(_ dataset: String) throws -> LoadReport { try LoadedRegion.shared().report(dataset) }

    /// How many of a thousand rows are so, of those that say anything.
    private func perThousand(_ values: some Sequence<String?>, _ wanted: String) -> Int {
        let known = values.compactMap { $0 }
        return known.count { $0 == wanted } * 1_000 / max(1, known.count)
    }

    @Test(
        "each has about as many rows as in a real region",
        arguments: [
            ("gp_condition", 2_100_000), ("covid_test", 2_000_000), ("mh_referral", 390_000), ("fire_visit", 440_000),
            ("early_years_child", 86_500),
        ])
    func sizes(dataset: String, real: Int) throws {
        let rows = try report(dataset).rows * LoadedRegion.oneIn
        #expect((real * 17 / 20...real * 23 / 20).contains(rows), "\(rows) for \(real)")
    }

    @Test("no table has a fault that stops its load, and every unit of a practice, a school and a house is known")
    func clean() throws {
        for report in try LoadedRegion.shared().reports.values { #expect(report.faults.isEmpty, "\(report.dataset)") }
        for dataset in [
            "gp_condition", "mh_referral", "early_years_child", "cohort_member", "cohort_family", "fire_visit",
        ] {
            let register = try #require(try report(dataset).register, "\(dataset)")
            #expect(register.linked == register.stated, "\(dataset)")
        }
    }

    @Test("school readiness has its published margins: 67.7 of 100, girls 75, boys 60.7, with free meals 51.5")
    func readiness() throws {
        let place = try LoadedRegion.shared().place
        let (children, people) = (try place.table("early_years_child"), try place.table("person"))
        let sexes = try column("person", "sex")
        let sexOf = try Dictionary(uniqueKeysWithValues: zip(people.unitOfRow(), sexes))
        let isReady = try column("early_years_child", "goodLevel")
        let meals = try column("early_years_child", "freeMeals")
        let units = try children.unitOfRow()
        func ready(_ isWanted: (Int) -> Bool) -> Int {
            perThousand(isReady.indices.filter(isWanted).map { isReady[$0] }, "yes")
        }
        let margins = [
            (ready { _ in true }, 677), (ready { sexOf[units[$0]] == "F" }, 750),
            (ready { sexOf[units[$0]] == "M" }, 607), (ready { meals[$0] == "yes" }, 515),
        ]
        // The sample is of some 700 children.
        for (found, published) in margins { #expect(abs(found - published) < 60, "\(found) for \(published)") }
    }

    @Test("a council that did not submit has no child in that year, and the others have")
    func missingReturn() throws {
        let rows = zip(try column("early_years_child", "council"), try column("early_years_child", "year"))
        let seen = Set(rows.map { "\($0 ?? "") \($1 ?? "")" })
        #expect(!seen.contains("knowsley 2024"))
        #expect(seen.contains("knowsley 2023") && seen.contains("liverpool 2024"))
        #expect(seen.count == 6 * 5 - 1)
    }

    @Test("hardly anybody's work is known, and few referrals say who studies")
    func missing() throws {
        let work = try column("person", "workStatus")
        #expect((82...90).contains(work.count { $0 == nil } * 100 / work.count))
        let student = try column("mh_referral", "student")
        #expect(student.count { $0 == nil } * 100 / student.count > 65)
    }

    @Test("some referrals have over a thousand contacts, within what is declared")
    func contacts() throws {
        let contacts = try column("mh_referral", "contacts").compactMap { $0.flatMap { Int($0) } }
        #expect(contacts.contains { $0 > 1_000 })
        #expect(contacts.allSatisfy { $0 <= 2_000 })
    }

    @Test("an event has a handful of cases at every scale, and 4 of 100 tickets name nobody on the register")
    func events() throws {
        let tests = Array(zip(try column("covid_test", "event"), try column("covid_test", "result")))
        let cases = ["CONFERENCE": 5, "NIGHTCLUB": 9, "FESTIVAL": 2, "STADIUM": 12]
        for (event, count) in cases {
            #expect(tests.count { $0.0 == event && $0.1 == "positive" } == count, "\(event)")
        }
        let place = try LoadedRegion.shared().place
        let known = Set(try place.table("person").unitOfRow())
        let units = try place.table("covid_test").unitOfRow()
        let tickets = tests.indices.filter { tests[$0].0 != "none" }
        let unknown = tickets.count { !known.contains(units[$0]) }
        #expect((20...60).contains(unknown * 1_000 / tickets.count), "\(unknown) of \(tickets.count)")
    }

    @Test("two in five of those tested have one test, and a feed that numbers tests is warned of")
    func wrongKey() throws {
        let spread = try report("covid_test").rowsPerUnit
        #expect((25...50).contains(spread[0] * 100 / spread.reduce(0, +)))
        #expect(try report("covid_test").warnings.isEmpty)
        let place = try Workplace()
        var builder = try place.builder()
        let region = DemoRegion(seed: DemoRegionTests.seed, oneIn: 1_000, threads: 1)
        let day = try #require(CalendarDay("2026-03-31"))
        try region.load(into: &builder, optOutVersion: day, progress: { _ in }, loaded: { _ in })
        let declaration = try #require(region.declarations.first { $0.id == "covid_test" }).declaration
        let wrong = try builder.add(
            declaration: declaration, try CatalogueReader.read(declaration), from: region.testsKeyedByRow())
        #expect(wrong.rowsPerUnit[0] * 100 >= wrong.rowsPerUnit.reduce(0, +) * 98)
        #expect(wrong.warnings.contains { $0.contains("nearly every unit has one row") })
    }

    @Test("two fire services share the boroughs, and older households are visited more")
    func visits() throws {
        let services = try column("fire_visit", "service")
        #expect((30...150).contains(perThousand(services, "plain")))
        let place = try LoadedRegion.shared().place
        let visited = Set(try place.table("fire_visit").unitOfRow())
        let (units, older) = (try place.table("household").unitOfRow(), try column("household", "over64"))
        func share(_ isWanted: (String) -> Bool) -> Int {
            let wanted = zip(units, older).filter { isWanted($1 ?? "0") }
            return wanted.count { visited.contains($0.0) } * 100 / max(1, wanted.count)
        }
        #expect(share { $0 != "0" } > share { $0 == "0" } + 15)
    }

    @Test("the families of the study have mothers who are people of the region, and few early births")
    func families() throws {
        let report = try report("cohort_member")
        let mothers = try #require(report.links["mother"])
        #expect(mothers.linked == report.rows && report.rows > 0)
        #expect(try self.report("cohort_family").units == report.rows)
        // Of one in a hundred, a quarter of those with a child under ten: the study does not shrink with the region.
        #expect((300...500).contains(report.rows), "\(report.rows)")
        let weeks = try column("cohort_member", "gestation").compactMap { $0.flatMap { Int($0) } }
        #expect((30...200).contains(weeks.count { $0 < 37 } * 1_000 / weeks.count))
    }

    @Test("a child under ten is linked to a mother, who is a woman of its household, and has five at the most")
    func mothers() throws {
        let people = try LoadedRegion.shared().table("person")
        let (units, sexes) = (try people.unitOfRow(), try column("person", "sex"))
        let sexOf = Dictionary(uniqueKeysWithValues: zip(units, sexes))
        let homeOf = Dictionary(uniqueKeysWithValues: zip(units, try #require(try people.targets(of: "household"))))
        let mothers = zip(units, try #require(try people.targets(of: "mother")))
            .filter { $0.1 != DatasetTable.unlinked }
        #expect((50...130).contains(mothers.count * 1_000 / units.count), "\(mothers.count) of \(units.count)")
        #expect(mothers.allSatisfy { sexOf[$0.1] != "M" && homeOf[$0.0] == homeOf[$0.1] && $0.0 != $0.1 })
        #expect(Dictionary(grouping: mothers, by: \.1).values.allSatisfy { $0.count <= 5 })
        #expect(try report("person").links["mother"]?.stated == mothers.count)
    }
}
