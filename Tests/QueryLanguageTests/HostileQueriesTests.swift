import GatewayTesting
import JSON
import QueryLanguage
import Testing

@Suite("Hostile queries end in an error, never in a stop")
struct HostileQueriesTests {
    static let poison: [JSONValue] = [
        nil, true, false, 0, -1, 9_007_199_254_740_991, -9_007_199_254_740_991, "", "_", "_notLinked", "person",
        "person.age", "2025-04", "2999-12", "1700-01", "unit", "care_event", "mother", [], [:], [[]], ["F"],
        ["all": []], ["variable": "person.sex", "in": ["F"]], ["variable": "care_event.date", "from": "2025-01"],
        .string(String(repeating: "é", count: 300)), .array(Array(repeating: "F", count: 300)),
    ]

    /// The query with something else at a random place.
    static func spoiled(_ value: JSONValue, _ random: inout SeededRandomness) -> JSONValue {
        let depth = Int.random(in: 0..<10, using: &random)
        if depth == 0 { return poison[Int.random(in: poison.indices, using: &random)] }
        switch value {
        case .array(var elements) where !elements.isEmpty:
            let index = Int.random(in: elements.indices, using: &random)
            elements[index] = spoiled(elements[index], &random)
            return .array(elements)
        case .object(var object) where !object.isEmpty:
            let key = object.keys[Int.random(in: 0..<object.count, using: &random)]
            object[key] = object[key].map { spoiled($0, &random) }
            return .object(object)
        case .null, .bool, .integer, .string, .array, .object:
            return poison[Int.random(in: poison.indices, using: &random)]
        }
    }

    @Test("random queries with random faults")
    func faults() throws {
        var random = SeededRandomness.fresh("faults")
        let seed = random.seed
        let catalogue = try Ask.catalogue()
        var refused = 0
        for turn in 0..<1_500 {
            var queries = RandomQueries(random: random)
            var query = queries.query(unit: "person")
            random = queries.random
            for _ in 0..<Int.random(in: 1...3, using: &random) { query = Self.spoiled(query, &random) }
            do throws(QueryError) {
                _ = try QueryResolver.resolve(query, in: catalogue)
            } catch {
                refused += 1
                #expect(error.code.hasPrefix("SH-Q1"), "seed \(seed), turn \(turn)")
                #expect(error.pointer.isEmpty || error.pointer.hasPrefix("/"), "seed \(seed), turn \(turn)")
                #expect(!error.message.contains("é") && !error.change.contains("é"), "seed \(seed), turn \(turn)")
            }
        }
        #expect(refused > 500, "seed \(seed)")
    }

    @Test("entangled conditions are given up in good time")
    func entangled() throws {
        // Each clause looks at other values of the same few subjects, so that all of them cross.
        let leaves = (0..<12).map { index -> JSONValue in
            [
                "any": [
                    ["variable": "person.age", "at": "2025-04", "from": .integer(index % 9 * 10)],
                    ["some": "gp_condition", "atLeast": .integer(index + 2), "atMost": .integer(index * 3 + 2)],
                    [
                        "some": "care_event", "atLeast": .integer(index), "atMost": .integer(index * 2),
                        "during": ["from": .string("2025-0\(index % 6 + 1)"), "to": "2025-06"],
                    ],
                ]
            ]
        }
        let query = try Ask.body([("population", Ask.text(["all": .array(leaves)]))])
        // Either answer is right; what counts is that it comes.
        let resolved = Result { try QueryResolver.resolve(query, in: Ask.catalogue()) }
        if case .failure(let error) = resolved { #expect((error as? QueryError)?.code == "SH-Q119") }
    }
}
