import AuditLog
import Catalogue
import DisclosureControl
import Governance
import JSON
import QueryLanguage
import Snapshots

/// The shape of an answer.
extension Gateway {
    /// The whole answer but for its receipt, which needs the log to have it first.
    func answerBody(
        _ agreed: Agreed, _ found: Found, _ bill: Bill, _ verdicts: [ClauseVerdict]
    ) throws(GatewayError) -> JSONValue {
        let table = try disclosing { () throws(DisclosureError) in try agreed.plan.assemble(found.all) }
        let id = Self.answerID(agreed.request)
        let query = agreed.plan.query
        return [
            "query": .string(id), "status": "released", "project": .string(agreed.project.id),
            "says": .string(query.says), "unit": .string(query.unit.rawValue),
            "dimensions": table.dimensionsJSON, "measures": table.measuresJSON, "rows": table.rowsJSON,
            "provenance": provenance(agreed),
            "protection": try disclosing { () throws(DisclosureError) in
                try table.protectionJSON(record: "/v1/queries/\(id)/disclosure-record")
            },
            "budget": bill.shown,
            "clauses": .array(
                (agreed.plan.authorized.verdicts + verdicts).map {
                    ["id": .string($0.clause), "verdict": .string($0.answer.word)]
                }),
            "record": try disclosing { () throws(DisclosureError) in try agreed.plan.record() },
        ]
    }

    private func provenance(_ agreed: Agreed) -> JSONValue {
        var snapshots = JSONObject([])
        var controllers = JSONObject([])
        for id in agreed.plan.query.datasets.sorted() {
            snapshots[id.description] = .string(agreed.generation.tables[id]?.digest ?? "none")
            controllers[id.description] = .array(
                (agreed.generation.catalogue.dataset(id)?.controllers ?? []).map { .string("\($0.name): \($0.covers)") }
            )
        }
        return [
            "asOf": .string(agreed.plan.query.asOf.description), "snapshots": .object(snapshots),
            "coverage": .object(controllers), "optOuts": ["version": .string(agreed.plan.optOutVersion)],
            "policy": parts.policy.identity.json,
        ]
    }

    /// A stored answer with a receipt of now. Readable by its project after the approval has ended.
    func recorded(_ placed: PlacedAnswer) throws(GatewayError) -> RecordedOutcome {
        guard let body = try? JSONValue(parsing: placed.answer.body, limits: .document) else { throw .damagedStore }
        let outcome = outcomeEntry(before: placed.sequence)
        let disclosures = try storing { () throws(StoreError) in
            try parts.vault.disclosures(of: outcome)
        }
        return RecordedOutcome(
            .released(body), try receipt(outcome, disclosures: resultDisclosures(disclosures)))
    }

    /// Answers are stored at their debit's entry, which follows the outcome's in the same batch.
    private func outcomeEntry(before debit: Int) -> Int { debit - 1 }
}
