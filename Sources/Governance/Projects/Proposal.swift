package import Identity
package import JSON

/// What a project asks to do: the text that everybody signs.
///
/// A draft may leave out what is optional here; the clauses say at its submission what is still needed.
package struct Proposal: Sendable, Hashable {
    package let title: String
    /// What the public register says, in everyday words.
    package let summary: String
    /// How people in the region gain.
    package let benefit: String
    /// Who in the region gains.
    package let whoGains: String?
    /// What the project means for groups that are often left out.
    package let equality: String?
    /// How the people whom the data is about had a say.
    package let involvement: String?
    /// Where the data will be used.
    package let usedWhere: String?
    package let applicant: Applicant?
    /// Which uses that nobody can approve the results would serve, by id; empty where it is none of them.
    package let prohibitedUses: Set<String>?
    package let responsibility: Responsibility
    package let legal: LegalGrounds
    package let ai: AIUse?
    package let risks: [Risk]
    /// Codes of the GA4GH Data Use Ontology.
    package let dataUse: Set<String>
    /// Who answers for the project. Never one of its researchers.
    package let owner: PersonID
    package let researchers: Set<PersonID>
    package let scope: Scope
    /// The only units that the project asks about, as canonical JSON of a condition; nil where it asks about all.
    package let rowFilter: String?

    /// Whether the project uses or trains AI. Where the text does not say so, it counts as doing it.
    package var usesAI: Bool { ai?.isUsed ?? true }
}

extension Proposal {
    /// Reads a draft as a project's `PUT` sends it and as it is stored. Throws a `JSONError` with the place.
    package init(json: JSONValue) throws(JSONError) { try self.init(JSONCursor(json)) }

    private static let members = [
        "title", "summary", "benefit", "whoGains", "equality", "involvement", "usedWhere", "applicant",
        "prohibitedUses", "responsibility", "legal", "ai", "risks", "dataUse", "owner", "researchers",
        "rowFilter",
    ]

    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly(Self.members + Scope.members)
        self.init(
            title: try fields.required("title").text(1...200), summary: try fields.required("summary").text(1...4000),
            benefit: try fields.required("benefit").text(1...4000),
            whoGains: try fields.optional("whoGains")?.text(1...1000),
            equality: try fields.optional("equality")?.text(1...4000),
            involvement: try fields.optional("involvement")?.text(1...4000),
            usedWhere: try fields.optional("usedWhere")?.text(1...1000),
            applicant: try fields.reading("applicant") { cursor throws(JSONError) in try Applicant(cursor) },
            prohibitedUses: try fields.optional("prohibitedUses")?.set(atMost: 50) { cursor throws(JSONError) in
                try cursor.word()
            },
            responsibility: try fields.reading("responsibility") { cursor throws(JSONError) in
                try Responsibility(cursor)
            } ?? Responsibility(names: [:]),
            legal: try fields.reading("legal") { cursor throws(JSONError) in try LegalGrounds(cursor) } ?? .none,
            ai: try fields.reading("ai") { cursor throws(JSONError) in try AIUse(cursor) },
            risks: try Risk.list(fields.optional("risks")),
            dataUse: try fields.optional("dataUse")?.set(atMost: 50) { cursor throws(JSONError) in
                try cursor.dataUseCode()
            } ?? [],
            owner: try fields.required("owner").personID(),
            researchers: try fields.required("researchers").set(atMost: 200) { cursor throws(JSONError) in
                try cursor.personID()
            },
            scope: try Scope(fields), rowFilter: try fields.rowFilter())
    }

    /// What `init(json:)` reads.
    package var json: JSONValue {
        var object: JSONObject = [
            "title": .string(title), "summary": .string(summary), "benefit": .string(benefit),
        ]
        object["whoGains"] = whoGains.map { .string($0) }
        object["equality"] = equality.map { .string($0) }
        object["involvement"] = involvement.map { .string($0) }
        object["usedWhere"] = usedWhere.map { .string($0) }
        object["applicant"] = applicant?.json
        object["prohibitedUses"] = prohibitedUses.map { JSONValue(set: $0) }
        object["responsibility"] = responsibility.json
        object["legal"] = legal.json
        object["ai"] = ai?.json
        object["risks"] = .array(risks.map(\.json))
        object["dataUse"] = JSONValue(set: dataUse)
        object["owner"] = .string(owner.description)
        object["researchers"] = JSONValue(set: researchers.map(\.description))
        scope.write(to: &object)
        object["rowFilter"] = JSONValue(rowFilter: rowFilter)
        return .object(object)
    }
}

extension JSONFields {
    /// A member that may be left out, read by a function.
    func reading<Value>(
        _ name: String, _ read: (JSONCursor) throws(JSONError) -> Value
    ) throws(JSONError) -> Value? {
        guard let member = optional(name) else { return nil }
        return try read(member)
    }
}

extension JSONCursor {
    /// A code of the GA4GH Data Use Ontology, such as `DUO:0000042`.
    fileprivate func dataUseCode() throws(JSONError) -> String {
        let text = try word()
        let digits = text.utf8.dropFirst(4)
        guard text.hasPrefix("DUO:"), digits.count == 7,
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { throw fail("write a code of the Data Use Ontology, such as `DUO:0000042`") }
        return text
    }
}
