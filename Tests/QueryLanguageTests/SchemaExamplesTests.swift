import Foundation
import GatewayTesting
import JSON
import QueryLanguage
import Testing

@Suite("The published schema has examples")
struct SchemaExamplesTests {
    static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden/Query/examples.jsonl")

    /// Every query of the tables of these tests, and some that nobody chose, each with the code of its refusal, or "".
    /// `Tests/BlackBox/test_query_schema.py` holds the schema to the same examples.
    static func examples() throws -> [JSONValue] {
        var bodies: [JSONValue] = []
        for row in RefusedQueriesTests.table { bodies.append(try Ask.body([(row.member, row.text)])) }
        for measure in StatisticTests.accepted.map(\.measure) + StatisticTests.refused.map(\.measure) {
            bodies.append(try Ask.body([("measures", #"{"m":\#(measure)}"#), ("by", #"["person.borough"]"#)]))
        }
        for (first, second) in OneFormTests.pairs {
            for text in [first, second] { bodies.append(try Ask.body([("population", text)])) }
        }
        var queries = RandomQueries(random: SeededRandomness(seed: 1))
        for turn in 0..<60 { bodies.append(queries.query(unit: turn.isMultiple(of: 3) ? "household" : "person")) }
        let catalogue = try Ask.catalogue()
        return bodies.map { body in
            do throws(QueryError) {
                _ = try QueryResolver.resolve(body, in: catalogue)
                return ["query": body, "code": ""]
            } catch { return ["query": body, "code": .string(error.code)] }
        }
    }

    @Test("the examples that the schema is held to are what the resolver does")
    func golden() throws {
        let text = try Self.examples().flatMap { $0.bytes() + [UInt8(ascii: "\n")] }
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            try FileManager.default.createDirectory(
                at: Self.file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text).write(to: Self.file)
        }
        #expect(try Array(Data(contentsOf: Self.file)) == text, "run once with UPDATE_GOLDEN=1, and look at the change")
    }
}
