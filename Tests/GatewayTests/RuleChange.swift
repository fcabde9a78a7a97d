import AuditLog
import Gateway
import GatewayTesting
import Governance
import JSON
import OpenSSL
import Testing

/// Policy sets that differ from the shipped one in a clause, as JSON: what a steward would write.
enum RuleChange {
    /// The shipped set after a change of one of its documents.
    static func set(_ document: String, _ change: (inout JSONValue) -> Void) throws -> PolicySet {
        var documents = try #require(try JSONValue(parsing: World.policy.get().bundle, limits: .document).object)
        var value = try #require(documents[document])
        change(&value)
        documents[document] = value
        return try PolicySet.read(bundle: JSONValue.object(documents).canonicalBytes()) {
            Hex.encode(SHA256.hash($0))
        }
    }

    /// One more clause, by which no question is answered from a day on.
    static func closing(on day: String) throws -> PolicySet {
        try set("clauses/oversight.json") { $0.append(closed(on: day)) }
    }

    /// Without the clause about training and agreement.
    static func withoutTraining(closing day: String? = nil) throws -> PolicySet {
        var documents = try #require(try JSONValue(parsing: World.policy.get().bundle, limits: .document).object)
        for name in ["clauses/security.json", "clauses/oversight.json"] {
            guard var file = documents[name]?.object else { continue }
            file["clauses"] = .array((file["clauses"]?.elements ?? []).filter { $0.object?["id"] != "SEC-2" })
            if name == "clauses/oversight.json", let day {
                file["clauses"] = .array((file["clauses"]?.elements ?? []) + [closed(on: day)])
            }
            documents[name] = .object(file)
        }
        if var file = documents["clauses/security.examples.json"]?.object {
            file["examples"] = .array(
                (file["examples"]?.elements ?? []).filter { $0.object?["expect"]?.object?["SEC-2"] == nil })
            documents["clauses/security.examples.json"] = .object(file)
        }
        return try PolicySet.read(bundle: JSONValue.object(documents).canonicalBytes()) {
            Hex.encode(SHA256.hash($0))
        }
    }

    private static func closed(on day: String) -> JSONValue {
        [
            "id": "OVR-9", "provenance": "operator", "says": "Nothing is asked any more.",
            "checks": [
                [
                    "at": ["query"], "holds": ["before": [["fact": "today"], ["day": .string(day)]]],
                    "message": "This gateway is closed.", "change": "Ask elsewhere.", "ask": "operator",
                ]
            ],
        ]
    }
}

extension JSONValue {
    fileprivate mutating func append(_ clause: JSONValue) {
        guard var file = object else { return }
        file["clauses"] = .array((file["clauses"]?.elements ?? []) + [clause])
        self = .object(file)
    }
}
