import Catalogue
import GatewayTesting
import Governance
import JSON
import QueryEngines
import QueryLanguage
import Testing

@Suite("The reference engine")
struct ReferenceEngineTests {
    /// Six persons in three homes: 0 and 1 in home 0, 2 and 3 in home 1, 4 in home 2, 5 nowhere. 1, 2 and 3 said no.
    static let region = SmallRegion(
        persons: [
            person("F", "L1", 0, nil), person("M", "L1", 0, 0), person("F", "L2", 1, nil), person("M", "L5", 1, 2),
            person("F", "L5", 2, 1), person("", "L6", nil, 0),
        ],
        households: [
            ["tenure": "own", "imd": "1", "rooms": "2"], ["tenure": "rent", "imd": "2", "rooms": "5"],
            ["tenure": "", "imd": "4", "rooms": "9"],
        ],
        consents: [.init(unit: 0, values: ["status": "a"]), .init(unit: 5, values: ["status": "b"])],
        events: [
            event(0, "2025-01-05", "EM"), event(0, "2025-01-06", "EM"), event(0, "2025-01-07", "EM"),
            event(0, "2025-01-08", "EM"), event(0, "2025-02-01", "AE"), event(0, "2025-03-01", "AE"),
            event(1, "2025-01-05", "EM"), event(4, "2025-02-05", "EL"), event(5, "2025-01-31", "EM"),
        ],
        conditions: [
            .init(unit: 4, values: ["group": "c1", "first": "2024-05", "resolved": "2025-03"]),
            .init(unit: 4, values: ["group": "c2", "first": "2025-01"]),
        ],
        optedOut: [1, 2, 3])

    private static func person(_ sex: String, _ area: String, _ home: Int?, _ mother: Int?) -> SmallRegion.Person {
        .init(
            values: ["sex": sex, "area": area, "carer": "", "birthMonth": "1960-04"], household: home, mother: mother)
    }

    private static func event(_ unit: Int, _ date: String, _ type: String) -> SmallRegion.Row {
        .init(unit: unit, values: ["date": date, "type": type, "losDays": "1"])
    }

    static let half = #""during":{"from":"2025-01","to":"2025-06"}"#

    /// Unit, population, dimension, measure, cell, and its numbers as value/units/persons.
    static let table:
        [(unit: String, population: String?, by: String, measure: String, cell: [String], numbers: String)] = [
            ("person", nil, "[]", #"{"count":"unit"}"#, [], "3/3/3"),
            ("person", nil, #"["person.sex"]"#, #"{"count":"unit"}"#, ["F"], "2/2/2"),
            ("person", nil, #"["person.sex"]"#, #"{"count":"unit"}"#, ["_notStated"], "1/1/1"),
            ("person", nil, #"["person.borough"]"#, #"{"count":"unit"}"#, ["B2"], "2/2/2"),
            ("person", nil, #"["household.tenure"]"#, #"{"count":"unit"}"#, ["_notLinked"], "1/1/1"),
            ("person", nil, #"["household.tenure"]"#, #"{"count":"unit"}"#, ["rent"], "0/0/0"),
            ("person", nil, #"["consent.status"]"#, #"{"count":"unit"}"#, ["_notLinked"], "1/1/1"),
            // The mother of 4 said no, so nothing of hers is seen.
            (
                "person", nil, #"[{"variable":"person.sex","via":"mother"}]"#, #"{"count":"unit"}"#, ["_notLinked"],
                "2/2/2"
            ),
            // Six events of person 0 count as three.
            ("person", nil, "[]", #"{"count":"care_event",\#(half)}"#, [], "5/3/3 3/3/3"),
            ("person", nil, "[]", #"{"count":"care_event","atMost":1,\#(half)}"#, [], "3/3/3 3/3/3"),
            (
                "person", #"{"some":"care_event",\#(half),"atLeast":2}"#, "[]", #"{"count":"unit"}"#, [], "1/1/1"
            ),
            (
                "person", nil, #"[{"variable":"care_event.type",\#(half)}]"#, #"{"count":"care_event",\#(half)}"#,
                ["EM"],
                "4/2/2 2/2/2"
            ),
            // Home 1 is out, because all its members said no; home 0 keeps one person who counts.
            ("household", nil, "[]", #"{"count":"unit"}"#, [], "2/2/2"),
            ("household", nil, #"["household.tenure"]"#, #"{"count":"unit"}"#, ["own"], "1/1/1"),
            ("household", nil, "[]", #"{"count":"care_event",\#(half),"atMost":5}"#, [], "6/2/2 2/2/2"),
            (
                "household", #"{"some":"person","where":{"variable":"person.sex","in":["M"]}}"#, "[]",
                #"{"count":"unit"}"#, [], "0/0/0"
            ),
        ]

    static func body(_ row: (unit: String, population: String?, by: String, measure: String)) throws -> JSONValue {
        let population = row.population.map { #""population":\#($0),"# } ?? ""
        let text =
            #"{"project":"P-1","purpose":"test","unit":"\#(row.unit)","asOf":"2026-03",\#(population)"by":\#(row.by),"measures":{"m":\#(row.measure)}}"#
        return try JSONValue(parsing: Array(text.utf8), limits: .request)
    }

    static let contract = EngineContract(engine: ReferenceEngine(), region: region, key: Array(0..<16))

    @Test("counts by hand", arguments: table.indices)
    func counts(index: Int) throws {
        let row = Self.table[index]
        let body = try Self.body((row.unit, row.population, row.by, row.measure))
        let (query, found) = try Self.contract.found(body, [.honourOptOuts([.nationalDataOptOut])])
        let cell = PlainMeaning.Cell(kept: Array(query.dimensions.indices), codes: row.cell)
        let numbers = try #require(found["m"]?[cell]).map { "\($0.value)/\($0.units)/\($0.persons)" }
            .joined(separator: " ")
        #expect(numbers == row.numbers)
        try Self.contract.hold(body, honouringOptOuts: true, "row \(index)")
        try Self.contract.hold(body, honouringOptOuts: false, "row \(index)")
    }

    @Test("random questions to random regions are answered as counting row by row answers them")
    func random() throws {
        var random = SeededRandomness.fresh("engine")
        let seed = random.seed
        var held = 0
        for turn in 0..<160 {
            let region = SmallRegion(persons: 24, using: &random)
            let key = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
            var queries = RandomQueries(random: random)
            let body = queries.query(unit: turn.isMultiple(of: 3) ? "household" : "person")
            random = queries.random
            let contract = EngineContract(engine: ReferenceEngine(), region: region, key: key)
            let comment = "Seed \(seed), turn \(turn): \(String(decoding: body.bytes(), as: UTF8.self))"
            do {
                try contract.hold(body, honouringOptOuts: turn.isMultiple(of: 2), comment)
                held += 1
            } catch let error as QueryError {
                #expect(error.code == "SH-Q114", "\(error). \(comment)")
            }
        }
        #expect(held > 80, "seed \(seed)")
    }

    @Test("an approval's filter restricts the units, and no opt-out is forgotten beside it")
    func restriction() throws {
        let body = try Self.body(("person", nil, "[]", #"{"count":"unit"}"#))
        let filter = try JSONValue(parsing: Array(#"{"variable":"person.borough","in":["B2"]}"#.utf8), limits: .request)
        let resolved = try QueryResolver.resolveFilter(filter, for: .person, in: SmallGeneration.catalogue())
        let (_, found) = try Self.contract.found(
            body, [.restrict(resolved.predicate), .honourOptOuts([.nationalDataOptOut]), .protect(profile: "standard")])
        #expect(found["m"]?[PlainMeaning.Cell(kept: [], codes: [])]?.first?.value == 2)
    }

    @Test("the order of dimensions makes no difference to what is kept above the bound")
    func orderOfDimensions() throws {
        var random = SeededRandomness.fresh("order")
        let seed = random.seed
        let region = SmallRegion(persons: 30, using: &random)
        let contract = EngineContract(engine: ReferenceEngine(), region: region, key: Array(0..<16))
        let type = #"{"variable":"care_event.type",\#(Self.half)}"#
        let month = #"{"variable":"care_event.month",\#(Self.half)}"#
        let measure = #"{"count":"care_event",\#(Self.half)}"#
        let (_, one) = try contract.found(Self.body(("person", nil, "[\(type),\(month)]", measure)), [])
        let (_, other) = try contract.found(Self.body(("person", nil, "[\(month),\(type)]", measure)), [])
        for (cell, numbers) in try #require(one["m"]) {
            #expect(
                other["m"]?[PlainMeaning.Cell(kept: [0, 1], codes: cell.codes.reversed())] == numbers, "seed \(seed)")
        }
    }

    @Test("a run ends where it is cancelled, and names what a generation does not hold")
    func stops() throws {
        let body = try Self.body(("person", nil, "[]", #"{"count":"unit"}"#))
        let query = SmallGeneration.authorized(
            try QueryResolver.resolve(body, in: SmallGeneration.catalogue()), [])
        let generation = try SmallGeneration.make(Self.region)
        #expect(throws: EngineError.cancelled) {
            _ = try ReferenceEngine().run(
                query, over: generation, boundingKey: Array(0..<16), isCancelled: { true }
            ).withCells { $0.count }
        }
    }
}
