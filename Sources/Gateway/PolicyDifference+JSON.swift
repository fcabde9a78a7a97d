package import Governance
package import JSON

extension PolicyDifference {
    /// `clauses` and `files`, as the command line and stewards over HTTP read them.
    package var json: JSONObject {
        [
            "clauses": .array(
                clauses.map { clause in
                    [
                        "clause": .string(clause.id), "change": .string(clause.change.rawValue),
                        "parts": .array(clause.parts.map(\.json)),
                    ]
                }),
            "files": .array(files.map { ["file": .string($0.name), "change": .string($0.change.rawValue)] }),
        ]
    }
}

extension PolicyDifference.Part {
    fileprivate var json: JSONValue {
        var object: JSONObject = ["part": .string(kind.rawValue)]
        object["check"] = check.map { .integer($0) }
        object["before"] = before.map { .string($0) }
        object["after"] = after.map { .string($0) }
        return .object(object)
    }
}

extension [WhyNotReplayed: Int] {
    /// By name, how many.
    package var json: JSONObject {
        JSONObject(WhyNotReplayed.allCases.compactMap { why in self[why].map { ("\(why)", .integer($0)) } })
    }
}
