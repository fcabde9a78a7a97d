extension Clause {
    /// What the clause says of these facts at this moment. It always answers; what cannot be decided is a no.
    ///
    /// - Parameter owner: the name of the project's owner, where the asker may know it.
    func verdict(at moment: PolicyMoment, facts: Facts, owner: String?) -> ClauseVerdict {
        let due = checks.filter { $0.moments.contains(moment) }
        guard !due.isEmpty else { return notDue(at: moment) }
        let outcomes = due.map { $0.outcome(facts) }
        let failures = zip(due, outcomes).filter { $0.1.isFailure }
        if let first = failures.first {
            return ClauseVerdict(
                clause: id, answer: .fail,
                reason: RefusalReason(
                    clause: id, message: sentences(failures.map { $0.1.message }),
                    change: sentences(failures.map { $0.1.change }),
                    ask: first.1.adviser.words(owner: owner)))
        }
        if outcomes.contains(.holds) { return ClauseVerdict(clause: id, answer: .pass, reason: nil) }
        let reason = due[0].otherwise?.filled(with: facts) ?? ""
        return ClauseVerdict(clause: id, answer: .notApplicable(reason: reason), reason: nil)
    }

    private func notDue(at moment: PolicyMoment) -> ClauseVerdict {
        if isKeptByProgram {
            return ClauseVerdict(clause: id, answer: .notApplicable(reason: "kept by the program"), reason: nil)
        }
        if moment == .query, moments == [.release] {
            return ClauseVerdict(clause: id, answer: .notDecidableInAdvance, reason: nil)
        }
        let words = PolicyMoment.allCases.filter(moments.contains).map(\.words).joined(separator: " and ")
        return ClauseVerdict(clause: id, answer: .notApplicable(reason: "checked \(words)"), reason: nil)
    }

    /// Different sentences, one after the other.
    private func sentences(_ texts: [String]) -> String {
        texts.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.joined(separator: " ")
    }
}

extension Check {
    fileprivate enum Outcome: Equatable {
        case holds
        case doesNotApply
        case fails(message: String, change: String, adviser: Adviser)

        var isFailure: Bool { if case .fails = self { true } else { false } }
        var message: String { if case .fails(let message, _, _) = self { message } else { "" } }
        var change: String { if case .fails(_, let change, _) = self { change } else { "" } }
        var adviser: Adviser { if case .fails(_, _, let adviser) = self { adviser } else { .operator } }
    }

    fileprivate func outcome(_ facts: Facts) -> Outcome {
        do throws(EvaluationError) {
            if let guardCondition, try guardCondition.holds(facts) == false { return .doesNotApply }
            if try condition.holds(facts) { return .holds }
            return .fails(message: message.filled(with: facts), change: change.filled(with: facts), adviser: adviser)
        } catch {
            return .fails(
                message: "We could not check one of the rules, so the answer is no.",
                change: "There is nothing for you to change.", adviser: .operator)
        }
    }
}
