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
                (agreed.verdicts + verdicts).map {
                    ["id": .string($0.clause), "verdict": .string($0.answer.word)]
                }),
            "record": try disclosing { () throws(DisclosureError) in try agreed.plan.record() },
        ]
    }

    private func provenance(_ agreed: Agreed) -> JSONValue {
        var snapshots = JSONObject([])
        var controllers = JSONObject([])
        for id in agreed.plan.query.datasets.sorted() {
            snapshots[id.description] = .string(agreed.generation.tables[id].map(parts.releaseName) ?? "none")
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
    ///
    /// The store is not believed: the entry at the answer's place must be of its request, and commit to these bytes.
    func recorded(_ placed: PlacedAnswer) throws(GatewayError) -> RecordedOutcome {
        guard let body = try? JSONValue(parsing: placed.answer.body, limits: .document) else { throw .damagedStore }
        let entry: AuditEntry
        do throws(AuditError) { entry = try parts.log.entry(placed.sequence) } catch { throw .audit(error) }
        guard entry.type == "query.outcome", case .string(let request)? = entry.event["req"],
            Self.answerID(request) == placed.answer.id
        else { throw .damagedStore }
        // A failed write may have left disclosures of another entry under this number: the entry says which are its own.
        let own = try storing { () throws(StoreError) in try parts.vault.disclosures(of: placed.sequence) }
            .compactMap(Disclosure.init(parsing:)).filter { entry.commits(to: $0) }
        let result = JSONValue.string(GatewayParts.digest(placed.answer.body))
        guard let proof = own.first(where: { $0.name == "result" }), proof.value == result else {
            throw .damagedStore
        }
        let outcome: Outcome = placed.answer.failure.map { .failed(code: $0) } ?? .released(body)
        return RecordedOutcome(outcome, try receipt(placed.sequence, disclosures: [proof.text]))
    }
}
