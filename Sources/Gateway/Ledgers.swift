import AuditLog
import Catalogue
import DifferentialPrivacy
import DisclosureControl
import Governance
import JSON
import Synchronization

/// The privacy spent and reserved on every ledger over a rolling year. One of the three owners of state.
///
/// What is spent is what the log says, entry by entry: replaying the log gives the same budgets again. An open request
/// counts as reserved in full, so that two requests cannot spend the same budget.
final class Ledgers: Sendable {
    struct State {
        /// By ledger and in the order of time, at most one sum for each day.
        var spent: [String: [DayOfLedger]] = [:]
        /// Every ledger that the log speaks of, with the profiles under which it was debited.
        var profiles: [String: Set<String>] = [:]
        /// What the newest approval of each project grants, and what was granted since.
        var granted: [String: Rational] = [:]
        /// The last answer that was billed, and its profile: its debits of data follow at once.
        var billed: (outcome: Int, profile: String?)?
        /// The project of each intent that has no outcome yet.
        var open: [Int: String] = [:]
        /// What each open request may come to cost.
        var reserved: [String: [PriceLine]] = [:]
        /// Why nothing can be added up any more.
        var fault: GatewayError?
    }

    /// What a ledger was debited on a day, and by which entries.
    struct DayOfLedger {
        var sum: LedgerEntry
        let first: Int
        var last: Int
        var count: Int
    }

    let state = Mutex(State())
    let days: Int

    /// `days` is the longest span over which a profile counts: older debits are forgotten.
    init(days: Int) { self.days = days }

    /// Takes note of entries that stand in the log together: a reservation becomes its debits in one step.
    func hear(_ entries: [AuditEntry]) {
        state.withLock { state in
            for entry in entries {
                do throws(GatewayError) { try state.hear(entry, days: days) } catch {
                    state.fault = state.fault ?? error
                }
            }
        }
    }

    /// Throws where an entry could not be added up.
    func check() throws(GatewayError) {
        if let fault = state.withLock({ $0.fault }) { throw fault }
    }

    /// What a project has spent, as the log has it, without open requests.
    func settledBalance(of line: PriceLine, today: CalendarDay, days: Int) throws(GatewayError) -> LedgerBalance {
        try state.withLock { state throws(GatewayError) in
            try state.balance(of: line, today: today, days: days, withReservations: false)
        }
    }

    /// What the ledgers say of a price, open requests counted in full: the first line that is short is told of, or else
    /// the project's own. Where every line is covered, all are reserved for `request`, if one is named.
    func facts(
        of lines: [PriceLine], today: CalendarDay, days: Int, reservingFor request: String?
    ) throws(GatewayError) -> BudgetFacts {
        try state.withLock { state throws(GatewayError) in
            var told = BudgetFacts(cost: "0", left: "0", isCovered: true)
            for line in lines where line.cap != nil && told.isCovered {
                let left = try state.balance(of: line, today: today, days: days, withReservations: true).left
                let isShort = line.amount > left
                if case .project = line.ledger {
                    told = BudgetFacts(cost: "\(line.amount)", left: "\(left)", isCovered: !isShort)
                } else if isShort {
                    told = Self.short(line, left: left)
                }
            }
            if told.isCovered, let request { state.reserved[request] = lines }
            return told
        }
    }

    private static func short(_ line: PriceLine, left: Rational) -> BudgetFacts {
        switch line.ledger {
        case .project: BudgetFacts(cost: "\(line.amount)", left: "\(left)", isCovered: false)
        case .stars:
            BudgetFacts(
                of: "what your project's hidden cells may betray in a year", cost: "\(line.amount)", left: "\(left)",
                isCovered: false)
        case .dataset, .spine:
            BudgetFacts(
                of: "the privacy budget that all projects share for these data", cost: "\(line.amount)", left: nil,
                isCovered: false)
        }
    }

    /// Gives up what a request reserved. Once its outcome was heard there is nothing left to give up.
    func giveUp(_ request: String) { state.withLock { $0.reserved[request] = nil } }

    /// Whether the log has an intent at this place and no outcome of it yet.
    func isOpen(intent: Int) -> Bool { state.withLock { $0.open[intent] != nil } }
}

extension Ledgers.State {
    fileprivate mutating func hear(_ entry: AuditEntry, days: Int) throws(GatewayError) {
        switch entry.type {
        case "query.intent":
            guard case .string(let project)? = entry.event["project"] else { throw .damagedLedger }
            open[entry.seq] = project
        case "query.outcome":
            guard case .integer(let intent)? = entry.event["intent"], let project = open.removeValue(forKey: intent),
                case .string(let request)? = entry.event["req"]
            else { throw .damagedLedger }
            reserved[request] = nil
            guard case .object(let budget)? = entry.event["budget"] else { return }
            billed = (entry.seq, entry.profile)
            try debit(Ledger.project(project).name, budget["spent"], entry, days)
        case "quality.outcome":
            guard case .string(let request)? = entry.event["req"] else { throw .damagedLedger }
            reserved[request] = nil
            billed = (entry.seq, entry.profile)
        case "ledger.debit":
            guard case .object(let ledgers)? = entry.event["ledgers"] else { throw .damagedLedger }
            for (name, amount) in ledgers.members { try debit(name, amount, entry, days) }
        case "project.approve", "budget.grant":
            guard case .string(let project)? = entry.event["project"], case .string(let text)? = entry.event["budget"],
                let budget = Rational(parsing: text)
            else { throw .damagedLedger }
            // An approval begins anew, and a grant adds to it.
            let before = entry.type == "budget.grant" ? granted[project, default: .zero] : .zero
            do { granted[project] = try before.adding(budget) } catch { throw .accounting(error) }
        default: return
        }
    }

    /// A debit falls on the day of its entry, so that an auditor counts the same year.
    private mutating func debit(
        _ ledger: String, _ amount: JSONValue?, _ entry: AuditEntry, _ days: Int
    ) throws(GatewayError) {
        guard case .string(let text)? = amount,
            let debit = LedgerEntry(day: String(entry.time.prefix(10)), amount: text)
        else { throw .damagedLedger }
        let known = profiles[ledger, default: []]
        profiles[ledger] = known.union([profile(of: entry)].compactMap { $0 })
        guard debit.amount > .zero else { return }
        var entries = spent[ledger, default: []]
        if let last = entries.last, last.sum.day == debit.day {
            entries[entries.count - 1].sum = LedgerEntry(
                day: debit.day, amount: try sum([last.sum.amount, debit.amount]))
            entries[entries.count - 1].last = entry.seq
            entries[entries.count - 1].count += 1
        } else {
            entries.append(Ledgers.DayOfLedger(sum: debit, first: entry.seq, last: entry.seq, count: 1))
        }
        entries.removeFirst(entries.prefix { $0.sum.day.number <= debit.day.number - days }.count)
        spent[ledger] = entries
    }

    /// The profile under which a debit was made; nil where an answer had none, for it failed.
    private func profile(of entry: AuditEntry) -> String? {
        guard let billed, entry.seq == billed.outcome || entry.event["outcome"] == .integer(billed.outcome) else {
            return nil
        }
        return billed.profile
    }

    private func sum(_ amounts: [Rational]) throws(GatewayError) -> Rational {
        do throws(AccountingError) { return try Rational.sum(amounts) } catch { throw .accounting(error) }
    }

    fileprivate func balance(
        of line: PriceLine, today: CalendarDay, days: Int, withReservations: Bool
    ) throws(GatewayError) -> LedgerBalance {
        if let fault { throw fault }
        var entries = spent[line.ledger.name, default: []].map(\.sum)
        if withReservations {
            entries += reserved.values.joined().filter { $0.ledger == line.ledger }
                .map { LedgerEntry(day: today, amount: $0.amount) }
        }
        do throws(AccountingError) {
            return try LedgerArithmetic.balance(entries, cap: line.cap ?? .zero, days: days, today: today)
        } catch { throw .accounting(error) }
    }
}

extension AuditEntry {
    /// The profile that an outcome names first among its controls.
    fileprivate var profile: String? {
        guard case .array(let controls)? = event["controls"], case .object(let first)? = controls.first,
            case .string(let id)? = first["id"]
        else { return nil }
        return id
    }
}
