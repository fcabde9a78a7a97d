package import Catalogue
package import Identity
package import QueryLanguage

/// Somebody who may read the quality report of one dataset. Only this room can make one.
package struct QualityReader: Sendable {
    package let dataset: DatasetID
    /// Their name in audit entries.
    package let actor: String
    package let policy: PolicyIdentity
    let verdicts: [ClauseVerdict]
}

/// What the charter says to somebody who wants to read a quality report.
package enum QualityDecision: Sendable {
    case allowed(QualityReader)
    /// Every clause's verdict; the reasons stand in those that fail.
    case refused([ClauseVerdict])
}

extension Authorizer {
    /// Decides who may read a dataset's quality report: anybody signed in, and of sensitive data the researchers of a
    /// project that is approved for them. The report is about data and no research: it is free of every clause but SEC-1.
    ///
    /// - Parameters:
    ///   - person: the asker's record, where there is one. Whoever has left may not ask, whatever the policies say.
    ///   - projects: among them those of the asker.
    ///   - actor: the asker's name in audit entries.
    package func decideQuality(
        of dataset: Dataset, for principal: AuthenticatedPrincipal, person: Person?, projects: [Project], actor: String,
        today: CivilDay
    ) -> QualityDecision {
        let isSensitive = dataset.tier == .sensitive
        var judged = VerdictsWithoutProject(
            policy, for: principal, person: person, isSensitive: isSensitive, today: today,
            because: "a report on the data is part of no project")
        if judged.hasLeft {
            judged.refuse(
                HouseRule.knownPeople.reason(
                    "Only people who work here may read how good the data are.", change: "Sign in as yourself.",
                    ask: .operator))
        }
        if isSensitive, !projects.contains(where: { $0.isOpen(to: principal.person, for: dataset.id, on: today) }) {
            judged.refuse(
                HouseRule.insideApproval.reason(
                    "These data are sensitive. To read how good they are, you need a project that may use them.",
                    change: "Ask for them in a project of yours.", ask: .steward))
        }
        guard judged.isYes else { return .refused(judged.verdicts) }
        return .allowed(
            QualityReader(dataset: dataset.id, actor: actor, policy: policy.identity, verdicts: judged.verdicts))
    }

    /// Lets one of a report's fixed questions run, with every way of saying no honoured; nil for a question about made-up
    /// rows, or one that touches sensitive data of another dataset than the report's.
    package func authorize(
        _ query: ResolvedQuery, for reader: QualityReader, profile: String, in catalogue: Catalogue
    ) -> AuthorizedQuery? {
        let others = query.datasets.subtracting([reader.dataset])
        guard query.tier == .real, query.datasets.contains(reader.dataset),
            !others.contains(where: { catalogue.dataset($0)?.tier == .sensitive })
        else { return nil }
        return AuthorizedQuery(
            query: query, actor: reader.actor, project: "none", approval: "none", policy: policy.identity,
            obligations: [.honourOptOuts(Set(OptOutKind.allCases)), .protect(profile: profile)],
            verdicts: reader.verdicts)
    }
}

extension Project {
    /// Whether an approval in force lets this person ask about the dataset.
    fileprivate func isOpen(to person: PersonID, for dataset: DatasetID, on today: CivilDay) -> Bool {
        guard let terms = approval?.terms, state == .approved, [.held, .warned].contains(mark) else { return false }
        return today <= terms.lastDay && approvedResearchers.contains(person) && terms.scope.datasets.contains(dataset)
    }
}
