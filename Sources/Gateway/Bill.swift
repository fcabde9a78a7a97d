import AuditLog
import Catalogue
import DifferentialPrivacy
import DisclosureControl
import Governance
import Identity
import JSON
import QueryLanguage

/// What one answer costs, on every ledger, and what is left to the project.
struct Bill {
    /// What datasets and spines are debited, zeros included.
    let others: [PriceLine]
    let spent: Rational
    let left: Rational
    let cap: Rational
    let percentSpent: Int

    /// Adds up an answer's lines with what the log already holds.
    init(_ agreed: Agreed, lines: [PriceLine], ledgers: Ledgers, today: CalendarDay) throws(GatewayError) {
        // A plan's first line is the project's own.
        let project = lines[0]
        others = Array(lines.dropFirst())
        let before = try ledgers.settledBalance(of: project, today: today, days: agreed.days)
        do throws(AccountingError) {
            let spent = try before.spent.adding(project.amount)
            left = spent < before.cap ? try before.cap.subtracting(spent) : .zero
            percentSpent = LedgerBalance(cap: before.cap, spent: spent, left: left).percentSpent
        } catch { throw .accounting(error) }
        spent = project.amount
        cap = before.cap
    }

    /// As an outcome records it.
    var json: JSONValue { ["spent": .string("\(spent)"), "left": .string("\(left)")] }

    /// As an answer shows it.
    var shown: JSONValue {
        [
            "spent": .string("\(spent)"), "left": .string("\(left)"), "of": .string("\(cap)"),
            "says": .string(
                "\(percentSpent) % of this year's privacy budget is spent; \(max(0, 100 - percentSpent)) % is left"),
        ]
    }

    /// As the clauses of a release read it: the price was covered when it was reserved.
    var facts: BudgetFacts { BudgetFacts(cost: "\(spent)", left: "\(left)", isCovered: true) }
}

extension Gateway {
    /// The price as it is now: what the project has paid meanwhile is free, and what others have asked costs the
    /// datasets nothing.
    func bill(_ agreed: Agreed, _ found: Found) throws(GatewayError) -> Bill {
        let keys = agreed.keys
        let paid = try storing { () throws(StoreError) in
            try parts.store.paid(by: agreed.project.id, among: keys)
        }
        let lines = try agreed.lines(owed: keys.subtracting(paid), lacking: Set(found.drawn.map(\.key)))
        return try Bill(agreed, lines: lines, ledgers: ledgers, today: try ledgerDay())
    }

    /// The cap of a project's own ledger: what its approval and later decisions grant, and never more than its profile allows.
    func cap(of project: Project) throws(GatewayError) -> PriceLine {
        guard let terms = project.approval?.terms, let most = parts.profiles[terms.profile]?.budget.project else {
            throw .damagedStore
        }
        let texts = [terms.budget] + project.grants.map(\.budget)
        let granted = texts.compactMap { Rational(parsing: $0) }
        guard granted.count == texts.count else { throw .damagedStore }
        do {
            return PriceLine(ledger: .project(project.id), amount: .zero, cap: min(try Rational.sum(granted), most))
        } catch { throw .damagedStore }
    }

    /// What the other ledgers are debited, zeros included. It stands apart from the outcome, and no receipt holds it: a
    /// zero would tell that somebody else had asked before.
    func debitDraft(_ bill: Bill) -> AuditDraft { debitDraft(bill.others) }

    func debitDraft(_ lines: [PriceLine]) -> AuditDraft {
        var ledgers = JSONObject([])
        for line in lines { ledgers[line.ledger.name] = .string("\(line.amount)") }
        return AuditDraft(
            type: "ledger.debit", event: ["req": .string(parts.requestName()), "ledgers": .object(ledgers)],
            disclosures: [], sameBatch: ["outcome": 0])
    }
}
