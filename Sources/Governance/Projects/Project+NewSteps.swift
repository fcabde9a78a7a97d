import Identity

/// Why the panel has not agreed, and what does not fit of a meeting, a new text, or a person who is to join.
extension Project {
    /// How many days before its last day an approval can be renewed unchanged.
    private static let renewalDays = 60

    /// The panel's yes: enough people who took part, and more of them for it than against it. The same text again
    /// needs its chair alone.
    func notAgreed(_ context: ProjectContext) -> [RefusalReason] {
        guard let meeting = text.meetings.last else {
            return [
                HouseRule.panel.reason(
                    "The panel has not met about this text.", change: "Ask the panel's chair to record its meeting.",
                    ask: .steward)
            ]
        }
        let quorum = text.isRepeated ? 1 : context.policy.charter.quorum
        let present = meeting.takingPart.count
        guard present >= quorum else {
            return [
                HouseRule.panel.reason(
                    "The panel decides with at least \(quorum) people, and \(present) took part.",
                    change: "Ask the people who were at the meeting to vote, or hold it again.", ask: .steward)
            ]
        }
        guard meeting.hasAgreed else {
            return [
                HouseRule.panel.reason(
                    "The panel has not voted for this text.",
                    change: "Return or refuse the project, or ask the panel to meet again.", ask: .steward)
            ]
        }
        return []
    }

    func misfits(of record: MeetingRecord, _ context: ProjectContext) -> [RefusalReason] {
        var reasons: [RefusalReason] = []
        if record.heldOn > context.today {
            reasons.append(
                HouseRule.panel.reason(
                    "The meeting is still to come.", change: "Record it once it was held.", ask: .steward))
        }
        let unseated = record.attendance.map(\.person).filter { id in
            guard let person = context.people[id], !person.hasLeft(by: context.today) else { return true }
            return person.seat == nil
        }
        if !unseated.isEmpty {
            reasons.append(
                HouseRule.panel.reason(
                    "\(FactValue.texts(unseated.map(\.description)).words) has no seat on the panel.",
                    change: "Leave them out, or ask a steward to record their seat.", ask: .steward))
        }
        let conflicted = record.attendance.filter { $0.conflict == nil && isMember($0.person) }
        if !conflicted.isEmpty {
            reasons.append(
                HouseRule.panel.reason(
                    "Somebody who is part of the project has declared no conflict of interest.",
                    change: "Record the conflict.", ask: .steward))
        }
        return reasons
    }

    func misfits(ofAmending proposal: Proposal?, _ context: ProjectContext) -> [RefusalReason] {
        if let amendment, amendment.isUnderWay {
            return [
                HouseRule.order.reason(
                    "A new text of this project is already on its way.", change: "Change that one, or withdraw it.",
                    ask: .steward)
            ]
        }
        guard proposal == nil || proposal == self.proposal, let lastDay = approval?.terms.lastDay else { return [] }
        let daysLeft = lastDay.number - context.today.number
        guard daysLeft > Self.renewalDays else { return [] }
        return [
            HouseRule.order.reason(
                "An approval can be renewed in its last \(Self.renewalDays) days, and this one has \(daysLeft) left.",
                change: "Wait, or send a changed text.", ask: .steward)
        ]
    }

    func misfits(ofJoining id: PersonID, _ context: ProjectContext) -> [RefusalReason] {
        guard let person = context.people[id], !person.hasLeft(by: context.today) else {
            return [
                HouseRule.knownPeople.reason(
                    "We have no record of \(id), or they have left.", change: "Ask a steward to record them first.",
                    ask: .steward)
            ]
        }
        guard let owner = context.people[proposal.owner], owner.affiliation == person.affiliation, id != owner.id else {
            return [
                HouseRule.insideProposal.reason(
                    "\(id) is not of the same organisation as the owner, or is the owner.",
                    change: "Start a new text that names them, so that everybody signs again.", ask: .steward)
            ]
        }
        return []
    }

    var notAskedFor: RefusalReason {
        HouseRule.order.reason(
            "The owner has not asked for this person to join.", change: "Ask the owner to do so first.",
            ask: .accountableOwner)
    }
}
