import Catalogue
import Identity

extension Project {
    /// Why what a step carries does not fit the project, the catalogue or the charter; nothing where it does.
    func misfits(_ step: ProjectStep, _ context: ProjectContext) -> [RefusalReason] {
        switch step.action {
        case .submit:
            unknownToCatalogue(proposal.scope, context) + unknownPeople(context)
                + misfits(ofRowFilter: proposal.rowFilter, proposal.scope, context)
                + clauseReasons(at: .submission, submissionFacts(context), context)
        case .approve(let terms):
            notProposed(terms) + unknownToCatalogue(terms.scope, context) + misfits(of: terms, context)
                + notAgreed(context)
                + clauseReasons(at: .approval, approvalFacts(terms, context), context)
        case .takeBackSignature(let capacity, _):
            text.signatures.contains { $0.capacity == capacity }
                ? []
                : [
                    HouseRule.order.reason(
                        "There is no such signature to take back.", change: "Look at the project's signatures.",
                        ask: .steward)
                ]
        case .sign(_, let terms):
            terms.lastDay.map { $0 < context.today } ?? false
                ? [
                    HouseRule.order.reason(
                        "This signature would already have ended.", change: "Give a last day that is still to come.",
                        ask: .steward)
                ] : []
        case .meet(let record): misfits(of: record, context)
        case .amend(let proposal): misfits(ofAmending: proposal, context)
        case .join(let person): misfits(ofJoining: person, context)
        case .admit(let person): joining.contains(person) ? [] : [notAskedFor]
        case .edit, .withdraw, .vote, .return, .refuse, .suspend, .resume, .end, .mark, .publish, .grant, .report: []
        }
    }

    private func notProposed(_ terms: ApprovalTerms) -> [RefusalReason] {
        let more =
            terms.scope.outside(proposal.scope)
            + sortedTexts(terms.researchers.subtracting(proposal.researchers).map(\.description))
        var reasons: [RefusalReason] = []
        if let wanted = proposal.rowFilter, terms.rowFilter != wanted {
            reasons.append(
                HouseRule.insideProposal.reason(
                    "The project asked for some rows only, and these terms give others.",
                    change:
                        "Give the terms the `rowFilter` of the text, or return the project so that it can ask for more.",
                    ask: .accountableOwner))
        }
        guard !more.isEmpty else { return reasons }
        return reasons + [
            HouseRule.insideProposal.reason(
                "The project did not ask for \(FactValue.texts(more).words).",
                change: "Leave it out, or return the project so that it can ask.", ask: .accountableOwner)
        ]
    }

    private func unknownToCatalogue(_ scope: Scope, _ context: ProjectContext) -> [RefusalReason] {
        let unknown = scope.unknown(to: context.catalogue)
        guard !unknown.isEmpty else { return [] }
        return [
            HouseRule.inCatalogue.reason(
                "The catalogue does not have \(FactValue.texts(unknown).words).",
                change: "Use the names that the catalogue shows.", ask: .steward)
        ]
    }

    private func unknownPeople(_ context: ProjectContext) -> [RefusalReason] {
        let named = proposal.researchers.union([proposal.owner])
        let unknown = named.filter { context.people[$0]?.hasLeft(by: context.today) ?? true }.map(\.description)
        guard !unknown.isEmpty else { return [] }
        return [
            HouseRule.knownPeople.reason(
                "We have no record of \(FactValue.texts(unknown).words), or they have left.",
                change: "Ask a steward to record them first.", ask: .steward)
        ]
    }

    private func misfits(of terms: ApprovalTerms, _ context: ProjectContext) -> [RefusalReason] {
        var reasons: [RefusalReason] = []
        if !context.profiles.contains(terms.profile) {
            reasons.append(
                HouseRule.insideProposal.reason(
                    "There is no protection profile of this name.",
                    change: "Choose one of: \(sortedTexts(context.profiles).joined(separator: ", ")).", ask: .operator))
        }
        let sensitive = context.sensitiveProfiles
        if context.profiles.subtracting(sensitive).contains(terms.profile),
            terms.scope.isSensitive(in: context.catalogue)
        {
            reasons.append(
                HouseRule.insideProposal.reason(
                    "The profile `\(terms.profile)` is not for sensitive data.",
                    change: "Choose one of: \(sortedTexts(sensitive).joined(separator: ", ")).", ask: .operator))
        }
        if terms.allowsSmallAreas, !(text.meetings.last?.allowsSmallAreas ?? false) {
            reasons.append(
                HouseRule.panel.reason(
                    "The panel has not voted to show sensitive numbers for areas below ward.",
                    change: "Ask them to vote on `smallAreas`: more than half must say yes. Or leave it out.",
                    ask: .steward))
        }
        let missing = terms.scope.variables.filter { !terms.scope.datasets.contains($0.dataset) }.map(\.description)
        if !missing.isEmpty {
            reasons.append(
                HouseRule.insideProposal.reason(
                    "The approval names \(FactValue.texts(missing).words) without the dataset.",
                    change: "Add the dataset, or leave the variable out.", ask: .steward))
        }
        return reasons + misfits(ofRowFilter: terms.rowFilter, terms.scope, context)
    }

    private func misfits(ofRowFilter filter: String?, _ scope: Scope, _ context: ProjectContext) -> [RefusalReason] {
        guard let filter, !scope.holds(rowFilter: filter, in: context.catalogue) else { return [] }
        return [
            HouseRule.insideProposal.reason(
                "The row filter cannot be read, or reaches outside the data that is named.",
                change: "Write it as a population of the query language. Use only variables that are named with it.",
                ask: .steward)
        ]
    }

    /// The clauses that say no at this moment. The owner's name is told: who submits or decides may read the project.
    private func clauseReasons(
        at moment: PolicyMoment, _ facts: Facts, _ context: ProjectContext
    ) -> [RefusalReason] {
        context.policy.evaluate(at: moment, facts: facts, owner: context.people[proposal.owner]?.name)
            .compactMap(\.reason)
    }
}

extension Project {
    func submissionFacts(_ context: ProjectContext, isRead: Bool = false) -> Facts {
        let text = isRead ? proposal.statedFacts(policy: context.policy) : proposal.writtenFacts(policy: context.policy)
        return Facts(["today": .day(context.today)]).adding(text)
            .adding(proposal.lastingFacts(policy: context.policy, catalogue: context.catalogue))
    }

    func approvalFacts(_ terms: ApprovalTerms, isRead: Bool = false, _ context: ProjectContext) -> Facts {
        var facts = submissionFacts(context, isRead: isRead)
        let owner = context.people[proposal.owner]
        let coverages = text.coverages(of: terms.scope.datasets, in: context.catalogue, on: context.today)
        facts["policy.charter"] = .text(context.policy.identity.charter)
        facts["policy.agreement"] = .text(context.policy.charter.agreement)
        facts["project.owner"] = .text(owner?.name ?? proposal.owner.description)
        facts["project.ownerHasSigned"] = .boolean(text.ownerHasSigned(on: context.today))
        facts["project.ownerHasLeft"] = .boolean(owner?.hasLeft(by: context.today) ?? true)
        facts["project.controllersNotSigned"] = .texts(coverages.lacking)
        facts["project.partsLeftOut"] = .texts(coverages.leftOut)
        let meeting = text.meetings.last
        facts["approval.publicMembers"] = .integer(meeting?.publicMembers ?? 0)
        // A meeting is recorded only with a word from everybody who was there.
        facts["approval.conflictsDeclared"] = .boolean(meeting != nil)
        facts["approval.textIsUnchanged"] = .boolean(text.isRepeated)
        facts["approval.purposes"] = .texts(Array(terms.scope.purposes))
        facts["approval.lastDay"] = .day(terms.lastDay)
        facts["approval.researchersWithoutTraining"] = .texts(
            names(of: terms.researchers, context) { person in
                person.training.map { $0.lastDay < context.today } ?? true
            })
        facts["approval.researchersWithoutAgreement"] = .texts(
            names(of: terms.researchers, context) { $0.agreement != context.policy.charter.agreement })
        return facts
    }

    /// The names of the people of whom something is missing; of somebody without a record everything is.
    private func names(
        of people: Set<PersonID>, _ context: ProjectContext, where isMissing: (Person) -> Bool
    ) -> [String] {
        people.filter { id in context.people[id].map { $0.hasLeft(by: context.today) || isMissing($0) } ?? true }
            .map { context.people[$0]?.name ?? $0.description }
    }
}
