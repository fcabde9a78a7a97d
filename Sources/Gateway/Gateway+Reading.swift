import AuditLog
package import Catalogue
import DifferentialPrivacy
import DisclosureControl
package import Governance
package import Identity
import JSON
import Linux
package import OpenSSL
import Snapshots

/// What may be read, and by whom. To somebody who may not see a thing, it is not there.
extension Gateway {
    /// The policy set in force.
    package var policy: PolicySet { policies.now.policy }

    /// The datasets that are served now: none before the first load.
    package var catalogue: Catalogue { parts.generation()?.catalogue ?? Catalogue([]) }

    /// A dataset as it is served now; nil where there is none of that name.
    package func served(_ id: DatasetID) -> ServedDataset? {
        guard let generation = parts.generation(), let dataset = generation.catalogue.dataset(id) else { return nil }
        return ServedDataset(
            dataset: dataset, releases: generation.releases(of: id),
            lastLoaded: generation.lastLoaded[id].flatMap { Moment(seconds: Int($0.seconds)) })
    }

    /// The day of the opt-out list that is honoured now; nil before the first load.
    package var optOutVersion: String? { parts.generation()?.optOuts.version }

    /// The newest published checkpoint of the audit log, a signed note.
    package var checkpoint: [UInt8] { parts.log.checkpoint }

    /// Who shows this `Authorization` header, over a connection whose client owns this certificate. Throws where the
    /// store cannot be asked.
    package func authenticate(
        _ header: String?, certificate: SHA256Digest?
    ) throws(GatewayError) -> AuthenticationDecision {
        try CredentialChecker(sha256: SHA256.hash, issuers: parts.issuers()).authenticate(
            header: header, certificate: certificate, now: parts.now
        ) {
            hash throws(GatewayError) in try token(hash: hash)
        }
    }

    /// A project, where this person may read it.
    package func project(_ id: String, for principal: AuthenticatedPrincipal) throws(GatewayError) -> Project? {
        guard let project = try project(id), project.mayBeRead(by: principal, in: catalogue) else { return nil }
        return project
    }

    /// A stored answer with its receipt, or what has come of the question until now, where this person may read its
    /// project. An ended approval changes nothing.
    package func answer(
        _ id: String, for principal: AuthenticatedPrincipal
    ) throws(GatewayError) -> RecordedOutcome? {
        // Until its last step has passed it is not seen that the answer is there.
        if let job = jobs[id] {
            return try project(job.agreed.project.id, for: principal) == nil ? nil : try underWay(job)
        }
        guard let placed = try storing({ () throws(StoreError) in try parts.store.answer(id) }) else {
            return try end(of: id, for: principal)
        }
        return try project(placed.answer.project, for: principal) == nil ? nil : try recorded(placed)
    }

    /// The ids of a project's answers, oldest first; nil where this person may not read the project.
    package func answers(of id: String, for principal: AuthenticatedPrincipal) throws(GatewayError) -> [String]? {
        guard try project(id, for: principal) != nil else { return nil }
        return try storing { () throws(StoreError) in try parts.store.answers(of: id) }.filter { jobs[$0] == nil }
    }

    /// What a project has spent of its privacy budget; nil where nothing was granted yet.
    package func budget(of project: Project) throws(GatewayError) -> ProjectBudget? {
        guard let terms = project.approval?.terms, let profile = parts.profiles[terms.profile] else { return nil }
        let days = profile.budget.days
        let balance = try ledgers.settledBalance(of: try cap(of: project), today: try ledgerDay(), days: days)
        let stars = PriceLine(ledger: .stars(project.id), amount: .zero, cap: profile.starBudget)
        let betrayed = try ledgers.settledBalance(of: stars, today: try ledgerDay(), days: days)
        return ProjectBudget(
            granted: "\(balance.cap)", spent: "\(balance.spent)", left: "\(balance.left)",
            percentSpent: balance.percentSpent, days: days, release: releases.current(of: project.id),
            expert: try Self.expert(balance, profile), starsSpent: "\(betrayed.spent)",
            starsGranted: stars.cap.map { "\($0)" })
    }

    /// What ρ means to an expert; nil for a profile whose budget is no ρ.
    private static func expert(
        _ balance: LedgerBalance, _ profile: Profile
    ) throws(GatewayError) -> ProjectBudget.Expert? {
        let delta = profile.toldDelta
        guard delta > .zero else { return nil }
        func epsilon(
            _ rho: Rational, _ conversion: ZeroConcentratedPrivacy.Conversion
        ) throws(AccountingError) -> String {
            guard rho > .zero else { return "0" }
            return try ZeroConcentratedPrivacy.epsilon(rho: rho, delta: delta, conversion: conversion, places: 2)
                .description
        }
        do throws(AccountingError) {
            return ProjectBudget.Expert(
                delta: "\(delta)", simple: try epsilon(balance.spent, .simple),
                tight: try epsilon(balance.spent, .tight), simpleAtCap: try epsilon(balance.cap, .simple),
                tightAtCap: try epsilon(balance.cap, .tight),
                membershipAdvantageAtCap: try profile.membershipAdvantage(rho: balance.cap))
        } catch { throw .accounting(error) }
    }
}

/// A project's privacy budget ρ over a rolling span of days: exact fractions as text, such as `3/25`.
package struct ProjectBudget: Sendable, Hashable {
    package let granted: String
    package let spent: String
    package let left: String
    /// Whole percent, rounded up.
    package let percentSpent: Int
    package let days: Int
    /// The analytic release that the project works with; nil before its first answer.
    package let release: CurrentRelease?
    package let expert: Expert?

    /// ε of the shown numbers by two conversions, spent and fully spent, and the advantage that a fully spent budget
    /// would give somebody who knows all but one unit: decimal text, rounded up.
    package struct Expert: Sendable, Hashable {
        package let delta: String
        package let simple: String
        package let tight: String
        package let simpleAtCap: String
        package let tightAtCap: String
        package let membershipAdvantageAtCap: String
    }
    /// The summed probability with which the project's stars may have betrayed something.
    package let starsSpent: String
    /// The most that it may reach; nil where it is told and not capped.
    package let starsGranted: String?
}
