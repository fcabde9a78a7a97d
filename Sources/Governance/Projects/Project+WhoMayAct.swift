package import Catalogue
package import Identity

extension Project {
    /// Whether this person may read the project: its members, the panel, auditors, and stewards of a controller of its
    /// data. To everybody else it does not exist.
    package func mayBeRead(by principal: AuthenticatedPrincipal, in catalogue: Catalogue) -> Bool {
        if isMember(principal.person) { return true }
        guard state != .draft else { return false }
        if !principal.roles.isDisjoint(with: [.panel, .auditor]) { return true }
        return principal.roles.contains(.steward) && !principal.controllers.isDisjoint(with: controllers(in: catalogue))
    }

    /// The controllers of the data that the project asks for or was granted, by id.
    private func controllers(in catalogue: Catalogue) -> [String] {
        [proposal.scope, amendment?.text.proposal.scope, approval?.terms.scope].compactMap { $0 }
            .flatMap { $0.controllers(in: catalogue) }.map(\.id)
    }

    /// Why this person may not take this step; nothing where they may.
    func whoMayNot(
        _ action: ProjectAction, _ principal: AuthenticatedPrincipal, _ context: ProjectContext
    ) -> [RefusalReason] {
        switch action {
        case .edit, .submit, .withdraw, .amend:
            let mayWrite = principal.person == createdBy || principal.person == proposal.owner
            return mayWrite ? [] : [onlyWriters]
        case .sign(let capacity, _), .takeBackSignature(let capacity, _):
            return whoMayNotSign(capacity, principal, context)
        case .meet: return whoMayNotMeet(principal)
        case .vote(let number, _, _): return whoMayNotVote(in: number, principal)
        case .join: return principal.person == proposal.owner ? [] : [onlyOwner]
        case .report: return isMember(principal.person) ? [] : [onlyMembers]
        case .suspend, .end: return principal.roles.contains(.steward) ? [] : [onlyStewards]
        case .approve, .return, .refuse, .resume, .mark, .publish, .grant, .admit:
            return whoMayNotDecide(principal, context)
        }
    }

    private func whoMayNotMeet(_ principal: AuthenticatedPrincipal) -> [RefusalReason] {
        guard principal.roles.contains(.panel) else {
            return [
                HouseRule.whoMayAct.reason(
                    "Only a member of the panel can record its meetings.", change: "Ask the panel's chair.",
                    ask: .steward)
            ]
        }
        return isMember(principal.person) ? [partOfProject] : []
    }

    private func whoMayNotVote(in number: Int, _ principal: AuthenticatedPrincipal) -> [RefusalReason] {
        guard let meeting = text.meetings.first(where: { $0.number == number }),
            meeting.mayVote(principal.person), principal.roles.contains(.panel)
        else {
            return [
                HouseRule.whoMayAct.reason(
                    "Only those who were at the meeting, and have no conflict of interest, can vote.",
                    change: "Ask the chair to look at the record of the meeting.", ask: .steward)
            ]
        }
        return []
    }

    private func whoMayNotSign(
        _ capacity: SignatureCapacity, _ principal: AuthenticatedPrincipal, _ context: ProjectContext
    ) -> [RefusalReason] {
        switch capacity {
        case .accountableOwner:
            guard principal.person != proposal.owner else { return [] }
            return [
                HouseRule.whoMayAct.reason(
                    "Only the accountable owner can sign in this place.",
                    change: "Ask the owner to sign with their own token.", ask: .accountableOwner)
            ]
        case .controller(let id):
            let needed = proposal.scope.controllers(in: context.catalogue).map(\.id)
            guard needed.contains(id) else {
                return [
                    HouseRule.whoMayAct.reason(
                        "This controller does not hold any data of this project.",
                        change: "Sign for one of: \(sortedTexts(needed).joined(separator: ", ")).", ask: .steward)
                ]
            }
            guard principal.roles.contains(.steward), principal.controllers.contains(id) else {
                return [
                    HouseRule.whoMayAct.reason(
                        "You do not act for this controller.", change: "Ask one of the controller's stewards to sign.",
                        ask: .controller)
                ]
            }
            return []
        }
    }

    /// A steward of one of the controllers, who is not part of the project.
    private func whoMayNotDecide(
        _ principal: AuthenticatedPrincipal, _ context: ProjectContext
    ) -> [RefusalReason] {
        guard principal.roles.contains(.steward) else { return [onlyStewards] }
        var reasons: [RefusalReason] = []
        if isMember(principal.person) { reasons.append(partOfProject) }
        let controllers = proposal.scope.controllers(in: context.catalogue).map(\.id)
        if principal.controllers.isDisjoint(with: controllers) {
            reasons.append(
                HouseRule.whoMayAct.reason(
                    "You act for none of the controllers of this project's data.",
                    change:
                        "Ask a steward of one of these controllers: \(sortedTexts(controllers).joined(separator: ", ")).",
                    ask: .controller))
        }
        return reasons
    }

    private var onlyWriters: RefusalReason {
        HouseRule.whoMayAct.reason(
            "Only the person who wrote the project, or its accountable owner, can do this.",
            change: "Ask one of them.", ask: .accountableOwner)
    }

    private var onlyOwner: RefusalReason {
        HouseRule.whoMayAct.reason(
            "Only the accountable owner can do this.", change: "Ask the owner.", ask: .accountableOwner)
    }

    private var onlyMembers: RefusalReason {
        HouseRule.whoMayAct.reason(
            "Only the people of this project can do this.", change: "Ask one of them.", ask: .accountableOwner)
    }

    private var partOfProject: RefusalReason {
        HouseRule.whoMayAct.reason(
            "You are part of this project, so you cannot decide on it.", change: "Ask somebody else to decide.",
            ask: .steward)
    }

    private var onlyStewards: RefusalReason {
        HouseRule.whoMayAct.reason(
            "Only a data steward can do this.", change: "Ask a steward of one of the controllers.", ask: .steward)
    }
}
