package import AuditLog
package import Governance
package import Identity
package import JSON
import QueryLanguage

/// What a request came to. Nothing of it may leave before it is recorded.
package enum Outcome: Sendable {
    case released(Answer)
    /// An answer that waits for two people: what may be told of it, as JSON without its receipt.
    case held(JSONValue)
    /// A no, with every reason.
    case refused(Refusal)
    /// A request that does not say something we can understand.
    case unreadable(Unreadable)
    /// The engine could not finish; the price stays charged, because the data were read.
    case failed(code: String)
    /// It was let in, and is not decided on yet.
    case underWay(JobStatus)
    /// It ended before anything was decided: somebody cancelled it, or the gateway stopped. Nothing was charged.
    case ended(code: String)
    /// It may be asked, and not now.
    case crowded(JobCrowd)
}

/// A no in plain words.
package struct Refusal: Sendable {
    /// Stable codes for clients, never reused or renumbered.
    static let refusedCode = "SH-G401"
    static let withheldCode = "SH-G402"
    static let unknownProfileCode = "SH-G403"
    static let refusedInReviewCode = "SH-G406"
    static let noDecisionCode = "SH-G407"
    /// A dataset of which no quality report can be drawn, or not now.
    static let noQualityReportCode = "SH-G411"
    /// Rules that cannot come into force.
    static let unfitPolicyCode = "SH-G431"
    /// A question that a crash, an error of ours or the gateway's stop ended.
    package static let abortedCode = "SH-G405"
    /// A question that the asker or a steward ended.
    package static let cancelledCode = "SH-G408"

    package let code: String
    package let reasons: [RefusalReason]
    /// What every clause said, for the record and for `/v1/checks`.
    package let verdicts: [ClauseVerdict]

    package init(code: String, reasons: [RefusalReason], verdicts: [ClauseVerdict]) {
        self.code = code
        self.reasons = reasons
        self.verdicts = verdicts
    }
}

/// Where a request stopped making sense, and the remedy.
package struct Unreadable: Sendable {
    package let code: String
    /// A JSON Pointer into what was sent.
    package let pointer: String
    package let message: String
    package let change: String?

    package init(code: String, pointer: String, message: String, change: String?) {
        self.code = code
        self.pointer = pointer
        self.message = message
        self.change = change
    }
}

extension Unreadable {
    init(_ error: QueryError) {
        self.init(code: error.code, pointer: error.pointer, message: error.message, change: error.change)
    }
}

/// An outcome that stands in the audit log. Only this room can make one, and it takes a receipt to make it.
package struct RecordedOutcome: Sendable {
    package let outcome: Outcome
    package let receipt: Receipt

    init(_ outcome: Outcome, _ receipt: Receipt) {
        self.outcome = outcome
        self.receipt = receipt
    }
}

/// Who asks, and how the request came in.
package struct Asker: Sendable {
    package let principal: AuthenticatedPrincipal
    /// Such as `http`.
    package let channel: String
    /// The peer's address, which goes into the vault.
    package let address: String
    /// The asker's own mark for a retry.
    package let idempotencyKey: String?
    /// Whether the asker would rather look for the answer later than wait for it.
    package let prefersJob: Bool

    package init(
        principal: AuthenticatedPrincipal, channel: String, address: String, idempotencyKey: String?, prefersJob: Bool
    ) {
        self.principal = principal
        self.channel = channel
        self.address = address
        self.idempotencyKey = idempotencyKey
        self.prefersJob = prefersJob
    }
}
