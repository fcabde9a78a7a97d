package import Identity
package import JSON

/// More privacy budget than an approval gave, by a decision of its own. It ends with the approval.
package struct BudgetGrant: Sendable, Hashable {
    /// ρ: `n/d` in lowest terms, or a whole number.
    package let budget: String
    package let reason: String
    package let by: PersonID
    package let at: Moment
}

/// What a project tells the public came of it.
package struct OutcomeReport: Sendable, Hashable {
    package let kind: Kind
    /// In everyday words.
    package let text: String
    package let by: PersonID
    package let at: Moment

    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Each year while the project works.
        case yearly
        /// Once it has ended.
        case final
    }
}

/// One step of a project's life and its time: what waiting times are counted from.
package struct PastStep: Sendable, Hashable {
    package let step: ProjectAction.Kind
    package let of: TextOfProject
    package let at: Moment
}

extension BudgetGrant {
    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("budget", "reason", "by", "at")
        self.init(
            budget: try fields.required("budget").budget(), reason: try fields.required("reason").string(),
            by: try fields.required("by").personID(), at: try fields.required("at").moment())
    }

    package var json: JSONValue {
        [
            "budget": .string(budget), "reason": .string(reason), "by": .string(by.description),
            "at": .string(at.description),
        ]
    }
}

extension OutcomeReport {
    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("kind", "report", "by", "at")
        self.init(
            kind: try fields.required("kind").oneOf(Kind.self), text: try fields.required("report").string(),
            by: try fields.required("by").personID(), at: try fields.required("at").moment())
    }

    package var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "report": .string(text), "by": .string(by.description),
            "at": .string(at.description),
        ]
    }
}

extension PastStep {
    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("step", "of", "at")
        self.init(
            step: try fields.required("step").oneOf(ProjectAction.Kind.self),
            of: try fields.required("of").oneOf(TextOfProject.self),
            at: try fields.required("at").moment())
    }

    package var json: JSONValue {
        ["step": .string(step.rawValue), "of": .string(of.rawValue), "at": .string(at.description)]
    }
}
