import Catalogue
import Identity
import JSON

extension Project {
    /// What the audit log holds of a step, taken from the project as it stands after it. Public: the project, its
    /// version, and what the charter makes public. No person is named but under commitment.
    func event(
        of step: ProjectStep, by person: PersonID, restingOn basis: DecisionBasis?, _ context: ProjectContext
    ) -> GovernanceEvent {
        var fields: JSONObject = ["project": .string(id), "version": .integer(version)]
        if step.of == .amendment { fields["of"] = .string(step.of.rawValue) }
        var disclosed: JSONObject = ["by": .string(person.description)]
        disclosed["decision"] = basis?.json
        switch step.action {
        case .edit(let proposal): disclosed["proposal"] = proposal.json
        case .submit(let note):
            disclosed["proposal"] = (step.of == .amendment ? amendment?.text.proposal : proposal)?.json
            disclosed["note"] = note.map { .string($0) }
        case .withdraw(let reason), .refuse(let reason), .suspend(let reason), .resume(let reason), .end(let reason):
            disclosed["reason"] = .string(reason)
        case .return(let comments): disclosed["comments"] = .array(comments.map(\.json))
        case .sign(let capacity, let terms):
            capacity.write(to: &fields)
            disclosed["reference"] = terms.reference.map { .string($0) }
        case .takeBackSignature(let capacity, let reason):
            capacity.write(to: &fields)
            disclosed["reason"] = .string(reason)
        case .meet:
            let texts = step.of == .amendment ? amendment?.text : text
            fields["meeting"] = (texts?.meetings.last?.number).map { .integer($0) }
            disclosed["meeting"] = texts?.meetings.last?.json
        case .vote(let number, let word, let smallAreas):
            fields["meeting"] = .integer(number)
            disclosed["vote"] = .string(word.rawValue)
            disclosed["smallAreas"] = smallAreas.map { .string($0.rawValue) }
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
        case .amend(let proposal): disclosed["proposal"] = (proposal ?? text.proposal).json
        case .grant(let budget, let reason):
            fields["budget"] = .string(budget)
            disclosed["reason"] = .string(reason)
        case .join(let person), .admit(let person): disclosed["person"] = .string(person.description)
        case .report(let kind, let text):
            fields["kind"] = .string(kind.rawValue)
            disclosed["report"] = .string(text)
        }
        return GovernanceEvent(type: step.action.kind.event, fields: fields, disclosed: disclosed)
    }
}
