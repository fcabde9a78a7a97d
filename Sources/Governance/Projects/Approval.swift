package import Catalogue
package import Identity
package import JSON
import QueryLanguage

/// What an approving steward grants: never more than the project proposed.
package struct ApprovalTerms: Sendable, Hashable {
    package let scope: Scope
    package let researchers: Set<PersonID>
    /// The protection profile that every answer is made with.
    package let profile: String
    /// The privacy budget ρ over a rolling year: `n/d` in lowest terms, or a whole number.
    package let budget: String
    /// The last day on which questions are answered.
    package let lastDay: CivilDay
    /// The analytic releases that may be asked.
    package let asOf: Set<Month>
    /// The only units that count, as canonical JSON of a population in the query language; nil where all do.
    package let rowFilter: String?
    /// Which answers two people look at before they leave.
    package let review: ReviewRule
    /// Whether the panel lets sensitive numbers leave for areas below ward (PRI-5).
    package let allowsSmallAreas: Bool
    /// From the charter's floor; nil where there is none. Only the profile that keeps no floor can have one.
    package let exemption: CharterExemption?
    package let conditions: [String]

    package init(
        scope: Scope, researchers: Set<PersonID>, profile: String, budget: String, lastDay: CivilDay,
        asOf: Set<Month>, rowFilter: String?, review: ReviewRule, allowsSmallAreas: Bool,
        exemption: CharterExemption?, conditions: [String]
    ) {
        self.scope = scope
        self.researchers = researchers
        self.profile = profile
        self.budget = budget
        self.lastDay = lastDay
        self.asOf = asOf
        self.rowFilter = rowFilter
        self.review = review
        self.allowsSmallAreas = allowsSmallAreas
        self.exemption = exemption
        self.conditions = conditions
    }
}

/// A recorded yes to one version of a project.
package struct Approval: Sendable, Hashable {
    package let terms: ApprovalTerms
    /// The steward who decided, and when.
    package let by: PersonID
    package let at: Moment
    /// The version of the project that was decided on.
    package let projectVersion: Int
    /// The policy set in force, which pins the charter.
    package let policy: PolicyIdentity

    package init(terms: ApprovalTerms, by: PersonID, at: Moment, projectVersion: Int, policy: PolicyIdentity) {
        self.terms = terms
        self.by = by
        self.at = at
        self.projectVersion = projectVersion
        self.policy = policy
    }

    /// The text whose SHA-256 names this approval in the audit log.
    package var canonicalBytes: [UInt8] {
        // Every member name here is plain ASCII and every number small, so there is always a canonical text; were there
        // none, the compact text names the approval as well.
        (try? json.canonicalBytes()) ?? json.bytes()
    }
}

extension ApprovalTerms {
    /// Reads the terms of a decision's body, and the stored form. Throws a `JSONError` with the place.
    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly(
            Scope.members
                + [
                    "researchers", "profile", "budget", "lastDay", "asOf", "rowFilter", "review", "smallAreas",
                    "exemption", "conditions",
                ])
        var conditions: [String] = []
        for condition in try fields.optional("conditions")?.array() ?? [] {
            conditions.append(try condition.text(1...1000))
        }
        let asOf = try fields.required("asOf")
        let months = try asOf.set(atMost: 40) { cursor throws(JSONError) in try cursor.month() }
        guard !months.isEmpty else { throw asOf.fail("name at least one release") }
        let profile = try fields.required("profile").word()
        var exemption: CharterExemption?
        if let member = fields.optional("exemption") {
            guard profile == CharterExemption.profile else {
                throw member.fail("only the profile `\(CharterExemption.profile)` can be exempt from the floor")
            }
            exemption = try CharterExemption(member)
        }
        self.init(
            scope: try Scope(fields),
            researchers: try fields.required("researchers").set(atMost: 200) { cursor throws(JSONError) in
                try cursor.personID()
            },
            profile: profile, budget: try fields.required("budget").budget(),
            lastDay: try fields.required("lastDay").day(), asOf: months, rowFilter: try fields.rowFilter(),
            review: try fields.optional("review")?.oneOf(ReviewRule.self) ?? .none,
            allowsSmallAreas: try fields.optional("smallAreas")?.bool() ?? false, exemption: exemption,
            conditions: conditions)
    }

    /// What `init(_:)` reads.
    package var json: JSONValue {
        var object = JSONObject()
        scope.write(to: &object)
        object["researchers"] = JSONValue(set: researchers.map(\.description))
        object["profile"] = .string(profile)
        object["budget"] = .string(budget)
        object["lastDay"] = .string(lastDay.description)
        object["asOf"] = .array(asOf.sorted().map { .string($0.description) })
        object["rowFilter"] = JSONValue(rowFilter: rowFilter)
        if review != .none { object["review"] = .string(review.rawValue) }
        if allowsSmallAreas { object["smallAreas"] = true }
        if let exemption { object["exemption"] = exemption.json }
        object["conditions"] = .array(conditions.map { .string($0) })
        return .object(object)
    }
}

extension ApprovalTerms {
    /// The row filter as a condition on this unit, or nil where it cannot be one, or reaches outside the scope.
    func rowFilter(for unit: StatisticalUnit, in catalogue: Catalogue) -> ResolvedFilter? {
        rowFilter.flatMap { scope.rowFilter($0, for: unit, in: catalogue) }
    }
}

extension Approval {
    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("terms", "by", "at", "projectVersion", "policy")
        self.init(
            terms: try ApprovalTerms(try fields.required("terms")), by: try fields.required("by").personID(),
            at: try fields.required("at").moment(),
            projectVersion: try fields.required("projectVersion").integer(in: 1...1_000_000),
            policy: try PolicyIdentity(try fields.required("policy")))
    }

    package var json: JSONValue {
        [
            "terms": terms.json, "by": .string(by.description), "at": .string(at.description),
            "projectVersion": .integer(projectVersion), "policy": policy.json,
        ]
    }
}

extension PolicyIdentity {
    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("id", "version", "hash", "charter")
        self.init(
            id: try fields.required("id").string(), version: try fields.required("version").string(),
            hash: try fields.required("hash").string(), charter: try fields.required("charter").string())
    }

    /// As it stands in answers and records.
    package var json: JSONValue {
        ["id": .string(id), "version": .string(version), "hash": .string(hash), "charter": .string(charter)]
    }
}

extension JSONCursor {
    /// A privacy budget: a positive `n` or `n/d` in lowest terms, each part at most nine digits.
    func budget() throws(JSONError) -> String {
        let text = try string()
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part -> Int? in
            guard (1...9).contains(part.utf8.count), part.utf8.first != UInt8(ascii: "0"),
                part.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
            else { return nil }
            return Int(part)
        }
        let isRational: Bool =
            switch (parts.count, numbers.count) {
            case (1, 1): true
            case (2, 2): numbers[1] > 1 && greatestCommonDivisor(numbers[0], numbers[1]) == 1
            default: false
            }
        guard isRational else { throw fail("write a budget in lowest terms, such as `2` or `3/4`") }
        return text
    }
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : greatestCommonDivisor(b, a % b) }
