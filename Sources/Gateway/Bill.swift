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
    let lines: [PriceLine]
    let spent: Rational
    let left: Rational
    let cap: Rational
    let percentSpent: Int

    /// Adds up an answer's lines with what the log already holds.
    init(_ agreed: Agreed, lines: [PriceLine], ledgers: Ledgers) throws(GatewayError) {
        self.lines = lines
        let project = lines[0]
        let before = try ledgers.settledBalance(of: project, today: agreed.ledgerDay, days: agreed.days)
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

    /// The debits as the store keeps them; a debit of nothing is none.
    func rows(on day: CivilDay) -> [StagedRow] {
        lines.filter { $0.amount > .zero }.map {
            .debit(Debit(ledger: $0.ledger.name, amount: "\($0.amount)", day: day.description))
        }
    }
}

extension Gateway {
    /// The price as it is now: what the project has paid meanwhile is free, and what others have asked costs the
    /// datasets nothing.
    func bill(_ agreed: Agreed, _ found: Found) throws(GatewayError) -> Bill {
        let keys = Set(agreed.plan.draws.map(\.key))
        let paid = try storing { () throws(StoreError) in
            try parts.store.paid(by: agreed.project.id, among: keys)
        }
        let lines = try agreed.lines(owed: keys.subtracting(paid), lacking: Set(found.drawn.map(\.key)))
        return try Bill(agreed, lines: lines, ledgers: ledgers)
    }

    /// The cap of a project's own ledger: what its approval grants.
    func cap(of project: Project) throws(GatewayError) -> PriceLine {
        guard let text = project.approval?.terms.budget, let cap = Rational(parsing: text) else {
            throw .damagedStore
        }
        return PriceLine(ledger: .project(project.id), amount: .zero, cap: cap)
    }

    /// What the other ledgers are debited, zeros included. It stands apart from the outcome, and no receipt holds it: a
    /// zero would tell that somebody else had asked before.
    func debitDraft(_ bill: Bill) -> AuditDraft {
        var ledgers = JSONObject([])
        for line in bill.lines.dropFirst() { ledgers[line.ledger.name] = .string("\(line.amount)") }
        return AuditDraft(
            type: "ledger.debit", event: ["req": .string(parts.requestName()), "ledgers": .object(ledgers)],
            disclosures: [], sameBatch: ["outcome": 0])
    }

    func outcomeDraft(
        _ agreed: Agreed, _ bill: Bill, _ verdicts: [ClauseVerdict], answer: JSONValue, intent: Int
    ) -> AuditDraft {
        var event = outcomeEvent(
            agreed.request, decision: "allow", reasons: [], verdicts: agreed.plan.authorized.verdicts + verdicts)
        event["intent"] = .integer(intent)
        event["budget"] = bill.json
        event["result"] = ["cells": .integer(agreed.plan.query.marginals.reduce(0) { $0 + $1.cellCount })]
        event["controls"] = [
            [
                "id": .string(agreed.plan.profile.name), "version": .string(agreed.plan.profile.version),
                "parameters": .string("noise variance \(agreed.plan.noiseMultiplierSquared)"),
            ]
        ]
        return AuditDraft(
            type: "query.outcome", event: event,
            disclosures: [
                Disclosed(name: "result", value: .string(GatewayParts.digest(answer.bytes())), subject: nil)
            ], sameBatch: [:])
    }

    /// Of an outcome's disclosures, the one that a researcher's receipt carries.
    func resultDisclosures(_ disclosures: [String]) -> [String] {
        disclosures.filter { Disclosure(parsing: $0)?.name == "result" }
    }

    func releaseVerdicts(_ agreed: Agreed, _ bill: Bill) throws(GatewayError) -> [ClauseVerdict] {
        guard let project = try project(agreed.project.id) else { throw .damagedStore }
        let floor = agreed.plan.profile.floors[agreed.plan.query.unit]
        return authorizer.release(
            agreed.plan.authorized, project: project,
            facts: ReleaseFacts(
                hasDisclosureRecord: true, floorPersons: floor.persons, floorUnits: floor.units,
                budget: BudgetFacts(cost: "\(bill.spent)", left: "\(bill.left)", isCovered: true),
                today: agreed.today))
    }
}
