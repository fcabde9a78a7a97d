import Governance
import JSON

/// How the words of a refusal stand in the vault.
extension Refusal {
    var stored: JSONValue {
        [
            "code": .string(code),
            "reasons": .array(
                reasons.map {
                    [
                        "clause": .string($0.clause), "message": .string($0.message), "change": .string($0.change),
                        "ask": .string($0.ask),
                    ]
                }),
        ]
    }

    /// Nil where it is not what was stored.
    init?(stored: JSONValue) {
        do throws(JSONError) {
            let members = try JSONCursor(stored).object()
            var reasons: [RefusalReason] = []
            for reason in try members.required("reasons").array() {
                let words = try reason.object()
                reasons.append(
                    RefusalReason(
                        clause: try words.required("clause").string(), message: try words.required("message").string(),
                        change: try words.required("change").string(), ask: try words.required("ask").string()))
            }
            self.init(code: try members.required("code").string(), reasons: reasons, verdicts: [])
        } catch { return nil }
    }

    /// What is left in the log where somebody had the words erased.
    static func erased(clauses: [JSONValue]) -> Refusal {
        let reasons = clauses.compactMap { clause -> RefusalReason? in
            guard case .string(let id) = clause else { return nil }
            return RefusalReason(
                clause: id, message: "Why this answer did not leave has been erased.", change: "Ask again.",
                ask: "a data steward")
        }
        return Refusal(code: withheldCode, reasons: reasons, verdicts: [])
    }
}
