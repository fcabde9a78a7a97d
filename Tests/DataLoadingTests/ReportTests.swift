import Catalogue
import DataLoading
import JSON
import Snapshots
import Testing

@Suite("The report tells the operator what looks wrong though every value fits")
struct ReportTests {
    @Test("what is missing, by variable and kind, and who is in the register")
    func missing() throws {
        let place = try Workplace()
        defer { withExtendedLifetime(place) {} }
        var builder = try place.builder()
        try builder.add(Town.household, Town.households)
        let people = try builder.add(Town.person, Town.people)
        #expect(people.missing == ["birthMonth": ["notStated": 1], "sex": ["notStated": 1]])
        #expect(people.register == nil)
        let visits = try builder.add(Town.visit, Town.visits + "2025-01-01,4010232137\n")
        #expect(visits.register?.stated == 3)
        #expect(visits.register?.linked == 2)
        #expect(visits.warnings == [])
    }

    /// NHS numbers that nobody has: nine digits and their check digit.
    static func identifiers(from first: Int, count: Int) -> [String] {
        var identifiers: [String] = []
        var number = first
        while identifiers.count < count {
            let digits = "\(number)".utf8.map { Int($0) - 48 }
            let check = (11 - zip(digits, (2...10).reversed()).reduce(0) { $0 + $1.0 * $1.1 } % 11) % 11
            if check != 10 { identifiers.append("\(number)\(check)") }
            number += 1
        }
        return identifiers
    }

    @Test("a wrong key: units that no register knows, and one row for each of them")
    func wrongKey() throws {
        let place = try Workplace()
        defer { withExtendedLifetime(place) {} }
        var builder = try place.builder()
        try builder.add(Town.household, Town.households)
        let known = Self.identifiers(from: 100_000_000, count: 150)
        try builder.add(
            Town.person, Town.personHeadings + known.map { "\($0),H9,1980-05,F,2,\n" }.joined())
        let right = try builder.add(
            Town.visit, "date,patient\n" + (known + known).map { "2025-01-01,\($0)\n" }.joined())
        #expect(right.warnings == [])
        let strangers = Self.identifiers(from: 300_000_000, count: 150)
        let wrong = try builder.add(Town.visit, "date,patient\n" + strangers.map { "2025-01-01,\($0)\n" }.joined())
        #expect(
            wrong.warnings == [
                "fewer than half of the units are in their register: is the key column the right one?",
                "nearly every unit has one row: does the key column name rows rather than units?",
            ])
        #expect(wrong.lines.suffix(2) == wrong.warnings.map { "  warning: \($0)" })
        let people = try builder.add(
            Town.person, Town.personHeadings + known.map { "\($0),H9,1980-05,F,2,\n" }.joined())
        #expect(
            people.warnings == [
                "fewer than half of the targets of link `household` are known: is its column the right key?"
            ])
    }

    @Test("a link within the dataset finds who comes later in the file, and nobody else")
    func mothers() throws {
        let declaration = Town.person
            .replacing(
                #"{"role":"household","dataset":"household","column":"household_id","maximumPerTarget":2}"#,
                with: #"{"role":"mother","dataset":"person","column":"household_id","maximumPerTarget":2}"#)
        let place = try Workplace()
        var builder = try place.builder()
        let rows = [
            "9434765919,9876544012,1980-05,F,0,", "9876544012,4010232137,1950-05,F,1,", "9434765870,,1980-05,F,0,",
        ]
        let report = try builder.add(declaration, Town.personHeadings + rows.joined(separator: "\n"))
        #expect(report.links["mother"]?.stated == 2)
        #expect(report.links["mother"]?.linked == 1)
        try place.store.publish(builder.stage())
        let people = try place.table("person")
        let targets = try #require(try people.targets(of: "mother"))
        let units = try people.unitOfRow()
        let mothers = Dictionary(uniqueKeysWithValues: zip(units, targets))
        #expect(mothers.values.filter { $0 != DatasetTable.unlinked }.count == 1)
        let child = try #require(mothers.first { $0.value != DatasetTable.unlinked })
        #expect(units.contains(child.value))
    }
}
