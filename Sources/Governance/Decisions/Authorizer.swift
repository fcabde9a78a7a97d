import Catalogue
import Identity
import QueryLanguage

/// Decides whether a query may run, and under which duties.
package struct Authorizer: Sendable {
    package let policy: PolicySet
    private let digest: @Sendable ([UInt8]) -> String

    /// - Parameters:
    ///   - policy: the set in force.
    ///   - digest: the 64 hexadecimal digits of SHA-256.
    package init(policy: PolicySet, digest: @escaping @Sendable ([UInt8]) -> String) {
        self.policy = policy
        self.digest = digest
    }

    /// Decides on a query. Every clause is asked, so that a no says every reason at once.
    ///
    /// A project that the asker is not part of and a project that does not exist are refused alike.
    package func decide(_ request: AuthorizationRequest) -> QueryDecision {
        guard let judged = judged(request) else { return .refused(noSuchProject) }
        var verdicts = judged.verdicts.filter { verdict in
            !judged.own.contains { $0.clause == verdict.clause }
        }
        verdicts += judged.own
        if !verdicts.contains(where: { $0.answer == .fail }), !isInsideApproval(request, judged.project) {
            verdicts.append(tooWeakPolicy)
        }
        guard !verdicts.contains(where: { $0.answer == .fail }), let approval = judged.project.approval else {
            return .refused(verdicts)
        }
        var obligations: [Obligation] = [.honourOptOuts(judged.optOuts)]
        if case .usable(let predicate) = judged.filter { obligations.append(.restrict(predicate)) }
        obligations += coverages(of: judged.project, request).covered.map { .countOnly($0) }
        obligations.append(.protect(profile: approval.terms.profile))
        if approval.terms.review.holds(request.query, in: request.catalogue) { obligations.append(.holdForReview) }
        return .authorized(
            AuthorizedQuery(
                query: request.query, actor: request.actor, project: judged.project.id,
                approval: digest(approval.canonicalBytes), policy: policy.identity, obligations: obligations,
                verdicts: verdicts))
    }

    /// What a decision on this request rests on, for the vault; nil where there is no project to check.
    package func basis(of request: AuthorizationRequest) -> DecisionBasis? {
        guard let judged = judged(request) else { return nil }
        var floors = judged.own.filter { $0.answer == .fail }.map(\.clause)
        if !isInsideApproval(request, judged.project) { floors.append(HouseRule.insideApproval.rawValue) }
        if !request.budget.isCovered { floors.append("PRI-6") }
        return DecisionBasis(
            .query, of: judged.project.id, judged.facts, judged.verdicts, floors: floors, policy: policy)
    }

    /// What the clauses and the program itself say of a request.
    private struct Judged {
        let project: Project
        let optOuts: Set<OptOutKind>
        let facts: Facts
        let verdicts: [ClauseVerdict]
        /// The program's own, which take the place of those of a clause with the same id.
        let own: [ClauseVerdict]
        let filter: Filter
    }

    private func judged(_ request: AuthorizationRequest) -> Judged? {
        guard let project = ownProject(request) else { return nil }
        let optOuts = optOuts(for: request.query.purpose, usesAI: project.proposal.usesAI)
        let facts = facts(request, project, optOuts: optOuts)
        let filter = filter(of: project, request)
        var own = [request.turn.verdict, project.approval?.terms.missingExemption].compactMap { $0 }
        if filter == .unusable { own.append(unusableFilter) }
        return Judged(
            project: project, optOuts: optOuts, facts: facts,
            verdicts: policy.evaluate(at: .query, facts: facts, owner: request.ownerOf(project)?.name), own: own,
            filter: filter)
    }

    /// What the controllers' signatures of today leave of the data that the query touches.
    func coverages(
        of project: Project, _ request: AuthorizationRequest
    ) -> [(dataset: Dataset, coverage: Coverage)] {
        project.text.coverages(of: request.query.datasets, in: request.catalogue, on: request.today)
    }

    /// The project of the query, only where the asker is part of it.
    private func ownProject(_ request: AuthorizationRequest) -> Project? {
        guard let project = request.project, project.isMember(request.principal.person),
            project.id.utf8.elementsEqual(request.query.project.utf8)
        else { return nil }
        return project
    }

    /// Which ways of saying no are honoured (PRI-2, PRI-3). An unknown purpose honours all that it might have to.
    private func optOuts(for purpose: String, usesAI: Bool) -> Set<OptOutKind> {
        var kinds: Set<OptOutKind> = [.local, .rightToObject, .type1]
        if policy.purpose(named: purpose)?.needsNationalDataOptOut ?? true { kinds.insert(.nationalDataOptOut) }
        if usesAI { kinds.insert(.artificialIntelligence) }
        return kinds
    }
}

extension Authorizer {
    private enum Filter: Equatable {
        case none
        case usable(Predicate)
        case unusable
    }

    private func filter(of project: Project, _ request: AuthorizationRequest) -> Filter {
        guard let terms = project.approval?.terms, terms.rowFilter != nil else { return .none }
        guard let filter = terms.rowFilter(for: request.query.unit, in: request.catalogue) else { return .unusable }
        return .usable(filter.predicate)
    }

    private var unusableFilter: ClauseVerdict {
        let reason = HouseRule.insideProposal.reason(
            "Your approval counts only some people or households. This question cannot be limited to them.",
            change: "Ask about the unit and release that your approval names.", ask: .steward)
        return ClauseVerdict(clause: reason.clause, answer: .fail, reason: reason)
    }

    /// The floor under every policy set, which no file can lower: an approval in force that covers the question.
    private func isInsideApproval(_ request: AuthorizationRequest, _ project: Project) -> Bool {
        guard let terms = project.approval?.terms, project.state == .approved else { return false }
        let query = request.query
        return [.held, .warned].contains(project.mark) && terms.scope.purposes.contains(query.purpose)
            && request.today <= terms.lastDay && project.approvedResearchers.contains(request.principal.person)
            && query.datasets.isSubset(of: terms.scope.datasets)
            && terms.scope.lacking(query.variablesToApprove, in: request.catalogue).isEmpty
            && query.links.isSubset(of: terms.scope.links)
            && terms.asOf.contains(query.asOf)
    }

    private var tooWeakPolicy: ClauseVerdict {
        let reason = HouseRule.insideApproval.reason(
            "No approval in force covers this question.", change: "Ask for a change of your project.", ask: .steward)
        return ClauseVerdict(clause: reason.clause, answer: .fail, reason: reason)
    }

    private var noSuchProject: [ClauseVerdict] {
        let reason = HouseRule.noSuchProject
        return [ClauseVerdict(clause: reason.clause, answer: .fail, reason: reason)]
            + policy.clauseIDs.map {
                ClauseVerdict(clause: $0, answer: .notApplicable(reason: "there is no project to check"), reason: nil)
            }
    }
}
