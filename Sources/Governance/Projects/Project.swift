package import Identity
import JSON

/// A project: its text, where it is in its life, who signed, and what was granted (Safe Projects).
package struct Project: Sendable, Hashable {
    /// Such as `P-0007`.
    package let id: String
    /// Rises by one with each change, from 1: the value of `ETag` and `If-Match`.
    package internal(set) var version: Int
    package internal(set) var state: ProjectState
    /// Why it is in this state, where somebody said so.
    package internal(set) var stateReason: String?
    /// Who wrote it, and when.
    package let createdBy: PersonID
    package let createdAt: Moment
    package internal(set) var changedAt: Moment
    package internal(set) var proposal: Proposal
    /// Signatures under the text as it stands: a changed text is signed again.
    package internal(set) var signatures: [Signature]
    /// What is to change before the project is submitted again.
    package internal(set) var comments: [Comment]
    package internal(set) var approval: Approval?
    package internal(set) var mark: CharterMark
    package internal(set) var markReason: String?
    /// When its entry in the public register was published.
    package internal(set) var publishedAt: Moment?

    /// A steward's remark on a place of the text.
    package struct Comment: Sendable, Hashable {
        /// A JSON Pointer (RFC 6901) into the proposal.
        package let pointer: String
        package let comment: String

        package init(pointer: String, comment: String) {
            self.pointer = pointer
            self.comment = comment
        }
    }

    /// The people who may see the project as their own: who wrote it, who answers for it, and its researchers.
    package func isMember(_ person: PersonID) -> Bool {
        person == createdBy || person == proposal.owner || proposal.researchers.contains(person)
            || approval?.terms.researchers.contains(person) ?? false
    }

    /// Whether the accountable owner has signed the text as it stands.
    func ownerHasSigned(on day: CivilDay) -> Bool {
        signatures.contains { $0.capacity == .accountableOwner && $0.by == proposal.owner && $0.holds(on: day) }
    }

    /// Whether somebody has signed for this controller, and the signature holds on this day.
    func hasSigned(controller: String, on day: CivilDay) -> Bool {
        signatures.contains { $0.capacity == .controller(controller) && $0.holds(on: day) }
    }
}

extension Project {
    /// Starts a draft. The event stands for `project.create`.
    package static func starting(
        id: String, proposal: Proposal, by principal: AuthenticatedPrincipal, at moment: Moment
    ) -> (project: Project, event: GovernanceEvent) {
        let project = Project(
            id: id, version: 1, state: .draft, stateReason: nil, createdBy: principal.person, createdAt: moment,
            changedAt: moment, proposal: proposal, signatures: [], comments: [], approval: nil, mark: .held,
            markReason: nil, publishedAt: nil)
        return (
            project,
            GovernanceEvent(
                type: "project.create", fields: ["project": .string(id), "version": 1],
                disclosed: ["by": .string(principal.person.description), "proposal": proposal.json])
        )
    }
}
