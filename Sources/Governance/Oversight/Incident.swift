package import Identity
package import JSON

/// Something that went wrong with data, from the first report to its end (LEG-3).
package struct Incident: Sendable, Hashable {
    /// Such as `I-0003`.
    package let id: String
    /// Rises by one with each step, from 1.
    package let version: Int
    /// What happened, in the reporter's words.
    package let what: String
    package let severity: Severity
    /// The project that it is about, where it is about one.
    package let project: String?
    /// When somebody first knew of it: the 72 hours of Article 33 of the UK GDPR begin then.
    package let knownAt: Moment
    package let reportedBy: PersonID
    package let reportedAt: Moment
    package let steps: [Step]

    package enum Severity: String, Sendable, Hashable, CaseIterable {
        /// People may come to harm, or their data may have been seen.
        case high
        case low
    }

    /// Something that was done about it.
    package struct Step: Sendable, Hashable {
        package let kind: Kind
        package let words: String
        package let by: PersonID
        package let at: Moment

        package enum Kind: String, Sendable, Hashable, CaseIterable {
            case note
            /// The regulator was told, or it was decided that it need not be.
            case regulator
            case closed
        }
    }

    /// The hours within which the regulator is to be told.
    private static let hours = 72

    package var isOpen: Bool { !steps.contains { $0.kind == .closed } }

    /// Until when the regulator is to be told.
    package var deadline: Moment { knownAt.adding(seconds: Self.hours * 3600) }

    /// Whether the regulator was told, or need not be.
    package var isSettled: Bool { steps.contains { $0.kind != .note } }

    /// What the clock shows, in whole hours; below zero where it has run out; nil once the regulator was told.
    package func hoursLeft(at now: Moment) -> Int? {
        isSettled ? nil : (deadline.seconds - now.seconds).quotientRoundedDown(by: 3600)
    }
}

extension Int {
    fileprivate func quotientRoundedDown(by divisor: Int) -> Int {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

extension Incident {
    /// Reads the body of a report: `what`, `severity`, `knownAt`, and where there is one the `project`.
    ///
    /// Throws a `JSONError` with the place of what does not fit; a time that is still to come does not fit.
    package init(id: String, report body: JSONValue, by person: PersonID, at now: Moment) throws(JSONError) {
        let fields = try JSONCursor(body).object()
        try fields.allowOnly("what", "severity", "knownAt", "project")
        let place = try fields.required("knownAt")
        let knownAt = try place.moment()
        guard knownAt <= now else { throw place.fail("this time is still to come") }
        self.init(
            id: id, version: 1, what: try fields.required("what").text(1...4000),
            severity: try fields.required("severity").oneOf(Severity.self),
            project: try fields.optional("project")?.word(), knownAt: knownAt, reportedBy: person, reportedAt: now,
            steps: [])
    }

    /// The incident after one more step: `step`, and what is to be said of it in `words`. Throws a `JSONError`.
    package func taking(
        step body: JSONValue, by person: PersonID, at now: Moment
    ) throws(JSONError) -> Incident {
        let fields = try JSONCursor(body).object()
        try fields.allowOnly("step", "words")
        let step = Step(
            kind: try fields.required("step").oneOf(Step.Kind.self), words: try fields.required("words").text(1...4000),
            by: person, at: now)
        return Incident(
            id: id, version: version + 1, what: what, severity: severity, project: project, knownAt: knownAt,
            reportedBy: reportedBy, reportedAt: reportedAt, steps: steps + [step])
    }

    /// The event of a report or of the newest step.
    package var event: GovernanceEvent {
        var fields: JSONObject = [
            "incident": .string(id), "severity": .string(severity.rawValue), "knownAt": .string(knownAt.description),
        ]
        fields["change"] = .string(steps.last?.kind.rawValue ?? "reported")
        let by = steps.last?.by ?? reportedBy
        return GovernanceEvent(
            type: "incident", fields: fields, disclosed: ["by": .string(by.description), "incident": json])
    }

    /// Reads the stored form. Throws a `JSONError` with the place of what does not fit.
    package init(json: JSONValue) throws(JSONError) {
        let fields = try JSONCursor(json).object()
        try fields.allowOnly(
            "id", "version", "what", "severity", "project", "knownAt", "reportedBy", "reportedAt", "steps")
        var steps: [Step] = []
        for member in try fields.required("steps").array() { steps.append(try Step(member)) }
        self.init(
            id: try fields.required("id").word(), version: try fields.required("version").integer(in: 1...1_000_000),
            what: try fields.required("what").string(), severity: try fields.required("severity").oneOf(Severity.self),
            project: try fields.optional("project")?.word(), knownAt: try fields.required("knownAt").moment(),
            reportedBy: try fields.required("reportedBy").personID(),
            reportedAt: try fields.required("reportedAt").moment(), steps: steps)
    }

    /// The stored form.
    package var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id), "version": .integer(version), "what": .string(what),
            "severity": .string(severity.rawValue), "knownAt": .string(knownAt.description),
            "reportedBy": .string(reportedBy.description), "reportedAt": .string(reportedAt.description),
            "steps": .array(steps.map(\.json)),
        ]
        object["project"] = project.map { .string($0) }
        return .object(object)
    }
}

extension Incident.Step {
    fileprivate init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("step", "words", "by", "at")
        self.init(
            kind: try fields.required("step").oneOf(Kind.self), words: try fields.required("words").string(),
            by: try fields.required("by").personID(), at: try fields.required("at").moment())
    }

    fileprivate var json: JSONValue {
        [
            "step": .string(kind.rawValue), "words": .string(words), "by": .string(by.description),
            "at": .string(at.description),
        ]
    }
}
