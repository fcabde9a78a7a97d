import Catalogue

/// What a clause would have answered to an old decision, and did answer.
package struct ClauseChange: Sendable, Hashable {
    package let clause: String
    /// In words; nil where the set of then, or the one that is tried, does not have the clause.
    package let before: String?
    package let after: String?
    /// Why, in plain words.
    package let reason: String
}

/// What another policy set would have made of an old decision.
package enum ReplayedDecision: Sendable, Hashable {
    case same
    /// The same yes or no; where it is a no, for other reasons.
    case otherReasons([ClauseChange])
    /// A yes that would have been a no, or a no that would have been a yes.
    case otherwise(isYes: Bool, [ClauseChange])
    case notReplayable(WhyNotReplayed)
}

/// Why an old decision cannot be tried again.
package enum WhyNotReplayed: String, Sendable, Hashable, CaseIterable {
    case erased = "its facts were erased"
    case notRecorded = "its facts were not recorded"
    case otherVault = "what the vault holds is not what the log commits to"
    case otherFacts = "its facts are not those that clauses read today"
    case otherLists = "it rests on a list that changes: purposes, prohibited uses or the researcher agreement"
}

extension PolicySet {
    var researchPurposes: [String] { sortedTexts(purposes.filter(\.needsEthics).map(\.id)) }

    /// What this set would have said to a decision that was taken under another one.
    package func replaying(_ basis: DecisionBasis) -> ReplayedDecision {
        guard GatewayFacts.all.allSatisfy({ $0.isTold(in: basis) }) else { return .notReplayable(.otherFacts) }
        guard let facts = facts(of: basis) else { return .notReplayable(.otherLists) }
        let verdicts = evaluate(at: basis.moment, facts: facts, owner: nil)
        var changes: [ClauseChange] = verdicts.compactMap { verdict in
            let before = basis.answers[verdict.clause]
            guard (before == DecisionBasis.no) != (verdict.answer == .fail) else { return nil }
            return ClauseChange(
                clause: verdict.clause, before: before, after: verdict.answer.words,
                reason: verdict.reason?.message ?? "The clause no longer says no.")
        }
        let left = basis.answers.filter { id, answer in answer == DecisionBasis.no && !clauseIDs.contains(id) }.keys
        changes += sortedTexts(left).map {
            ClauseChange(clause: $0, before: DecisionBasis.no, after: nil, reason: "The clause is no longer there.")
        }
        guard !changes.isEmpty else { return .same }
        let isYes = basis.floors.isEmpty && !verdicts.contains { $0.answer == .fail }
        return isYes == basis.isYes ? .otherReasons(changes) : .otherwise(isYes: isYes, changes)
    }

    /// The facts of then, with those that the set itself tells as this set tells them; nil where one of these went into
    /// another fact that cannot be told again.
    private func facts(of basis: DecisionBasis) -> Facts? {
        var facts = basis.facts
        func replace(_ name: String, by value: FactValue) -> Bool {
            guard let old = facts[name] else { return true }
            facts[name] = value
            return old.json == value.json
        }
        let agreement = replace("policy.agreement", by: .text(charter.agreement))
        let uses = replace("policy.prohibitedUses", by: .texts(prohibitedUses.map(\.title)))
        _ = replace("policy.charter", by: .text(identity.charter))
        _ = replace("policy.purposes", by: .texts(purposes.map(\.id)))
        guard uses, agreement || basis.moment != .approval else { return nil }
        guard basis.research == researchPurposes || facts["project.legalGaps"] == nil else { return nil }
        guard case .text(let purpose)? = facts["query.purpose"], case .texts(let kinds)? = facts["optOuts.honoured"]
        else { return facts }
        let national = OptOutKind.nationalDataOptOut.rawValue
        let isNeeded = self.purpose(named: purpose)?.needsNationalDataOptOut ?? true
        facts["query.needsNationalDataOptOut"] = .boolean(isNeeded)
        facts["optOuts.honoured"] = .texts(kinds.filter { $0 != national } + (isNeeded ? [national] : []))
        return facts
    }
}

extension DeclaredFact {
    /// Whether a decision has this fact, if it was one that it had to have.
    fileprivate func isTold(in basis: DecisionBasis) -> Bool {
        mayBeAbsent || !moments.contains(basis.moment) || basis.facts[name] != nil
    }
}
