import AuditLog
import Catalogue
import DisclosureControl
import Governance
import JSON
import QueryLanguage
import Snapshots

/// The shape of an answer.
extension Gateway {
    /// The table of an answer, of the values that were stored and drawn.
    func table(_ plan: ReleasePlan, _ found: Found) throws(GatewayError) -> ReleasableTable {
        try disclosing { () throws(DisclosureError) in try plan.assemble(found.all) }
    }

    func answer(
        _ agreed: Agreed, _ table: ReleasableTable, _ bill: Bill, _ verdicts: [ClauseVerdict]
    ) throws(GatewayError) -> Answer {
        let name = Self.answerID(agreed.request)
        return Answer(
            named: name, tier: nil,
            try answerMembers(
                table, in: agreed.generation.catalogue, of: agreed.project.id,
                record: "/v1/queries/\(name)/disclosure-record", provenance: try provenance(agreed), budget: bill.shown,
                agreed.verdicts + verdicts))
    }

    /// What every answer has but for its own name: that of the project, and the place of the disclosure record with it.
    func answerMembers(
        _ table: ReleasableTable, in catalogue: Catalogue, of project: String, record: String, provenance: JSONValue,
        budget: JSONValue, _ verdicts: [ClauseVerdict]
    ) throws(GatewayError) -> JSONObject {
        let plan = table.plan
        return try disclosing { () throws(DisclosureError) in
            var members: JSONObject = [
                "status": "released", "project": .string(project),
                "says": .string(plan.query.says), "unit": .string(plan.query.unit.rawValue),
                "dimensions": table.dimensionsJSON, "measures": table.measuresJSON, "rows": table.rowsJSON,
                "provenance": provenance, "protection": try table.protectionJSON(record: record),
                "budget": budget,
                "clauses": .array(
                    verdicts.map { ["id": .string($0.clause), "verdict": .string($0.answer.word)] }),
                "record": try plan.record(),
            ]
            let wider = table.widerGroups(in: catalogue)
            if !wider.isEmpty { members["widerGroups"] = .array(wider.map(\.json)) }
            return members
        }
    }

    private func provenance(_ agreed: Agreed) throws(GatewayError) -> JSONValue {
        let query = agreed.plan.query
        let figures = try qualityFigures(of: query.datasets, in: agreed.generation)
        var provenance: JSONObject = [
            "asOf": .string(query.asOf.description),
            "snapshots": releaseNames(of: query.datasets, in: agreed.generation),
            "coverage": agreed.plan.authorized.coverage(in: agreed.generation.catalogue, figures),
            "linkage": linkage(query.links, figures),
            "optOuts": ["version": .string(agreed.plan.optOutVersion)],
            "policy": agreed.plan.authorized.policy.json,
        ]
        provenance["publicFiles"] = query.publicFiles(in: agreed.generation.catalogue)
        return .object(provenance)
    }

    /// What askers call the release of each dataset that was read.
    func releaseNames(of datasets: Set<DatasetID>, in generation: Generation) -> JSONValue {
        .object(
            JSONObject(
                datasets.sorted().map { id in
                    (id.description, .string(generation.tables[id].map(parts.releaseName) ?? "none"))
                }))
    }

    /// What is told of an answer that waits for two people: nothing that comes from the data.
    func heldBody(_ answer: Answer) throws(GatewayError) -> JSONValue {
        let members = try answer.members()
        var held: JSONObject = [
            "query": .string(answer.name), "status": "held",
            "message": .string(
                "\(Reviews.people) people look at this answer before it leaves. Its price is paid. "
                    + "Read it at its path later."), "path": .string("/v1/queries/\(answer.name)"),
        ]
        for name in ["project", "says", "budget"] { held[name] = members[name] }
        return .object(held)
    }

    /// A stored answer with a receipt of now. Readable by its project after the approval has ended, and where it was held,
    /// only once two people have agreed to it.
    func recorded(_ placed: PlacedAnswer) throws(GatewayError) -> RecordedOutcome {
        let review = reviews.review(of: placed.answer.id)
        switch review?.state {
        case .waiting:
            return RecordedOutcome(
                .held(try heldBody(try believed(placed).answer)), try receipt(placed.sequence, disclosures: []))
        case .refused: return try refusedInReview(review?.decisions.last { !$0.releases })
        case .released, nil:
            // An entry never changes, and what the vault holds is erased only while no gateway serves.
            return try repeated.value(of: placed.answer.id, from: placed) { () throws(GatewayError) in
                let (answer, proof) = try believed(placed)
                let outcome: Outcome = placed.answer.failure.map { .failed(code: $0) } ?? .released(answer)
                return RecordedOutcome(outcome, try receipt(placed.sequence, disclosures: [proof]))
            }
        }
    }

    private func refusedInReview(_ decision: Reviews.Decision?) throws(GatewayError) -> RecordedOutcome {
        guard let decision else { throw .damagedStore }
        let reason = RefusalReason.refusedInReview(try words(of: decision))
        return RecordedOutcome(
            .refused(Refusal(code: Refusal.refusedInReviewCode, reasons: [reason], verdicts: [])),
            try receipt(decision.entry, disclosures: []))
    }

    /// A stored answer, and the disclosure that proves it.
    ///
    /// The store is not believed: the entry at the answer's place must be of its request, and commit to these bytes.
    func believed(_ placed: PlacedAnswer) throws(GatewayError) -> (answer: Answer, proof: String) {
        let answer = try Answer(stored: placed.answer.body)
        let entry = try entry(placed.sequence)
        guard entry.type == "query.outcome", case .string(let request)? = entry.event["req"],
            Self.answerID(request) == placed.answer.id, answer.name == placed.answer.id
        else { throw .damagedStore }
        let result = JSONValue.string(GatewayParts.digest(placed.answer.body))
        guard let proof = try disclosures(of: entry).first(where: { $0.name == "result" }), proof.value == result else {
            throw .damagedStore
        }
        return (answer, proof.text)
    }
}
