import Catalogue
package import Identity
import JSON

extension Project {
    /// Takes a step of the project's life, or says every reason why not.
    ///
    /// The caller has already compared the version that the asker saw, and keeps the new project only once the event
    /// stands in the audit log.
    package func applying(
        _ action: ProjectAction, by principal: AuthenticatedPrincipal, in context: ProjectContext
    ) -> ProjectDecision {
        guard mayBeRead(by: principal, in: context.catalogue) else {
            return .refused(ProjectRefusal(kind: .notFound, reasons: [HouseRule.noSuchProject]))
        }
        guard action.kind.from.contains(state) else { return .refused(wrongState) }
        let whoFaults = whoMayNot(action, principal, context)
        guard whoFaults.isEmpty else { return .refused(ProjectRefusal(kind: .notYours, reasons: whoFaults)) }
        let faults = misfits(action, context)
        guard faults.isEmpty else { return .refused(ProjectRefusal(kind: .doesNotFit, reasons: faults)) }
        let changed = changed(by: action, principal.person, context)
        return .done(changed, changed.event(of: action, by: principal.person, context))
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

    /// The project after a step that has been found right.
    private func changed(by action: ProjectAction, _ person: PersonID, _ context: ProjectContext) -> Project {
        var next = self
        next.version += 1
        next.changedAt = context.now
        if let state = action.kind.leadsTo {
            next.state = state
            next.stateReason = nil
        }
        switch action {
        case .edit(let proposal):
            next.proposal = proposal
            next.signatures = []
        case .submit: next.comments = []
        case .return(let comments): next.comments = comments
        case .withdraw(let reason), .refuse(let reason), .suspend(let reason), .resume(let reason), .end(let reason):
            next.stateReason = reason
        case .sign(let capacity, let terms):
            next.signatures.removeAll { $0.capacity == capacity }
            next.signatures.append(
                Signature(
                    capacity: capacity, by: person, at: context.now, reference: terms.reference,
                    lastDay: terms.lastDay))
        case .takeBackSignature(let capacity, _): next.signatures.removeAll { $0.capacity == capacity }
        case .approve(let terms):
            next.approval = Approval(
                terms: terms, by: person, at: context.now, projectVersion: version, policy: context.policy.identity)
        case .mark(let mark, let reason):
            next.mark = mark
            next.markReason = reason
        case .publish: next.publishedAt = publishedAt ?? context.now
        }
        return next
    }

    /// What the audit log holds of a step. Public: the project, its version, and what the charter makes public.
    private func event(
        of action: ProjectAction, by person: PersonID, _ context: ProjectContext
    ) -> GovernanceEvent {
        var fields: JSONObject = ["project": .string(id), "version": .integer(version)]
        var disclosed: JSONObject = ["by": .string(person.description)]
        switch action {
        case .edit, .submit:
            disclosed["proposal"] = proposal.json
            if case .submit(let note?) = action { disclosed["note"] = .string(note) }
        case .withdraw(let reason), .refuse(let reason), .suspend(let reason), .resume(let reason), .end(let reason):
            disclosed["reason"] = .string(reason)
        case .return(let comments): disclosed["comments"] = .array(comments.map(\.json))
        case .sign(let capacity, let terms):
            capacity.write(to: &fields)
            disclosed["reference"] = terms.reference.map { .string($0) }
        case .takeBackSignature(let capacity, let reason):
            capacity.write(to: &fields)
            disclosed["reason"] = .string(reason)
        case .approve(let terms):
            fields["approval"] = approval.map { .string(context.digest($0.canonicalBytes)) }
            fields["budget"] = .string(terms.budget)
            fields["datasets"] = JSONValue(set: terms.scope.datasets.map(\.description))
            fields["expires"] = .string(terms.lastDay.description)
            fields["policy"] = context.policy.identity.json
            disclosed["terms"] = terms.json
        case .mark(let mark, let reason):
            fields["mark"] = .string(mark.rawValue)
            // The mark and its reason are public (GOV-2).
            fields["reason"] = .string(reason)
        case .publish: fields["title"] = .string(proposal.title)
        }
        return GovernanceEvent(type: action.kind.event, fields: fields, disclosed: disclosed)
    }
}
