package import AuditLog
package import Identity
import JSON

/// Failed sign-ins from one source in one minute.
package struct SignInFailures: Sendable, Hashable {
    /// The first second of the minute.
    package let minute: Moment
    /// The peer's address, which goes into the vault.
    package let source: String
    package let count: Int
    /// The codes of what was wrong, sorted.
    package let reasons: [String]

    package init(minute: Moment, source: String, count: Int, reasons: [String]) {
        self.minute = minute
        self.source = source
        self.count = count
        self.reasons = reasons
    }
}

/// The audit entries of requests that never became a query or a change.
extension Gateway {
    /// Records that a known person's request was turned away.
    ///
    /// - Parameters:
    ///   - place: what was asked for, without anything that the person wrote, such as `PUT /v1/projects/{id}`.
    ///   - pointer: where in the body, which may hold the person's own words: it goes into the vault.
    package func recordRejection(
        code: String, status: Int, place: String, pointer: String?, by principal: AuthenticatedPrincipal
    ) throws(GatewayError) -> Receipt {
        let person = principal.person.description
        var disclosures = [Disclosed(name: "researcher", value: .string(person), subject: person)]
        if let pointer { disclosures.append(Disclosed(name: "pointer", value: .string(pointer), subject: person)) }
        let entries = try append([
            AuditDraft(
                type: "request.rejected",
                event: [
                    "req": .string(parts.requestName()), "code": .string(code), "status": .integer(status),
                    "place": .string(place), "actor": .string(parts.pseudonym("actor", "", person)),
                ], disclosures: disclosures, sameBatch: [:])
        ])
        return try receipt(entries[0].seq, disclosures: [])
    }

    /// A name for what somebody shows in `Authorization`, which tells nothing of it.
    package func name(ofCredential header: String) -> String { parts.pseudonym("credential", header) }

    /// Records failed sign-ins, one entry for each minute and source.
    package func record(_ failures: [SignInFailures]) throws(GatewayError) {
        let drafts = failures.map { failure in
            AuditDraft(
                type: "auth.failures",
                event: [
                    "req": .string(parts.requestName()), "count": .integer(failure.count),
                    "minute": .string(failure.minute.description),
                    "source": .string(parts.pseudonym("source", failure.source)),
                    "reasons": .array(failure.reasons.map { .string($0) }),
                ],
                disclosures: [Disclosed(name: "address", value: .string(failure.source), subject: failure.source)],
                sameBatch: [:])
        }
        for start in stride(from: 0, to: drafts.count, by: Self.failuresABatch) {
            _ = try append(Array(drafts[start..<min(start + Self.failuresABatch, drafts.count)]))
        }
    }

    private static let failuresABatch = 64
}
