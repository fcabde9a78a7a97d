import Catalogue
import DataLoading
import Snapshots
import Testing

@Suite("The list of those who have said no holds for a day, and for people who are loaded later")
struct OptOutTests {
    static let list = """
        identifier,kind,from,to
        943 476 5919,nationalDataOptOut,2020-01-01,
        9434765870,type1,2020-01-01,2026-03-31
        9434765870,local,2026-04-01,
        9876544012,rightToObject,2026-03-31,2026-04-01

        """

    func load(_ list: String, version: String, before town: Bool) throws -> Generation {
        let place = try Workplace()
        if !town { try place.publishTown() }
        var builder = try place.builder()
        let day = try #require(CalendarDay(version))
        try builder.addOptOuts(.bytes(Array(list.utf8), name: "optouts.csv"), version: day, identifier: .nhsNumber)
        try place.store.publish(builder.stage())
        return try place.current()
    }

    @Test(
        "a no counts from its first day to the day before its last",
        arguments: [
            ("2019-12-31", [:]),
            ("2026-03-30", [OptOutKind.nationalDataOptOut: Set<UInt32>([0]), .type1: [1]]),
            ("2026-03-31", [.nationalDataOptOut: [0], .rightToObject: [2]]),
            ("2026-04-01", [.nationalDataOptOut: [0], .local: [1]]),
        ] as [(String, [OptOutKind: Set<UInt32>])])
    func days(version: String, persons: [OptOutKind: Set<UInt32>]) throws {
        let generation = try load(Self.list, version: version, before: false)
        #expect(try generation.whoSaidNo() == persons)
        #expect(generation.optOuts.version == version)
    }

    @Test("somebody who said no before being known is out from the first load")
    func later() throws {
        let place = try Workplace()
        var builder = try place.builder()
        let day = try #require(CalendarDay("2026-03-30"))
        try builder.addOptOuts(
            .bytes(Array(Self.list.utf8), name: "optouts.csv"), version: day, identifier: .nhsNumber)
        try builder.add(Town.household, Town.households)
        try builder.add(Town.person, Town.people)
        try place.store.publish(builder.stage())
        #expect(try place.current().whoSaidNo() == [.nationalDataOptOut: [0], .type1: [1]])
    }

    static let unreadable: [(row: String, message: String)] = [
        ("9434765918,type1,2020-01-01,", "column `identifier` is not an identifier of the declared form"),
        (
            "9434765919,maybe,2020-01-01,",
            "column `kind` must be one of artificialIntelligence, local, nationalDataOptOut, rightToObject, type1"
        ),
        ("9434765919,type1,2020-02-30,", "column `from` must be a day, YYYY-MM-DD"),
        ("9434765919,type1,2020-01-01,never", "column `to` must be a day or empty"),
        ("9434765919,type1,2020-01-01", "four fields are needed"),
    ]

    @Test("a row that cannot be read refuses the list", arguments: unreadable)
    func refused(row: String, message: String) throws {
        let error = #expect(throws: LoadError.self) {
            try load("identifier,kind,from,to\n\(row)\n", version: "2026-03-31", before: true)
        }
        #expect(error?.message == "`optouts.csv`, row 2: \(message)")
    }

    @Test(
        "a day has one list, and days rise: answers are kept under the day of their list",
        arguments: [
            ("2026-03-30", OptOutTests.list, true), ("2026-03-31", "identifier,kind,from,to\n", true),
            ("2026-03-30", "identifier,kind,from,to\n", false), ("2026-03-29", OptOutTests.list, false),
        ])
    func rising(day: String, list: String, isTaken: Bool) throws {
        let place = try Workplace()
        var builder = try place.builder()
        let first = try #require(CalendarDay("2026-03-30"))
        let source = CSVSource.bytes(Array(Self.list.utf8), name: "optouts.csv")
        try builder.addOptOuts(source, version: first, identifier: .nhsNumber)
        let next = try #require(CalendarDay(day))
        let change = CSVSource.bytes(Array(list.utf8), name: "optouts.csv")
        if isTaken {
            try builder.addOptOuts(change, version: next, identifier: .nhsNumber)
        } else {
            #expect(throws: LoadError.optOutDay(day, loaded: "2026-03-30")) {
                try builder.addOptOuts(change, version: next, identifier: .nhsNumber)
            }
        }
    }
}

extension Generation {
    /// For each way in which somebody has said no, who did.
    func whoSaidNo() throws -> [OptOutKind: Set<UInt32>] {
        var result: [OptOutKind: Set<UInt32>] = [:]
        for kind in OptOutKind.allCases {
            let persons = try optOuts.persons(kind)
            if !persons.isEmpty { result[kind] = Set(persons) }
        }
        return result
    }
}
