import Catalogue
import DataLoading
import JSON
import Snapshots
import Testing

@Suite("Rows are checked against their declaration before anything is written")
struct LoadingTests {
    /// Rows after the headings of people, and the lines of the report that refuses them.
    static let misfits: [(rows: String, lines: [String])] = [
        (
            "9434765919,H1,1980-05,secret,0,\n",
            [
                "column `sex`: 1 of 1 not a declared value; correct the file, or declare the code or the spelling of missing"
                    + " (rows 2)"
            ]
        ),
        (
            "9434765919,H1,1980-13,F,10,\n9434765870,,1899-12,F,-1,\n",
            [
                "column `birth_month`: 2 of 2 not a declared value; correct the file, or declare the code or the"
                    + " spelling of missing (rows 2, 3)",
                "column `children`: 2 of 2 not a declared value; correct the file, or declare the code or the spelling"
                    + " of missing (rows 2, 3)",
            ]
        ),
        (
            "9434765918,H1,1980-05,F,0,\n,H1,1980-05,F,0,\n",
            ["column `nhs_number`: 2 of 2 not an identifier of the declared form (rows 2, 3)"]
        ),
        (
            "9434765919,,1980-05,F,0,\n943 476 5919,,1980-05,F,0,\n943-476-5919,,1980-05,F,0,\n",
            [
                "column `nhs_number`: 1 of 3 a unit has a second row, and the dataset is declared with one row for each"
                    + " (rows 3)"
            ]
        ),
        (
            "9434765919,H1,1980-05,F,0,\n9434765870,H1,1980-05,F,0,\n9876544012,H1,1980-05,F,0,\n",
            [
                "column `household_id`: 1 of 3 more rows point at one unit than the declaration's `maximumPerTarget`"
                    + " (rows 4)"
            ]
        ),
    ]

    @Test("what does not fit is counted by column, with its first rows and without its values", arguments: misfits)
    func refused(rows: String, lines: [String]) throws {
        let place = try Workplace()
        defer { withExtendedLifetime(place) {} }
        var builder = try place.builder()
        try builder.add(Town.household, Town.households)
        let error = #expect(throws: LoadError.self) { try builder.add(Town.person, Town.personHeadings + rows) }
        guard case .values(let report) = error else {
            Issue.record("the load must be refused for its values")
            return
        }
        #expect(report.lines.filter { $0.contains(" of ") && $0.hasPrefix("  column") } == lines.map { "  " + $0 })
        #expect(!report.json.bytes().map { String(UnicodeScalar($0)) }.joined().contains("secret"))
    }

    @Test("every row is counted, and only the first five are named")
    func firstRows() throws {
        let place = try Workplace()
        defer { withExtendedLifetime(place) {} }
        var builder = try place.builder()
        let error = #expect(throws: LoadError.self) {
            try builder.add(Town.household, "household_id,tenure\n" + (1...50).map { "H\($0),?\n" }.joined())
        }
        guard case .values(let report) = error else { throw Workplace.Unexpected.nothingPublished }
        #expect(report.faults.map(\.count) == [50])
        #expect(report.faults.map(\.firstRows) == [[2, 3, 4, 5, 6]])
        #expect(error?.message.contains("(rows 2, 3, 4, 5, 6 and more)") == true)
    }

    @Test("the town becomes codes: spellings, missing values, days of months and times of days")
    func codes() throws {
        let place = try Workplace()
        try place.publishTown()
        let people = try place.table("person")
        let dataset = try #require(try place.current().catalogue.dataset(people.dataset))
        let months = try #require(dataset.variable(named: "birthMonth")).domain
        let written = try #require(try people.codes(of: "birthMonth")).map { code in
            Int(code) < months.categories.count ? months.categories[Int(code)].code : months.missing[0].code
        }
        #expect(written == ["1980-05", "1979-11", "_notStated"])
        #expect(try people.codes(of: "sex") == [0, 1, 2])
        #expect(try people.codes(of: "children") == [2, 2, 0])
        #expect(try people.targets(of: "household") == [0, 0, DatasetTable.unlinked])
        let visits = try place.table("visit")
        #expect(try visits.unitOfRow() == [0, 0, 2])
        #expect(try visits.codes(of: "date") == [59, 59, 364])
    }

    @Test("the report tells how many rows are linked, and how many rows a unit has")
    func linkage() throws {
        let place = try Workplace()
        defer { withExtendedLifetime(place) {} }
        var builder = try place.builder()
        try builder.add(Town.household, Town.households)
        let people = try builder.add(Town.person, Town.people)
        #expect(
            people.lines == [
                "`file.csv` as dataset `person`: 3 rows of 3 units",
                "  link `household`: 3 rows name somebody, 2 are known there", "  rows for a unit: 3 with 1",
            ])
        let visits = try builder.add(Town.visit, Town.visits)
        #expect(visits.rowsPerUnit == [1, 1, 0, 0, 0, 0])
    }

    @Test("who links must come after whom they link to")
    func order() throws {
        let place = try Workplace()
        defer { withExtendedLifetime(place) {} }
        var builder = try place.builder()
        #expect(throws: LoadError.order(dataset: "person", needs: "household")) {
            try builder.add(Town.person, Town.people)
        }
    }

    @Test(
        "a unit has one number, however its identifier is written",
        arguments: [
            "9434765919", "943 476 5919", "943-476-5919", "９４３４７６５９１９", " 9434765919 ",
        ])
    func spellings(identifier: String) throws {
        let place = try Workplace()
        try place.publishTown()
        var builder = try place.builder()
        try builder.add(Town.visit, "date,patient\n2025-01-01,\(identifier)\n")
        try place.store.publish(builder.stage())
        #expect(try place.table("visit").unitOfRow() == [0])
    }

    @Test("under another key the same people are strangers")
    func keys() throws {
        let place = try Workplace()
        try place.publishTown(key: 7)
        #expect(try place.current().spineSizes[.person] == 3)
        var builder = try place.builder(key: 8)
        try builder.add(Town.visit, Town.visits)
        try place.store.publish(builder.stage())
        #expect(try place.current().spineSizes[.person] == 5)
    }
}
