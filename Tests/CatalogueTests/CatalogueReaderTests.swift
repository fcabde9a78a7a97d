import Catalogue
import JSON
import Testing

/// A small dataset with one variable of each kind; a test changes one thing in it.
enum Declaration {
    static func parse(_ text: String) throws -> JSONValue {
        try JSONValue(parsing: Array(text.utf8), limits: .document)
    }

    static let text = """
        {"id":"person","title":"People","controllers":[{"id":"icb","name":"ICB","covers":"all"}],
         "tier":"pseudonymised","unit":"person","rowsPerUnit":"one","register":true,
         "key":{"column":"person_id","identifier":"nhsNumber"},"ignoredColumns":["row_id"],
         "links":[{"role":"household","dataset":"household","column":"household_id","maximumPerTarget":12}],
         "population":1000,"asOf":"2026-03","variables":[
          {"name":"age","type":"age","of":"birthMonth","maximum":110,
           "groupings":[{"name":"tenYear","edges":[0,10,20,90]},{"name":"broad","edges":[0,20,90]}]},
          {"name":"sex","title":"Sex","type":"code","column":"sex",
           "codes":[{"code":"F","title":"Female"},{"code":"M","title":"Male"}],
           "missing":{"notLinked":["none"],"notStated":["","X"]},
           "groupings":[{"name":"all","groups":[{"code":"both","of":["M","F"]}]}]},
          {"name":"birthMonth","type":"month","column":"birth_month","from":"1870-01","to":"2026-03",
           "addressable":false,"missing":{"notStated":["1754-09"]}},
          {"name":"seen","type":"date","column":"seen","from":"2023-04-01","to":"2026-03-31","addressable":false},
          {"name":"seenMonth","type":"month","view":{"of":"seen","grouping":"month"}},
          {"name":"area","type":"area","vintage":"2021","column":"lsoa","codes":[{"code":"L1"},{"code":"L2"}],
           "groupings":[{"name":"borough","groups":[{"code":"B1","title":"One","of":["L1","L2"]}]}]},
          {"name":"borough","type":"area","view":{"of":"area","grouping":"borough"}},
          {"name":"days","type":"integer","measuredIn":"day","from":0,"to":60,"column":"days",
           "groupings":[{"name":"bands","edges":[0,1,3,7]}]},
          {"name":"carer","type":"flag","column":"carer"}]}
        """

    static func dataset() throws -> Dataset { try CatalogueReader.read(parse(text)) }
}

@Suite("A declaration becomes a dataset")
struct CatalogueReaderTests {
    @Test("every kind of variable gets its values, in order")
    func values() throws {
        let dataset = try Declaration.dataset()
        let sizes = dataset.variables.map { "\($0.name) \($0.domain.categories.count)+\($0.domain.missing.count)" }
        #expect(
            sizes == [
                "age 111+2", "sex 2+2", "birthMonth 1875+1", "seen 1096+0", "seenMonth 1096+0", "area 2+0",
                "borough 2+0", "days 61+0", "carer 2+0",
            ])
        #expect(dataset.variable(named: "sex")?.domain.missing == [.notStated, .notLinked])
        #expect(dataset.storedVariables.map(\.name) == ["sex", "birthMonth", "seen", "area", "days", "carer"])
    }

    @Test("bands have codes that no spreadsheet takes for a day")
    func bands() throws {
        let dataset = try Declaration.dataset()
        let ages = dataset.variable(named: "age")?.grouping(named: "tenYear")
        #expect(ages?.groups.map(\.code) == ["a0-9", "a10-19", "a20-89", "a90+"])
        #expect(ages?.groupOf[19] == 1)
        #expect(ages?.groupOf[110] == 3)
        let days = dataset.variable(named: "days")?.grouping(named: "bands")
        #expect(days?.groups.map(\.code) == ["n0", "n1-2", "n3-6", "n7-60"])
    }

    @Test("days group by month, quarter, year, financial year and ISO week, all of them whole")
    func calendar() throws {
        let seen = try #require(try Declaration.dataset().variable(named: "seen"))
        #expect(seen.groupings.map(\.name) == ["finest", "month", "quarter", "year", "financialYear", "isoWeek"])
        #expect(seen.groupings.map(\.groups.count) == [1096, 36, 12, 4, 3, 157 + 1])
        #expect(seen.groupings.map(\.isAddressable) == [false, true, true, true, true, true])
        for grouping in seen.groupings { #expect(grouping.groupOf.count == 1096) }
    }

    @Test(
        "ISO weeks belong to the year of their Thursday",
        arguments: [
            ("2024-12-30", "2025-W01"), ("2023-04-01", "2023-W13"), ("2026-01-01", "2026-W01"),
            ("2024-12-29", "2024-W52"), ("2023-04-03", "2023-W14"), ("2026-03-31", "2026-W14"),
        ])
    func weeks(day: String, week: String) throws {
        let seen = try #require(try Declaration.dataset().variable(named: "seen"))
        let weeks = try #require(seen.grouping(named: "isoWeek"))
        let index = try #require(seen.domain.categories.firstIndex { $0.code == day })
        #expect(weeks.groups[weeks.groupOf[index]].code == week)
    }

    @Test("a view is as fine as the grouping it looks through, and has what is coarser")
    func views() throws {
        let view = try #require(try Declaration.dataset().variable(named: "seenMonth"))
        #expect(view.groupings.map(\.name) == ["finest", "quarter", "year", "financialYear"])
        #expect(view.grouping(named: "finest")?.groups.first?.code == "2023-04")
        #expect(view.source == .view(of: "seen", grouping: "month"))
    }

    @Test(
        "a day that is not in the calendar is not read",
        arguments: ["2023-02-29", "1900-02-29", "2025-04-31", "2025-13-01", "2025-4-1", "2025-00-10", "abcd-ef-gh"])
    func noSuchDay(text: String) { #expect(CalendarDay(text) == nil) }

    @Test("days are numbered from 1970")
    func dayNumbers() {
        #expect(CalendarDay("1970-01-01")?.number == 0)
        #expect(CalendarDay("2000-03-01")?.number == 11_017)
        #expect(CalendarDay("1969-12-31")?.number == -1)
    }
}
