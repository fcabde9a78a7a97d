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
        switch state {
        case .draft, .returned: return person == createdBy || person == proposal.owner
        case .submitted:
            if person == proposal.owner, !isSigned(as: .accountableOwner) { return true }
            guard principal.roles.contains(.steward), !isMember(person) else { return false }
            let controllers = proposal.scope.datasets.compactMap { catalogue.dataset($0) }.flatMap(\.controllers)
            return controllers.contains { principal.controllers.contains($0.id) }
        case .approved, .suspended, .ended, .refused, .withdrawn: return false
        }
    }

    private func isSigned(as capacity: SignatureCapacity) -> Bool {
        signatures.contains { $0.capacity == capacity }
    }
}
