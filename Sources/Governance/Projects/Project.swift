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
    /// The text in force once there is an approval; before, the one that is written and decided on.
    package internal(set) var text: ProjectText
    /// What is to follow the text in force; nil where nothing is.
    package internal(set) var amendment: Amendment?
    package internal(set) var approval: Approval?
    /// More budget than the approval gave.
    package internal(set) var grants: [BudgetGrant]
    /// People whom the owner wants to add, and those whom a steward has let in since the approval.
    package internal(set) var joining: Set<PersonID>
    package internal(set) var admitted: Set<PersonID>
    package internal(set) var mark: CharterMark
    package internal(set) var markReason: String?
    /// When its entry in the public register was published.
    package internal(set) var publishedAt: Moment?
    package internal(set) var outcomes: [OutcomeReport]
    /// Every step that was taken, oldest first.
    package internal(set) var history: [PastStep]

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

    package var proposal: Proposal { text.proposal }

    /// Who may ask under the approval: those it names, and those who were let in later.
    package var approvedResearchers: Set<PersonID> { (approval?.terms.researchers ?? []).union(admitted) }

    /// The people who may see the project as their own: who wrote it, who answers for it, and its researchers.
    package func isMember(_ person: PersonID) -> Bool {
        let texts = [text.proposal] + [amendment?.text.proposal].compactMap { $0 }
        return person == createdBy || approvedResearchers.contains(person)
            || texts.contains { $0.owner == person || $0.researchers.contains(person) }
    }
}

extension Project {
    /// Starts a draft. The event stands for `project.create`.
    package static func starting(
        id: String, proposal: Proposal, by principal: AuthenticatedPrincipal, at moment: Moment
    ) -> (project: Project, event: GovernanceEvent) {
        let project = Project(
            id: id, version: 1, state: .draft, stateReason: nil, createdBy: principal.person, createdAt: moment,
            changedAt: moment, text: ProjectText(proposal), amendment: nil, approval: nil, grants: [], joining: [],
            admitted: [], mark: .held, markReason: nil, publishedAt: nil, outcomes: [], history: [])
        return (
            project,
            GovernanceEvent(
                type: "project.create", fields: ["project": .string(id), "version": 1],
                disclosed: ["by": .string(principal.person.description), "proposal": proposal.json])
        )
    }
}
