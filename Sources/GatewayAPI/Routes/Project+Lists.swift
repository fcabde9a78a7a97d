import Catalogue
import Governance
import Identity
import JSON

extension Project {
    /// What a list shows of a project.
    var summary: JSONValue {
        [
            "id": .string(id), "version": .integer(version), "title": .string(proposal.title),
            "state": .string(state.rawValue), "mark": .string(mark.rawValue),
            "owner": .string(proposal.owner.description), "createdBy": .string(createdBy.description),
            "changedAt": .string(changedAt.description),
        ]
    }

    /// Whether the next step may be this person's: to finish a draft, to sign, or to decide. What holds the step up in
    /// the end is told when it is taken.
    func awaits(_ principal: AuthenticatedPrincipal, _ catalogue: Catalogue) -> Bool {
        let person = principal.person
        if awaits(person, principal, text, state, catalogue) { return true }
        guard let amendment, state == .approved || state == .suspended else { return false }
        return awaits(person, principal, amendment.text, amendment.state, catalogue)
            || !joining.isEmpty && mayDecide(principal, text.proposal, catalogue)
    }

    private func awaits(
        _ person: PersonID, _ principal: AuthenticatedPrincipal, _ text: ProjectText, _ state: ProjectState,
        _ catalogue: Catalogue
    ) -> Bool {
        switch state {
        case .draft, .returned: return person == createdBy || person == text.proposal.owner
        case .submitted:
            let isSigned = text.signatures.contains { $0.capacity == .accountableOwner }
            if person == text.proposal.owner, !isSigned { return true }
            if principal.roles.contains(.panel), text.meetings.last?.awaitsVote(of: person) ?? !isMember(person) {
                return true
            }
            return mayDecide(principal, text.proposal, catalogue)
        case .approved, .suspended, .ended, .refused, .withdrawn: return false
        }
    }

    private func mayDecide(
        _ principal: AuthenticatedPrincipal, _ proposal: Proposal, _ catalogue: Catalogue
    ) -> Bool {
        guard principal.roles.contains(.steward), !isMember(principal.person) else { return false }
        let controllers = proposal.scope.datasets.compactMap { catalogue.dataset($0) }.flatMap(\.controllers)
        return controllers.contains { principal.controllers.contains($0.id) }
    }
}
