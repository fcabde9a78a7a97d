package import Catalogue
import Identity
package import JSON
package import QueryLanguage

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
    ///
    /// - Parameters:
    ///   - request: all that is read.
    ///   - resolveFilter: an approval's row filter, as a population of this unit at this release; nil where it cannot
    ///     be one, which refuses the query.
    package func decide(
        _ request: AuthorizationRequest, resolveFilter: (JSONValue, StatisticalUnit, Month) -> Predicate?
    ) -> QueryDecision {
        guard let project = request.project, project.isMember(request.principal.person),
            project.id.utf8.elementsEqual(request.query.project.utf8)
        else { return .refused(noSuchProject) }
        let optOuts = optOuts(for: request.query.purpose, usesAI: project.proposal.usesAI)
        var verdicts = policy.evaluate(
            at: .query, facts: facts(request, project, optOuts: optOuts), owner: request.ownerOf(project)?.name)
        let filter = filter(of: project, request.query, resolveFilter)
        if filter == .unusable { verdicts.append(unusableFilter) }
        guard !verdicts.contains(where: { $0.answer == .fail }), let approval = project.approval else {
            return .refused(verdicts)
        }
        var obligations: [Obligation] = [.honourOptOuts(optOuts)]
        if case .usable(let predicate) = filter { obligations.append(.restrict(predicate)) }
        obligations.append(.protect(profile: approval.terms.profile))
        return .authorized(
            AuthorizedQuery(
                query: request.query, actor: request.actor, project: project.id,
                approval: digest(approval.canonicalBytes), policy: policy.identity, obligations: obligations,
                verdicts: verdicts))
    }

    /// Which ways of saying no are honoured (PRI-2, PRI-3). An unknown purpose honours all that it might have to.
    private func optOuts(for purpose: String, usesAI: Bool) -> Set<OptOutKind> {
        var kinds: Set<OptOutKind> = [.local, .rightToObject]
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

    private func filter(
        of project: Project, _ query: ResolvedQuery, _ resolve: (JSONValue, StatisticalUnit, Month) -> Predicate?
    ) -> Filter {
        guard let text = project.approval?.terms.rowFilter else { return .none }
        guard let value = try? JSONValue(parsing: Array(text.utf8), limits: .request),
            let predicate = resolve(value, query.unit, query.asOf)
        else { return .unusable }
        return .usable(predicate)
    }

    private var unusableFilter: ClauseVerdict {
        let reason = HouseRule.insideProposal.reason(
            "Your approval counts only some people or households, and this question cannot be limited to them.",
            change: "Ask about the unit and release that your approval names.", ask: .steward)
        return ClauseVerdict(clause: reason.clause, answer: .fail, reason: reason)
    }

    /// The same for a project that is not there and for one that is not the asker's.
    private var noSuchProject: [ClauseVerdict] {
        let reason = HouseRule.whoMayAct.reason(
            "You are not part of a project with this id.",
            change: "Check the id, or ask the project's owner to add you.", ask: .steward)
        return [ClauseVerdict(clause: reason.clause, answer: .fail, reason: reason)]
            + policy.clauseIDs.map {
                ClauseVerdict(clause: $0, answer: .notApplicable(reason: "there is no project to check"), reason: nil)
            }
    }
}
