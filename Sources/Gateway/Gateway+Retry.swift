import Governance
import Identity
import JSON

/// Asking again under the same mark: the same bytes, and nothing new is run or charged.
extension Gateway {
    /// The longest mark that an asker may use, in bytes.
    private static let longestMark = 200

    /// An earlier answer under the asker's mark; nil where there is none, or no mark. Another question under it is a
    /// mistake. The answer is given again only to somebody who may still read its project.
    func retry(_ body: JSONValue, by asker: Asker) throws(GatewayError) -> Consideration? {
        guard let mark = asker.idempotencyKey else { return nil }
        guard (1...Self.longestMark).contains(mark.utf8.count), mark.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            return .unreadable(
                Unreadable(
                    code: "SH-G622", pointer: "",
                    message: "an idempotency key has 1 to \(Self.longestMark) printable ASCII characters, no spaces",
                    change: "use a random text, such as a UUID"))
        }
        if let job = jobs.marked(mark, by: asker.principal.person) {
            guard GatewayParts.digest(job.agreed.body.bytes()) == GatewayParts.digest(body.bytes()) else {
                return .unreadable(Self.otherQuestion)
            }
            return .underWay(job)
        }
        let found = try storing { () throws(StoreError) in
            try parts.store.answer(person: asker.principal.person.description, idempotencyKey: mark)
        }
        guard let found else { return nil }
        guard found.answer.asked == GatewayParts.digest(body.bytes()) else {
            return .unreadable(Self.otherQuestion)
        }
        guard try project(found.answer.project, for: asker.principal) != nil else { return nil }
        return .answered(found)
    }

    private static let otherQuestion = Unreadable(
        code: "SH-G621", pointer: "", message: "this idempotency key was used for another question",
        change: "use a new key for a new question")
}
