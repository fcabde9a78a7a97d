import AuditLog
import Catalogue
import DisclosureControl
package import Governance
import Identity
import JSON
import QueryLanguage
import Snapshots

/// The audit entries of queries.
extension Gateway {
    func append(_ drafts: [AuditDraft]) throws(GatewayError) -> [AuditEntry] {
        do throws(AuditError) { return try parts.log.append(drafts) } catch { throw .audit(error) }
    }

    func receipt(_ sequence: Int, disclosures: [String]) throws(GatewayError) -> Receipt {
        do throws(AuditError) { return try parts.log.receipt(for: sequence, disclosures: disclosures) } catch {
            throw .audit(error)
        }
    }

    /// A request that could not be understood, by a person we know.
    func recordUnreadable(_ problem: Unreadable, by asker: Asker) throws(GatewayError) -> RecordedOutcome {
        let person = asker.principal.person.description
        let entries = try append([
            AuditDraft(
                type: "request.rejected",
                event: [
                    "req": .string(parts.requestName()), "code": .string(problem.code), "status": 400,
                    "actor": .string(parts.pseudonym("actor", "", person)),
                ],
                disclosures: [
                    Disclosed(name: "researcher", value: .string(person), subject: person),
                    Disclosed(name: "place", value: .string(problem.pointer), subject: person),
                ], sameBatch: [:])
        ])
        return RecordedOutcome(.unreadable(problem), try receipt(entries[0].seq, disclosures: []))
    }

    /// A no: intent and outcome in one batch, nothing read, nothing charged.
    func recordRefusal(
        _ refusal: Refusal, _ considered: Considered, by asker: Asker
    ) throws(GatewayError) -> RecordedOutcome {
        let request = parts.requestName()
        let intent = intentDraft(
            request, considered.query, considered.body, approval: considered.approval, ask: "0",
            considered.generation, asker)
        let outcome = AuditDraft(
            type: "query.outcome",
            event: outcomeEvent(
                request, decision: "deny", reasons: refusal.reasons.map(\.clause), verdicts: refusal.verdicts),
            disclosures: [], sameBatch: ["intent": 0])
        let entries = try append([intent, outcome])
        return RecordedOutcome(.refused(refusal), try receipt(entries[1].seq, disclosures: []))
    }

    /// The promise to run: durable before any data are read.
    func recordIntent(_ agreed: Agreed, by asker: Asker) throws(GatewayError) -> Int {
        let lines = try agreed.priceLines()
        let entries = try append([
            intentDraft(
                agreed.request, agreed.plan.query, agreed.body, approval: agreed.plan.authorized.approval,
                ask: "\(lines[0].amount)", agreed.generation, asker)
        ])
        return entries[0].seq
    }

    private func intentDraft(
        _ request: String, _ query: ResolvedQuery, _ body: JSONValue, approval: String, ask: String,
        _ generation: Generation, _ asker: Asker
    ) -> AuditDraft {
        let person = asker.principal.person.description
        let subject = "\(query.project)/\(person)"
        return AuditDraft(
            type: "query.intent",
            event: [
                "req": .string(request), "actor": .string(parts.pseudonym("actor", query.project, person)),
                "project": .string(query.project), "approval": .string(approval),
                "policy": [
                    "bundle": .string(parts.policy.identity.hash), "charter": .string(parts.policy.identity.charter),
                ],
                "datasets": .array(
                    query.datasets.sorted().map {
                        ["id": .string($0.description), "snapshot": .string(generation.tables[$0]?.digest ?? "none")]
                    }),
                "shape": shape(of: query), "ask": .string(ask), "optOuts": .string(generation.optOuts.version),
                "channel": .string(asker.channel),
            ],
            disclosures: [
                Disclosed(name: "researcher", value: .string(person), subject: subject),
                Disclosed(name: "token", value: .string(asker.principal.token), subject: subject),
                Disclosed(name: "address", value: .string(asker.address), subject: subject),
                Disclosed(
                    name: "query", value: .string(String(decoding: body.bytes(), as: UTF8.self)), subject: subject),
                Disclosed(name: "canonical", value: .string(GatewayParts.digest(query.canonical)), subject: subject),
            ], sameBatch: [:])
    }

    /// What kind of table was asked for, without any value of a filter.
    func shape(of query: ResolvedQuery) -> JSONValue {
        [
            "unit": .string(query.unit.rawValue),
            "dimensions": .array(
                query.dimensions.map { .string("\($0.name)/\($0.grouping)") }),
            "measures": .array(query.measures.map { .string(Self.word($0.kind)) }),
            "precision": .string(query.precision.rawValue), "totals": .bool(query.totals),
        ]
    }

    private static func word(_ kind: MeasureKind) -> String {
        switch kind {
        case .units: "count of units"
        case .events: "count of events"
        case .proportion: "proportion"
        case .ratio: "ratio"
        case .statistic(let statistic): statistic.word
        }
    }

    /// The event of an outcome; the number of its intent is given here or filled in by the batch.
    func outcomeEvent(
        _ request: String, decision: String, reasons: [String], verdicts: [ClauseVerdict]
    ) -> JSONObject {
        [
            "req": .string(request), "decision": .string(decision), "reasons": .array(reasons.map { .string($0) }),
            "clauses": .array(verdicts.map { ["id": .string($0.clause), "verdict": .string($0.answer.word)] }),
            "controls": [],
        ]
    }
}

extension ClauseAnswer {
    /// As it stands in entries and answers.
    package var word: String {
        switch self {
        case .pass: "pass"
        case .fail: "fail"
        case .notApplicable: "not applicable"
        case .notDecidableInAdvance: "not decidable in advance"
        }
    }
}
