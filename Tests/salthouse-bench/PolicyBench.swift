import Gateway
import Governance
import JSON
import OpenSSL
import QueryEngines

/// Asks a whole gateway so many questions, and tries other policy sets against the log that this made.
///
/// What each set turns is known from what was asked. The first has no clause about training, so that a refusal of SEC-2
/// would have been an answer; the second has one clause more, by which nobody is answered for research.
struct PolicyBench {
    private let directory: String
    private let policies: String
    private let decisions: Int

    init(_ words: Words) throws(BenchError) {
        directory = try words.text("--directory")
        policies = try words.text("--policies")
        decisions = try words.number("--decisions")
    }

    func run() throws -> JSONValue {
        let house = try BenchHouse(directory: directory, policies: policies, engine: ReferenceEngine())
        var asked: [BenchHouse.Question: [Int]] = [:]
        let kinds = BenchHouse.Question.allCases
        for number in 0..<decisions {
            let kind = kinds[number % kinds.count]
            asked[kind, default: []].append(try house.decide(kind))
        }
        return [
            "withoutTraining": try replay(
                try withoutTraining(house.policy), in: house, turning: asked[.untrained] ?? []),
            "withoutResearch": try replay(
                try withoutResearch(house.policy), in: house, turning: asked[.research] ?? []),
        ]
    }

    private func replay(_ set: PolicySet, in house: BenchHouse, turning expected: [Int]) throws -> JSONValue {
        let start = CPUClock.process()
        let pages = try house.replay(set)
        let spent = CPUClock.process() - start
        let turned = pages.flatMap(\.entries).filter { $0.wasYes != $0.isYes }.map(\.entry)
        return [
            "cpuNanoseconds": .integer(spent), "read": .integer(pages.reduce(0) { $0 + $1.read }),
            "turned": .integer(turned.count), "expected": .integer(expected.count),
            "isExact": .bool(turned == expected.sorted()),
        ]
    }

    private func withoutTraining(_ policy: PolicySet) throws -> PolicySet {
        try changing("clauses/security.json", of: policy) { clauses in
            clauses.filter { if case .object(let clause) = $0 { clause["id"] != "SEC-2" } else { true } }
        }
    }

    private func withoutResearch(_ policy: PolicySet) throws -> PolicySet {
        try changing("clauses/oversight.json", of: policy) { clauses in
            clauses + [
                [
                    "id": "OVR-9", "provenance": "operator", "says": "Nobody asks for research.",
                    "checks": [
                        [
                            "at": ["query"], "holds": ["not": ["equals": [["fact": "query.purpose"], "research"]]],
                            "message": "Nobody asks for research.", "change": "Ask for another purpose.",
                            "ask": "operator",
                        ]
                    ],
                ]
            ]
        }
    }

    private func changing(
        _ document: String, of policy: PolicySet, _ change: ([JSONValue]) -> [JSONValue]
    ) throws -> PolicySet {
        guard case .object(var documents) = try JSONValue(parsing: policy.bundle, limits: .document),
            case .object(var file)? = documents[document], case .array(let clauses)? = file["clauses"]
        else { throw BenchError.failed("no clauses") }
        file["clauses"] = .array(change(clauses))
        documents[document] = .object(file)
        return try PolicySet.read(bundle: try JSONValue.object(documents).canonicalBytes()) {
            Hex.encode(SHA256.hash($0))
        }
    }
}
