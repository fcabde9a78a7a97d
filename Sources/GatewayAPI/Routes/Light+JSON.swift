import Governance
import JSON

extension Light {
    /// A light with what each of its clauses adds to it.
    var json: JSONValue {
        [
            "principle": .string(principle), "title": .string(title), "light": .string(colour.rawValue),
            "clauses": .array(
                clauses.map { ["id": .string($0.clause), "standing": .string($0.standing.rawValue)] }),
        ]
    }
}

extension Project {
    /// What it takes to read the words that the public sees.
    var reading: JSONValue {
        ["summary": Reading(proposal.summary).json, "benefit": Reading(proposal.benefit).json]
    }
}
