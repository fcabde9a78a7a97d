import AuditLog
import Catalogue
import DisclosureControl
import Governance
import Identity
import JSON
import QueryLanguage
import Snapshots

/// The audit entries of queries.
extension Gateway {
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

    /// A request on which nothing could be decided. What keeps this from being recorded too is told by its own error.
    func recordUndecided(_ error: GatewayError, by asker: Asker) {
        _ = try? append([rejectedDraft(error.code, status: 503, by: asker)])
    }

    /// A question that may be asked, and not now: nothing was begun.
    func recordCrowd(_ crowd: JobCrowd, by asker: Asker) throws(GatewayError) -> RecordedOutcome {
        let entries = try append([rejectedDraft(crowd.code, status: crowd.isOwn ? 429 : 503, by: asker)])
        return RecordedOutcome(.crowded(crowd), try receipt(entries[0].seq, disclosures: []))
    }

    private func rejectedDraft(_ code: String, status: Int, by asker: Asker) -> AuditDraft {
        let person = asker.principal.person.description
        return AuditDraft(
            type: "request.rejected",
            event: [
                "req": .string(parts.requestName()), "code": .string(code), "status": .integer(status),
                "actor": .string(parts.pseudonym("actor", "", person)),
            ],
            disclosures: [Disclosed(name: "researcher", value: .string(person), subject: person)], sameBatch: [:])
    }

    /// A no: intent and outcome in one batch, nothing read, nothing charged.
    func recordRefusal(
        _ refusal: Refusal, _ considered: Considered, by asker: Asker
    ) throws(GatewayError) -> RecordedOutcome {
        let request = parts.requestName()
        let intent = intentDraft(
            request, considered.query, considered.body, project: considered.project, ask: "0",
            considered.generation, under: considered.policy, asker, isJob: false, leftOut: nil)
        var event = outcomeEvent(
            request, decision: "deny", reasons: refusal.reasons.map(\.clause), verdicts: refusal.verdicts)
        event.mark(considered.query.tier)
        let outcome = AuditDraft(
            type: "query.outcome", event: event,
            disclosures: decision(
                [considered.basis], subject(asker.principal.person.description, of: considered.query)),
            sameBatch: ["intent": 0])
        let entries = try append([intent, outcome], under: considered.policy)
        return RecordedOutcome(.refused(refusal), try receipt(entries[1].seq, disclosures: []))
    }

    /// A no to somebody who asked for a quality report: nothing read, nothing charged.
    func recordRefusal(_ refusal: Refusal, by asker: Asker) throws(GatewayError) -> RecordedOutcome {
        let entries = try append([rejectedDraft(refusal.code, status: 403, by: asker)])
        return RecordedOutcome(.refused(refusal), try receipt(entries[0].seq, disclosures: []))
    }

    /// The promise to run: durable before any data are read.
    func recordIntent(_ agreed: Agreed, isJob: Bool, by asker: Asker) throws(GatewayError) -> Int {
        let lines = try agreed.priceLines()
        let policy = agreed.plan.authorized.policy
        let draft = intentDraft(
            agreed.request, agreed.plan.query, agreed.body, project: agreed.project, ask: "\(lines[0].amount)",
            agreed.generation, under: policy, asker, isJob: isJob, leftOut: agreed.plan.authorized.leftOutInLog)
        return try append([draft], under: policy)[0].seq
    }

    func intentDraft(
        _ request: String, _ query: ResolvedQuery, _ body: JSONValue, project: Project?, ask: String,
        _ generation: Generation, under policy: PolicyIdentity, _ asker: Asker, isJob: Bool, leftOut: JSONValue?
    ) -> AuditDraft {
        let person = asker.principal.person.description
        let subject = subject(person, of: query)
        var event: JSONObject = [
            "req": .string(request), "actor": .string(parts.pseudonym("actor", query.project, person)),
            // The asker's own words are not repeated here: they may name somebody.
            "project": .string(project?.id ?? "none"), "approval": .string(approvalDigest(project)),
            "policy": policy.named,
            "datasets": .array(
                query.datasets.sorted().map {
                    ["id": .string($0.description), "snapshot": .string(generation.tables[$0]?.digest ?? "none")]
                }),
            "shape": shape(of: query), "ask": .string(ask), "optOuts": .string(generation.optOuts.version),
            "channel": .string(asker.channel), "asOf": .string(query.asOf.description),
        ]
        event["leftOut"] = leftOut
        event.mark(query.tier)
        if isJob { event["job"] = true }
        return AuditDraft(
            type: "query.intent", event: event,
            disclosures: [
                Disclosed(name: "researcher", value: .string(person), subject: subject),
                Disclosed(name: "token", value: .string(asker.principal.token), subject: subject),
                Disclosed(name: "address", value: .string(asker.address), subject: subject),
                Disclosed(
                    name: "query", value: .string(String(decoding: body.bytes(), as: UTF8.self)), subject: subject),
                Disclosed(name: "canonical", value: .string(GatewayParts.digest(query.canonical)), subject: subject),
            ], sameBatch: [:])
    }

    /// What the clauses were asked about, at each moment: under commitment, for trying other policies against it.
    func decision(_ bases: [DecisionBasis?], _ subject: String) -> [Disclosed] {
        let known = bases.compactMap { $0?.json }
        return known.isEmpty ? [] : [Disclosed(name: "decision", value: .array(known), subject: subject)]
    }

    /// Under which name what an entry tells of a person can be erased: for each project one.
    func subject(_ person: String, of query: ResolvedQuery) -> String {
        query.project.isEmpty ? person : "\(query.project)/\(person)"
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
}

extension PolicyIdentity {
    /// As entries name it.
    var named: JSONValue { ["bundle": .string(hash), "charter": .string(charter)] }
}

extension JSONObject {
    /// Says of an entry about made-up rows that it is. The others say nothing: they are about people.
    mutating func mark(_ tier: QueryTier) { if tier == .synthetic { self["tier"] = .string(tier.rawValue) } }
}
