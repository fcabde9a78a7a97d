import Governance
import Identity
import JSON
import Testing

@testable import GatewayAPI

@Suite("The schemas say what the readers accept")
struct SchemaTests {
    private static let document = OpenAPIDocument.describing(
        RouteTable.standard(querySchema: [:]).routes, query: (try? Policies.querySchema()) ?? [:])

    private static func schema(_ name: String) -> JSONValue? {
        document.member("components")?.member("schemas")?.member(name)
    }

    /// Bodies that are right, and the readers of their kind.
    private static let readers: [(schema: String, body: JSONValue, read: @Sendable (JSONValue) throws -> Void)] = [
        ("Proposal", Office.proposal(researcher: "rosa"), { _ = try Proposal(json: $0) }),
        ("Submission", ["note": "please"], { _ = try ProjectStep.submission(body: $0) }),
        (
            "PersonRecord", ["name": "Nia", "affiliation": "A", "agreement": "1", "left": "2026-01-01"],
            { _ = try Person(id: PersonID("nia")!, body: $0, version: 1) }
        ),
        (
            "ApprovalTerms", Office.terms(researcher: "rosa"),
            { _ = try ProjectStep.decision(body: ["decision": "approve", "terms": $0]) }
        ),
    ]

    @Test("a text of the most characters is accepted, and one of one more is not")
    func lengths() throws {
        var tried = 0
        for (name, body, read) in Self.readers {
            try read(body)
            for (member, schema) in Self.schema(name)?.member("properties")?.members ?? [] {
                guard case .integer(let most)? = schema.member("maxLength") else { continue }
                tried += 1
                let long = String(repeating: "é", count: most)
                try read(Self.changing(body, member, .string(long)))
                #expect(throws: JSONError.self, "\(name) \(member)") {
                    try read(Self.changing(body, member, .string(long + "e")))
                }
                for bad in ["", "a\tb", "\u{85}"] {
                    #expect(throws: JSONError.self) { try read(Self.changing(body, member, .string(bad))) }
                }
            }
        }
        #expect(tried == 10)
    }

    @Test("what is required is required, what is not is not, and nothing else is read")
    func members() throws {
        for (name, body, read) in Self.readers {
            let schema = try #require(Self.schema(name))
            let required = (schema.member("required")?.elements ?? []).compactMap(\.asText)
            for (member, _) in body.members {
                let without = Self.changing(body, member, nil)
                if required.contains(member) {
                    #expect(throws: JSONError.self, "\(name) without \(member)") { try read(without) }
                } else {
                    try read(without)
                }
            }
            #expect(Set(required).isSubset(of: body.members.map(\.key)))
            #expect(throws: JSONError.self) { try read(Self.changing(body, "surprise", 1)) }
        }
    }

    @Test(
        "a list of the most elements is accepted, and one of one more is not",
        arguments: [
            ("Proposal", "researchers"), ("Proposal", "purposes"), ("Proposal", "datasets"), ("ApprovalTerms", "asOf"),
        ])
    func lists(name: String, member: String) throws {
        let (_, body, read) = try #require(Self.readers.first { $0.schema == name })
        guard case .integer(let most)? = Self.schema(name)?.member("properties")?.member(member)?.member("maxItems")
        else { throw NoLimit() }
        let months = (0...most).map { "\(2000 + $0 / 12)-\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1)" }
        let names = member == "asOf" ? months : (0...most).map { "n\($0)" }
        try read(Self.changing(body, member, .array(names.prefix(most).map { .string($0) })))
        #expect(throws: JSONError.self) {
            try read(Self.changing(body, member, .array(names.map { .string($0) })))
        }
    }

    @Test("every step that the schema of a decision names is one that the reader knows, and no other")
    func decisions() throws {
        let variants = Self.schema("Decision")?.member("oneOf")?.elements ?? []
        let words = variants.compactMap { $0.member("properties")?.member("decision") }.flatMap { schema in
            (schema.member("enum")?.elements ?? []) + [schema.member("const")].compactMap { $0 }
        }.compactMap(\.asText)
        let error = #expect(throws: JSONError.self) {
            _ = try ProjectStep.decision(body: ["decision": "nothing"])
        }
        guard case .notOneOf(let known)? = error?.problem else { throw NoLimit() }
        #expect(Set(words) == Set(known) && words.count == known.count)
    }

    @Test("every reference leads somewhere, and every schema is referred to")
    func references() {
        var used: Set<String> = []
        func walk(_ value: JSONValue) {
            if let place = value.member("$ref")?.asText { used.insert(place) }
            value.elements.forEach(walk)
            value.members.map(\.value).forEach(walk)
        }
        walk(Self.document)
        let names = Self.document.member("components")?.member("schemas")?.members.map(\.key) ?? []
        #expect(used == Set(names.map { "#/components/schemas/\($0)" }))
    }

    private struct NoLimit: Error {}

    private static func changing(_ body: JSONValue, _ member: String, _ value: JSONValue?) -> JSONValue {
        guard case .object(var object) = body else { return body }
        object[member] = value
        return .object(object)
    }
}
