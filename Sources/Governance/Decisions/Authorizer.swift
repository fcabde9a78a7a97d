import Catalogue
import Identity
package import JSON
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
        guard let project = ownProject(request) else { return .refused(noSuchProject) }
        let optOuts = optOuts(for: request.query.purpose, usesAI: project.proposal.usesAI)
        var verdicts = policy.evaluate(
            at: .query, facts: facts(request, project, optOuts: optOuts), owner: request.ownerOf(project)?.name)
        if let verdict = request.turn.verdict { verdicts.append(verdict) }
        if let missing = project.approval?.terms.missingExemption {
            verdicts.removeAll { $0.clause == missing.clause }
            verdicts.append(missing)
        }
        let filter = filter(of: project, request)
        if filter == .unusable { verdicts.append(unusableFilter) }
        if !verdicts.contains(where: { $0.answer == .fail }), !isInsideApproval(request, project) {
            verdicts.append(tooWeakPolicy)
        }
        guard !verdicts.contains(where: { $0.answer == .fail }), let approval = project.approval else {
            return .refused(verdicts)
        }
        var obligations: [Obligation] = [.honourOptOuts(optOuts)]
        if case .usable(let predicate) = filter { obligations.append(.restrict(predicate)) }
        obligations += coverages(of: project, request).covered.map { .countOnly($0) }
        obligations.append(.protect(profile: approval.terms.profile))
        if approval.terms.review.holds(request.query, in: request.catalogue) { obligations.append(.holdForReview) }
        return .authorized(
            AuthorizedQuery(
                query: request.query, actor: request.actor, project: project.id,
                approval: digest(approval.canonicalBytes), policy: policy.identity, obligations: obligations,
                verdicts: verdicts))
    }

    /// The facts that a decision on this request reads, for the vault; nil where there is no project to check.
    package func recordedFacts(_ request: AuthorizationRequest) -> JSONValue? {
        guard let project = ownProject(request) else { return nil }
        let optOuts = optOuts(for: request.query.purpose, usesAI: project.proposal.usesAI)
        return facts(request, project, optOuts: optOuts).json
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
