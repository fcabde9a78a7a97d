import Catalogue
import DifferentialPrivacy
import DisclosureControl
import Synchronization

/// The privacy spent and reserved on every ledger over a rolling year. One of the three owners of state.
///
/// An open request counts as reserved in full, so that two requests cannot spend the same budget.
final class Ledgers: Sendable {
    private struct State {
        var spent: [String: [LedgerEntry]] = [:]
        var reserved: [String: [String: LedgerEntry]] = [:]
    }

    private let state = Mutex(State())

    /// Starts from what the store holds. Throws where a debit cannot be read: then nothing is answered.
    init(_ debits: [Debit]) throws(GatewayError) {
        for debit in debits {
            guard let entry = LedgerEntry(day: debit.day, amount: debit.amount) else { throw .damagedLedger }
            state.withLock { $0.spent[debit.ledger, default: []].append(entry) }
        }
    }

    /// What a ledger has spent and left, open requests counted in full.
    func balance(of line: PriceLine, today: CalendarDay, days: Int) throws(GatewayError) -> LedgerBalance {
        let entries = state.withLock { state in
            (state.spent[line.ledger.name] ?? []) + (state.reserved[line.ledger.name] ?? [:]).values
        }
        return try Self.balance(entries, line, today, days)
    }

    /// What is spent without the open requests: what stands in the log.
    func settledBalance(of line: PriceLine, today: CalendarDay, days: Int) throws(GatewayError) -> LedgerBalance {
        try Self.balance(state.withLock { $0.spent[line.ledger.name] ?? [] }, line, today, days)
    }

    /// Reserves every line, or none: the lines that are not covered come back.
    func reserve(
        _ lines: [PriceLine], for request: String, today: CalendarDay, days: Int
    ) throws(GatewayError) -> [PriceLine] {
        try state.withLock { state throws(GatewayError) in
            var short: [PriceLine] = []
            for line in lines {
                let name = line.ledger.name
                let entries = (state.spent[name] ?? []) + (state.reserved[name] ?? [:]).values
                let left = try Self.balance(entries, line, today, days).left
                if line.amount > left { short.append(line) }
            }
            guard short.isEmpty else { return short }
            for line in lines {
                state.reserved[line.ledger.name, default: [:]][request] = LedgerEntry(day: today, amount: line.amount)
            }
            return []
        }
    }

    /// Gives up what a request reserved.
    func release(_ request: String) {
        state.withLock { state in
            for ledger in Array(state.reserved.keys) { state.reserved[ledger]?[request] = nil }
        }
    }

    /// Turns a reservation into debits, once they stand in the log.
    func settle(_ request: String, _ lines: [PriceLine], today: CalendarDay) {
        state.withLock { state in
            for ledger in Array(state.reserved.keys) { state.reserved[ledger]?[request] = nil }
            for line in lines where line.amount > .zero {
                state.spent[line.ledger.name, default: []].append(LedgerEntry(day: today, amount: line.amount))
            }
        }
    }

    private static func balance(
        _ entries: [LedgerEntry], _ line: PriceLine, _ today: CalendarDay, _ days: Int
    ) throws(GatewayError) -> LedgerBalance {
        do throws(AccountingError) {
            return try LedgerArithmetic.balance(entries, cap: line.cap, days: days, today: today)
        } catch { throw .accounting(error) }
    }
}
