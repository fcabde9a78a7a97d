package import AuditLog
package import Governance
package import Identity
package import JSON

/// What went wrong: incidents with their clock, and answers that are called back.
extension Gateway {
    package func incident(_ id: String) throws(GatewayError) -> Incident? {
        try document(.incident, id, documents.incidents) { json throws(JSONError) in try Incident(json: json) }
    }

    package func incidents() throws(GatewayError) -> [Incident] {
        try documents(.incident) { json throws(JSONError) in try Incident(json: json) }
    }

    /// What reporting an incident, or taking a step about it, came to.
    package enum IncidentChange: Sendable {
        case done(Incident, Receipt)
        case unreadable(JSONError)
        /// Somebody took a step since the asker read it; this is its version now.
        case changedMeanwhile(version: Int)
        case notThere
    }

    /// Reports an incident under the next free id.
    package func report(
        _ body: JSONValue, by principal: AuthenticatedPrincipal,
        keeping: Keeping<Incident> = keepNothing
    ) throws(GatewayError) -> IncidentChange {
        try changes.holding(["incidents"]) { () throws(GatewayError) in
            let id = Self.nextID("I-", after: try incidents().map(\.id))
            let incident: Incident
            do throws(JSONError) {
                incident = try Incident(id: id, report: body, by: principal.person, at: parts.now)
            } catch { return .unreadable(error) }
            return .done(incident, try keep(incident, principal, try keeping(incident)))
        }
    }

    /// Takes a step about an incident, on the version that the asker read.
    package func step(
        _ body: JSONValue, on id: String, version: Int, by principal: AuthenticatedPrincipal,
        keeping: Keeping<Incident> = keepNothing
    ) throws(GatewayError) -> IncidentChange {
        try changes.holding(["incidents"]) { () throws(GatewayError) in
            guard let incident = try incident(id) else { return .notThere }
            guard incident.version == version else { return .changedMeanwhile(version: incident.version) }
            let next: Incident
            do throws(JSONError) { next = try incident.taking(step: body, by: principal.person, at: parts.now) } catch {
                return .unreadable(error)
            }
            return .done(next, try keep(next, principal, try keeping(next)))
        }
    }

    private func keep(
        _ incident: Incident, _ principal: AuthenticatedPrincipal, _ more: [StagedRow]
    ) throws(GatewayError) -> Receipt {
        try tell(
            incident.event, subject: principal.person.description,
            [.document(.incident, id: incident.id, body: incident.json.bytes())] + more)
    }

    /// What calling an answer back came to.
    package enum RecallOutcome: Sendable {
        case done(Recall, Receipt)
        case unreadable(JSONError)
        case alreadyRecalled
        case notThere
    }

    /// The recall of an answer, where there is one.
    package func recall(of query: String) throws(GatewayError) -> Recall? {
        try document(.recall, query, documents.recalls) { json throws(JSONError) in try Recall(json: json) }
    }

    package func recalls() throws(GatewayError) -> [Recall] {
        try documents(.recall) { json throws(JSONError) in try Recall(json: json) }
    }

    /// Calls an answer back. Nothing is taken away: the answer, its project and the register say so from now on.
    package func recall(
        _ body: JSONValue, by steward: AuthenticatedPrincipal,
        keeping: Keeping<Recall> = keepNothing
    ) throws(GatewayError) -> RecallOutcome {
        let asked: (query: String, reason: String)
        do throws(JSONError) { asked = try Recall.request(body) } catch { return .unreadable(error) }
        return try changes.holding(["recall \(asked.query)"]) { () throws(GatewayError) in
            guard let placed = try storing({ () throws(StoreError) in try parts.store.answer(asked.query) }),
                placed.answer.failure == nil, try project(placed.answer.project, for: steward) != nil
            else { return .notThere }
            guard try recall(of: asked.query) == nil else { return .alreadyRecalled }
            let recall = Recall(
                query: asked.query, project: placed.answer.project, reason: asked.reason, by: steward.person,
                at: parts.now)
            let receipt = try tell(
                GovernanceEvent(
                    type: "recall", fields: ["outcome": .integer(placed.sequence), "reason": .string(asked.reason)],
                    disclosed: ["by": .string(steward.person.description)]),
                subject: steward.person.description,
                [.document(.recall, id: recall.query, body: recall.json.bytes())] + (try keeping(recall)))
            return .done(recall, receipt)
        }
    }
}
