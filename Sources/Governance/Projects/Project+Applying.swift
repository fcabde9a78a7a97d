import Catalogue
package import Identity
import JSON

extension Project {
    /// Takes a step of the project's life, or says every reason why not.
    ///
    /// The caller has already compared the version that the asker saw, and keeps the new project only once the event
    /// stands in the audit log. An amendment lives the same life as a first text, from its draft to a decision.
    package func applying(
        _ step: ProjectStep, by principal: AuthenticatedPrincipal, in context: ProjectContext
    ) -> ProjectDecision {
        guard mayBeRead(by: principal, in: context.catalogue) else {
            return .refused(ProjectRefusal(kind: .notFound, reasons: [HouseRule.noSuchProject]))
        }
        let acting: Project
        switch step.of {
        case .project: acting = self
        case .amendment:
            guard let amendment, amendment.isUnderWay, step.action.kind.isAboutText else {
                return .refused(noAmendment)
            }
            acting = standing(in: amendment)
        }
        guard step.action.kind.from.contains(acting.state) else { return .refused(acting.wrongState) }
        let whoFaults = acting.whoMayNot(step.action, principal, context)
        guard whoFaults.isEmpty else { return .refused(ProjectRefusal(kind: .notYours, reasons: whoFaults)) }
        let faults = acting.misfits(step, context)
        let basis = acting.basis(of: step.action, faults, context)
        guard faults.isEmpty else {
            return .refused(ProjectRefusal(kind: .doesNotFit, reasons: faults, basis: basis))
        }
        var next = acting.changed(by: step.action, principal.person, context)
        if step.of == .amendment {
            next.text.isRepeated = next.proposal == proposal
            next = folding(next)
        }
        next.version = version + 1
        next.changedAt = context.now
        next.history.append(PastStep(step: step.action.kind, of: step.of, at: context.now))
        return .done(next, next.event(of: step, by: principal.person, restingOn: basis, context))
    }

    /// What a step that clauses are asked about rests on; nil for the others.
    private func basis(of action: ProjectAction, _ faults: [RefusalReason], _ context: ProjectContext) -> DecisionBasis?
    {
        let moment: PolicyMoment
        let facts: Facts
        if case .submit = action {
            (moment, facts) = (.submission, submissionFacts(context))
        } else if case .approve(let terms) = action {
            (moment, facts) = (.approval, approvalFacts(terms, context))
        } else {
            return nil
        }
        let clauses = context.policy.clauseIDs
        return DecisionBasis(
            moment, of: id, facts, context.policy.evaluate(at: moment, facts: facts, owner: nil),
            floors: faults.map(\.clause).filter { !clauses.contains($0) }, policy: context.policy)
    }

    /// The project as its amendment sees it: the new text, in the state of the new text.
    private func standing(in amendment: Amendment) -> Project {
        var acting = self
        acting.text = amendment.text
        acting.state = amendment.state
        acting.stateReason = amendment.stateReason
        return acting
    }

    /// Puts what a step made of the amendment back in its place. An approved one takes the place of the text in force.
    private func folding(_ acted: Project) -> Project {
        var next = self
        guard acted.state != .approved else {
            next.text = acted.text
            next.approval = acted.approval
            next.grants = []
            next.joining = []
            next.admitted = []
            next.amendment = nil
            return next
        }
        next.amendment?.text = acted.text
        next.amendment?.state = acted.state
        next.amendment?.stateReason = acted.stateReason
        return next
    }

    private var wrongState: ProjectRefusal {
        let steps = ProjectAction.Kind.allCases.filter { $0.from.contains(state) }.map(\.rawValue)
        return ProjectRefusal(
            kind: .wrongState,
            reasons: [
                HouseRule.order.reason(
                    "The project is \(state.rawValue), so this step cannot be taken.",
                    change: steps.isEmpty
                        ? "Nothing more can be done with this project: write a new one."
                        : "What can be done now: \(steps.joined(separator: ", ")).",
                    ask: .steward)
            ])
    }

    private var noAmendment: ProjectRefusal {
        ProjectRefusal(
            kind: .wrongState,
            reasons: [
                HouseRule.order.reason(
                    "The project has no new text on its way that this step could be about.",
                    change: "Start a new text first, or leave `of` out.", ask: .steward)
            ])
    }

    /// The project after a step that has been found right.
    private func changed(by action: ProjectAction, _ person: PersonID, _ context: ProjectContext) -> Project {
        var next = self
        if let state = action.kind.leadsTo {
            next.state = state
            next.stateReason = nil
        }
        switch action {
        case .edit(let proposal): next.text = ProjectText(proposal)
        case .submit: next.text.comments = []
        case .return(let comments): next.text.comments = comments
        case .withdraw(let reason), .refuse(let reason), .suspend(let reason), .resume(let reason), .end(let reason):
            next.stateReason = reason
        case .sign(let capacity, let terms):
            next.text.signatures.removeAll { $0.capacity == capacity }
            next.text.signatures.append(
                Signature(
                    capacity: capacity, by: person, at: context.now, reference: terms.reference,
                    lastDay: terms.lastDay, covers: covered(by: capacity, context)))
        case .takeBackSignature(let capacity, _): next.text.signatures.removeAll { $0.capacity == capacity }
        case .meet(let record): next.text.meetings.append(meeting(record, chair: person, context))
        case .vote(let number, let word, let smallAreas):
            next.text.vote(
                Meeting.Vote(person: person, word: word, smallAreas: smallAreas, at: context.now), in: number)
        case .approve(let terms):
            next.approval = Approval(
                terms: terms, by: person, at: context.now, projectVersion: version, policy: context.policy.identity)
        case .mark(let mark, let reason):
            next.mark = mark
            next.markReason = reason
        case .publish: next.publishedAt = publishedAt ?? context.now
        case .amend(let proposal):
            next.amendment = Amendment(
                text: ProjectText(proposal ?? self.proposal, isRepeated: proposal == nil || proposal == self.proposal),
                state: .draft, stateReason: nil, startedAt: context.now)
        case .grant(let budget, let reason):
            next.grants.append(BudgetGrant(budget: budget, reason: reason, by: person, at: context.now))
        case .join(let person): next.joining.insert(person)
        case .admit(let person):
            next.joining.remove(person)
            next.admitted.insert(person)
        case .report(let kind, let text):
            next.outcomes.append(OutcomeReport(kind: kind, text: text, by: person, at: context.now))
        }
        return next
    }

    /// The datasets that a signature covers: all for the owner, for a controller those that it holds.
    private func covered(by capacity: SignatureCapacity, _ context: ProjectContext) -> Set<DatasetID> {
        guard case .controller(let id) = capacity else { return proposal.scope.datasets }
        return proposal.scope.datasets.filter {
            context.catalogue.dataset($0)?.controllers.contains { $0.id == id } ?? false
        }
    }

    private func meeting(_ record: MeetingRecord, chair: PersonID, _ context: ProjectContext) -> Meeting {
        Meeting(
            number: text.meetings.count + 1, heldOn: record.heldOn, chair: chair, recordedAt: context.now,
            attendance: record.attendance.map { attendee in
                Meeting.Attendee(
                    person: attendee.person, seat: context.people[attendee.person]?.seat ?? .professional,
                    conflict: attendee.conflict)
            }, votes: [])
    }
}

extension ProjectText {
    /// Somebody's vote takes the place of the one they gave before.
    fileprivate mutating func vote(_ vote: Meeting.Vote, in number: Int) {
        guard let index = meetings.firstIndex(where: { $0.number == number }) else { return }
        meetings[index].votes.removeAll { $0.person == vote.person }
        meetings[index].votes.append(vote)
    }
}
