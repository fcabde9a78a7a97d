package import AuditLog
package import Governance
package import Identity
package import JSON

/// An answer that two people look at before it leaves, or have looked at.
package struct AnswerReview: Sendable {
    package let id: String
    package let project: String
    /// `waiting`, `released` or `refused`.
    package let state: String
    /// When it was held: RFC 3339, UTC.
    package let heldAt: String
    /// What asked for a review.
    package let reasons: [String]
    /// What the reviewers said, oldest first: while it waits only what the reader said.
    package let decisions: [(releases: Bool, words: String)]
    /// The bytes that the researcher would get, but for the receipt.
    package let answer: JSONValue
}

/// Answers held for a person: two people, none of them part of the project, see exactly what the researcher would get,
/// and until both agree it does not leave. It was charged before.
extension Gateway {
    /// The answers that wait, and whose reviewer this person may be, oldest first.
    package func reviews(for reviewer: AuthenticatedPrincipal) throws(GatewayError) -> [AnswerReview] {
        var found: [AnswerReview] = []
        for review in reviews.waiting where !review.decisions.contains(where: { $0.by == pseudonym(of: reviewer) }) {
            if let shown = try shown(review, to: reviewer) { found.append(shown) }
        }
        return found
    }

    /// One review; nil where there is none, or this person may not be its reviewer.
    package func review(_ id: String, for reviewer: AuthenticatedPrincipal) throws(GatewayError) -> AnswerReview? {
        guard let review = reviews.review(of: id) else { return nil }
        return try shown(review, to: reviewer)
    }

    /// What a decision on a held answer came to.
    package enum ReviewStep: Sendable {
        case done(AnswerReview, Receipt)
        case refused(Refusal, Receipt)
        case notThere
    }

    /// Says yes or no to a held answer. The log is told before anybody sees what comes of it.
    package func decide(
        _ decision: ReviewDecision, on id: String, by reviewer: AuthenticatedPrincipal
    ) throws(GatewayError) -> ReviewStep {
        try changes.holding(["review \(id)"]) { () throws(GatewayError) in
            guard let review = reviews.review(of: id), try shown(review, to: reviewer) != nil else { return .notThere }
            if let objection = try objection(to: decision, on: review, by: reviewer) {
                let receipt = try recordRejection(
                    code: Refusal.noDecisionCode, status: 409, place: "review", pointer: nil, by: reviewer)
                return .refused(
                    Refusal(code: Refusal.noDecisionCode, reasons: [objection], verdicts: []), receipt)
            }
            let entries = try append([decisionDraft(decision, review, reviewer)])
            guard let next = reviews.review(of: id), let shown = try shown(next, to: reviewer) else {
                throw .damagedStore
            }
            return .done(shown, try receipt(entries[0].seq, disclosures: []))
        }
    }

    /// What stands against this person's decision now; nil where nothing does.
    private func objection(
        to decision: ReviewDecision, on review: Reviews.Review, by reviewer: AuthenticatedPrincipal
    ) throws(GatewayError) -> RefusalReason? {
        guard review.state == .waiting else {
            return .noDecision(
                "This answer was decided on already.", change: "There is nothing for you to change.")
        }
        guard !review.decisions.contains(where: { $0.by == pseudonym(of: reviewer) }) else {
            return .noDecision("You have said yes already.", change: "Ask a second person to look at the answer.")
        }
        // A suspension acts on answers that wait, too. A no does no harm.
        guard decision.releases, try project(review.project)?.state == .suspended else { return nil }
        return .noDecision(
            "The project is suspended, so nothing leaves.", change: "Wait until the project is resumed.")
    }

    private func decisionDraft(
        _ decision: ReviewDecision, _ review: Reviews.Review, _ reviewer: AuthenticatedPrincipal
    ) -> AuditDraft {
        let person = reviewer.person.description
        return AuditDraft(
            type: "review.decide",
            event: [
                "req": .string(parts.requestName()), "intent": .integer(review.intent),
                "decision": decision.releases ? "release" : "refuse", "by": .string(pseudonym(of: reviewer)),
            ],
            disclosures: [
                Disclosed(name: "reviewer", value: .string(person), subject: person),
                Disclosed(name: "words", value: .string(decision.words), subject: person),
            ], sameBatch: [:])
    }

    /// The entry that holds an answer back, in the batch of its outcome.
    func holdDraft(_ agreed: Agreed, intent: Int) -> AuditDraft {
        AuditDraft(
            type: "review.hold",
            event: [
                "req": .string(agreed.request), "intent": .integer(intent), "project": .string(agreed.project.id),
                "reasons": .array(agreed.reviewReasons.map { .string($0) }),
            ], disclosures: [], sameBatch: [:])
    }

    /// A reviewer's name in the log; the same in every project, so that two decisions of one person are seen to be that.
    private func pseudonym(of reviewer: AuthenticatedPrincipal) -> String {
        parts.pseudonym("reviewer", reviewer.person.description)
    }

    /// A review as this person may see it; nil where they may not be its reviewer: reviewers are stewards and members of
    /// the panel who may read the project and are no part of it, and never the person who asked.
    private func shown(
        _ review: Reviews.Review, to reviewer: AuthenticatedPrincipal
    ) throws(GatewayError) -> AnswerReview? {
        guard !reviewer.roles.isDisjoint(with: [.steward, .panel]),
            let project = try project(review.project, for: reviewer), !project.isMember(reviewer.person),
            let placed = try storing({ () throws(StoreError) in try parts.store.answer(review.answer) }),
            placed.answer.person != reviewer.person.description
        else { return nil }
        let own = pseudonym(of: reviewer)
        var decisions: [(releases: Bool, words: String)] = []
        for decision in review.decisions where review.state != .waiting || decision.by == own {
            decisions.append((decision.releases, try words(of: decision)))
        }
        return AnswerReview(
            id: review.answer, project: review.project, state: review.state.rawValue, heldAt: review.time,
            reasons: review.reasons, decisions: decisions, answer: .object(try believed(placed).answer.members()))
    }

    /// The reviewer's words, from the vault; erased ones leave a sentence of ours.
    func words(of decision: Reviews.Decision) throws(GatewayError) -> String {
        guard case .string(let words)? = try disclosed("words", at: try entry(decision.entry)) else {
            return "What the reviewer wrote has been erased."
        }
        return words
    }
}
