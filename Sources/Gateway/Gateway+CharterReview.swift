import AuditLog
import CharterReview
package import Identity
package import JSON

/// What the charter's reviewers see.
extension Gateway {
    /// The review of the days from one to another, both included: a fold over the entries of the log alone, so that the
    /// log's files give the same bytes. Nil where the days are not in order.
    ///
    /// Making it is itself recorded before, and so stands in it. One is made at a time, for it reads the whole log.
    package func charterReview(
        from first: CivilDay, to last: CivilDay, by auditor: AuthenticatedPrincipal
    ) throws(GatewayError) -> JSONValue? {
        guard let span = ReviewSpan(from: first.description, to: last.description) else { return nil }
        return try changes.holding(["charter review"]) { () throws(GatewayError) in
            try recordReading("charter review", nil, by: auditor)
            guard var review = CharterReview(of: span, under: parts.log.signedCheckpoint) else { throw .damagedStore }
            do throws(AuditError) {
                try parts.log.scan(from: 0, to: review.entries) { entry in
                    review.visit(entry)
                    return true
                }
            } catch { throw .audit(error) }
            var opened: [Disclosure] = []
            for entry in review.reasonEntries { opened += try disclosures(of: entry) }
            return review.report(opening: opened)
        }
    }
}
