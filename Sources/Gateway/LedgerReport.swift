import AuditLog
import Catalogue
import DifferentialPrivacy
import DisclosureControl
package import Identity
import JSON
import Synchronization

/// What every ledger was debited over its rolling span, by which entries, and what is left: exact fractions as text.
///
/// Everything in it follows from the audit log, so that whoever has the log's files can make the same report.
package struct LedgerReport: Sendable {
    /// Today, `2026-04-01`.
    package let day: String
    /// The entries of the log that were counted.
    package let entries: Int
    /// By name.
    package let ledgers: [Row]

    /// A project, its stars, a dataset over all its snapshots, or everything about units of one kind.
    package struct Row: Sendable {
        /// Such as `dataset care_event`.
        package let name: String
        /// Days with debits, oldest first.
        package let debits: [Debit]
        package let limits: [Limit]
    }

    package struct Debit: Sendable {
        package let day: String
        package let amount: String
        /// The entries that it comes from: the first, the last, and how many.
        package let first: Int
        package let last: Int
        package let count: Int
    }

    /// What a profile under which the ledger was debited says of it.
    package struct Limit: Sendable {
        package let profile: String
        package let days: Int
        package let spent: String
        /// Nil where it is told of and refuses nothing.
        package let cap: String?
        package let left: String?
        package let percentSpent: Int?
    }
}

/// The most that ledgers may hold, by profile, as the log tells it: `{"standard": {"days": 365, "most": {"project": "3", …}}}`.
enum LedgerLimits {
    static func json(of profiles: [String: Profile]) -> JSONValue {
        .object(
            JSONObject(
                profiles.sorted { $0.key < $1.key }.map { name, profile in
                    (name, ["days": .integer(profile.budget.days), "most": .object(most(profile))])
                }))
    }

    private static func most(_ profile: Profile) -> JSONObject {
        var most: JSONObject = [
            "project": .string("\(profile.budget.project)"), "dataset": .string("\(profile.budget.dataset)"),
        ]
        for unit in StatisticalUnit.allCases.sorted() {
            most[Ledger.spine(unit).name] = .string("\(profile.budget.spine(unit))")
        }
        most["stars"] = profile.starBudget.map { .string("\($0)") }
        return most
    }
}

extension Gateway {
    /// The ledgers that this person may see: auditors all, stewards those of their projects and data, and the spines, which
    /// everybody shares. Reading is itself recorded, before anything is handed out.
    package func ledgerReport(for principal: AuthenticatedPrincipal) throws(GatewayError) -> LedgerReport {
        try recordReading("ledgers", nil, by: principal)
        let today = try ledgerDay()
        let (rows, entries) = try unheard.still { () throws(GatewayError) in
            (try ledgers.rows(today: today, profiles: parts.profiles), parts.log.size)
        }
        var seen: [LedgerReport.Row] = []
        for row in rows where try mayBeSeen(row.name, by: principal) { seen.append(row) }
        return LedgerReport(day: "\(today)", entries: entries, ledgers: seen)
    }

    private func mayBeSeen(_ ledger: String, by principal: AuthenticatedPrincipal) throws(GatewayError) -> Bool {
        if principal.roles.contains(.auditor) { return true }
        let parts = ledger.split(separator: " ", maxSplits: 1).map { String($0) }
        guard parts.count == 2 else { return false }
        switch parts[0] {
        case "project", "stars": return try project(parts[1], for: principal) != nil
        case "dataset":
            guard let id = DatasetID(parts[1]), let dataset = catalogue.dataset(id) else { return false }
            return dataset.controllers.contains { principal.controllers.contains($0.id) }
        default: return true
        }
    }
}

extension Ledgers {
    fileprivate func rows(
        today: CalendarDay, profiles: [String: Profile]
    ) throws(GatewayError) -> [LedgerReport.Row] {
        try check()
        return try state.withLock { state throws(GatewayError) in
            var rows: [LedgerReport.Row] = []
            for name in state.profiles.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
                let spent = state.spent[name, default: []].filter { $0.sum.day.number > today.number - days }
                let debits = spent.map {
                    LedgerReport.Debit(
                        day: "\($0.sum.day)", amount: "\($0.sum.amount)", first: $0.first, last: $0.last,
                        count: $0.count)
                }
                var limits: [LedgerReport.Limit] = []
                for profile in state.profiles[name, default: []].sorted() {
                    guard let profile = profiles[profile] else { continue }
                    limits.append(try state.limit(of: name, spent.map(\.sum), under: profile, today: today))
                }
                rows.append(LedgerReport.Row(name: name, debits: debits, limits: limits))
            }
            return rows
        }
    }
}

extension Ledgers.State {
    fileprivate func limit(
        of ledger: String, _ spent: [LedgerEntry], under profile: Profile, today: CalendarDay
    ) throws(GatewayError) -> LedgerReport.Limit {
        let cap = cap(of: ledger, under: profile)
        do throws(AccountingError) {
            let balance = try LedgerArithmetic.balance(
                spent, cap: cap ?? .zero, days: profile.budget.days, today: today)
            return LedgerReport.Limit(
                profile: profile.name, days: profile.budget.days, spent: "\(balance.spent)", cap: cap.map { "\($0)" },
                left: cap.map { _ in "\(balance.left)" }, percentSpent: cap.map { _ in balance.percentSpent })
        } catch { throw .accounting(error) }
    }

    private func cap(of ledger: String, under profile: Profile) -> Rational? {
        if ledger.hasPrefix("project ") {
            return granted[String(ledger.dropFirst("project ".count))].map { min($0, profile.budget.project) }
        }
        if ledger.hasPrefix("dataset ") { return profile.budget.dataset }
        for unit in StatisticalUnit.allCases where ledger == Ledger.spine(unit).name {
            return profile.budget.spine(unit)
        }
        return profile.starBudget
    }
}
