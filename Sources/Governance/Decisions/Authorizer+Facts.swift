import Catalogue
import Identity
import QueryLanguage

extension Authorizer {
    /// What is known when a member of a project asks.
    func facts(_ request: AuthorizationRequest, _ project: Project, optOuts: Set<OptOutKind>) -> Facts {
        var facts = Facts([
            "today": .day(request.today), "policy.purposes": .texts(policy.purposes.map(\.id)),
            "policy.charter": .text(policy.identity.charter), "policy.agreement": .text(policy.charter.agreement),
            "budget.cost": .text(request.budget.cost), "budget.left": .text(request.budget.leftInWords),
            "budget.of": .text(request.budget.of), "budget.isCovered": .boolean(request.budget.isCovered),
            "optOuts.honoured": .texts(optOuts.map(\.rawValue)),
        ])
        facts["optOuts.listAgeDays"] = request.optOutListAgeDays.map { .integer($0) }
        facts = facts.adding(project.proposal.lastingFacts(policy: policy, catalogue: request.catalogue))
        addCaller(request, project, to: &facts)
        addProject(request, project, to: &facts)
        addQuery(request.query, project, request.catalogue, to: &facts)
        return facts
    }

    private func addCaller(_ request: AuthorizationRequest, _ project: Project, to facts: inout Facts) {
        let id = request.principal.person
        let isHere = request.person.map { $0.id == id && !$0.hasLeft(by: request.today) } ?? false
        facts["caller.isOnePerson"] = .boolean(isHere && request.principal.roles.contains(.researcher))
        facts["caller.strength"] = .text(request.principal.strength.rawValue)
        facts["caller.isApprovedResearcher"] = .boolean(project.approvedResearchers.contains(id))
        // What a steward recorded or a visa says, whichever holds for longer.
        let passport = request.principal.passport
        let trained = [request.person?.training?.lastDay, passport.trainingLastDay].compactMap { $0 }.max()
        facts["caller.trainingLastDay"] = trained.map { .day($0) }
        let accepted = passport.agreements.contains(policy.charter.agreement) ? policy.charter.agreement : nil
        facts["caller.agreement"] = (accepted ?? request.person?.agreement).map { .text($0) }
    }

    private func addProject(_ request: AuthorizationRequest, _ project: Project, to facts: inout Facts) {
        let owner = request.ownerOf(project)
        let coverages = coverages(of: project, request)
        facts = facts.adding(project.lifeFacts(on: request.today))
        facts["project.owner"] = .text(owner?.name ?? project.proposal.owner.description)
        facts["project.ownerHasSigned"] = .boolean(project.text.ownerHasSigned(on: request.today))
        facts["project.ownerHasLeft"] = .boolean(owner?.hasLeft(by: request.today) ?? true)
        facts["project.ownerIsResearcher"] = .boolean(project.proposal.researchers.contains(project.proposal.owner))
        facts["project.controllersNotSigned"] = .texts(coverages.lacking)
        facts["project.partsLeftOut"] = .texts(coverages.leftOut)
    }

    private func addQuery(
        _ query: ResolvedQuery, _ project: Project, _ catalogue: Catalogue, to facts: inout Facts
    ) {
        let granted = project.approval?.terms.scope
        facts["query.purpose"] = .text(query.purpose)
        facts["query.unit"] = .text(query.unit.rawValue)
        facts["query.asOf"] = .text(query.asOf.description)
        facts["query.datasets"] = .texts(query.datasets.map(\.description))
        facts["query.links"] = .texts(query.links.map(\.text))
        facts["query.controllers"] = .texts(
            Array(Set(query.datasets.compactMap { catalogue.dataset($0) }.flatMap(\.controllers).map(\.id))))
        facts["query.datasetsOutsideApproval"] = .texts(
            query.datasets.subtracting(granted?.datasets ?? []).map(\.description))
        facts["query.variablesOutsideApproval"] = .texts(
            (granted?.lacking(query.variablesToApprove, in: catalogue) ?? query.variablesToApprove).map(\.description))
        facts["query.linksOutsideApproval"] = .texts(query.links.subtracting(granted?.links ?? []).map(\.text))
        facts["query.needsNationalDataOptOut"] = .boolean(
            policy.purpose(named: query.purpose)?.needsNationalDataOptOut ?? true)
        let reach = QueryReach(query, in: catalogue)
        facts["query.topics"] = .texts(reach.topics.sorted())
        facts["query.isBelowWard"] = .boolean(reach.smallestArea.map { $0 < .ward } ?? false)
        facts["query.isBelowBorough"] = .boolean(reach.smallestArea.map { $0 < .borough } ?? false)
        facts["query.isFinerThanQuarter"] = .boolean(reach.isFinerThanQuarter)
        facts["query.isFinerThanMonth"] = .boolean(reach.isFinerThanMonth)
        facts["query.isSensitive"] = .boolean(query.isSensitive(in: catalogue))
        facts["query.usesAI"] = .boolean(project.proposal.usesAI)
    }
}

extension AuthorizationRequest {
    /// The owner's record, only where it is the record of this project's owner.
    func ownerOf(_ project: Project) -> Person? { owner.flatMap { $0.id == project.proposal.owner ? $0 : nil } }
}
