/// What one clause of the charter said.
package enum ClauseAnswer: Sendable, Hashable {
    case pass
    case fail
    case notApplicable(reason: String)
    /// For checks ahead of time: the clause reads what only the released table can tell.
    case notDecidableInAdvance
}

/// One clause's answer, with what a person needs to go on where it is a no.
package struct ClauseVerdict: Sendable, Hashable {
    /// Such as `SEC-3`.
    package let clause: String
    package let answer: ClauseAnswer
    /// Present where the answer is `fail`.
    package let reason: RefusalReason?

    package init(clause: String, answer: ClauseAnswer, reason: RefusalReason?) {
        self.clause = clause
        self.answer = answer
        self.reason = reason
    }
}

/// A no in plain words: what is wrong, what to change, whom to ask, and the clause.
package struct RefusalReason: Sendable, Hashable {
    package let clause: String
    package let message: String
    package let change: String
    package let ask: String

    package init(clause: String, message: String, change: String, ask: String) {
        self.clause = clause
        self.message = message
        self.change = change
        self.ask = ask
    }
}
