import JSON

/// One of the residents' principles, in our own words.
package struct Principle: Sendable, Hashable {
    /// Such as `security`.
    package let id: String
    package let title: String
    package let says: String
}

/// A use that projects may ask for.
package struct Purpose: Sendable, Hashable {
    package let id: String
    package let title: String
    /// The code of the GA4GH Data Use Ontology, where one fits.
    package let dataUseCode: String?
    /// Whether the National Data Opt-out holds for it: research and planning.
    package let needsNationalDataOptOut: Bool
    /// Whether it is research, which a research ethics committee looks at.
    package let needsEthics: Bool
}

/// A use that nobody can approve: a rule of the operator (BEN-3).
package struct ProhibitedUse: Sendable, Hashable {
    package let id: String
    /// As a sentence names it, such as `marketing`.
    package let title: String
}

/// What `purposes.json` says: the purposes that projects may have, and the uses that none may.
struct PurposeLists {
    let purposes: [Purpose]
    let prohibited: [ProhibitedUse]
}

/// What `charter.json` says: the set's name and version, the charter it enforces, and the principles.
package struct Charter: Sendable, Hashable {
    package let id: String
    package let version: String
    /// The edition of the charter, such as `2025-07-03`.
    package let edition: String
    /// Whose words the principles come from, and the licence.
    package let credit: String
    /// The researcher agreement in force.
    package let agreement: String
    /// How many members of the panel must take part in a decision.
    package let quorum: Int
    package let principles: [Principle]
}

extension Charter {
    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly(
            "$schema", "id", "version", "edition", "credit", "researcherAgreement", "quorum", "principles")
        var principles: [Principle] = []
        for member in try fields.required("principles").array() {
            let fields = try member.object()
            try fields.allowOnly("id", "title", "says")
            principles.append(
                Principle(
                    id: try fields.required("id").word(), title: try fields.required("title").text(1...100),
                    says: try fields.required("says").text(1...400)))
        }
        self.init(
            id: try fields.required("id").word(), version: try fields.required("version").word(),
            edition: try fields.required("edition").word(), credit: try fields.required("credit").text(1...400),
            agreement: try fields.required("researcherAgreement").word(),
            quorum: try fields.required("quorum").integer(in: 1...100), principles: principles)
    }
}

extension PurposeLists {
    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("$schema", "purposes", "prohibitedUses")
        var purposes: [Purpose] = []
        for member in try fields.required("purposes").array() { purposes.append(try Purpose(member)) }
        var prohibited: [ProhibitedUse] = []
        for member in try fields.required("prohibitedUses").array() {
            let fields = try member.object()
            try fields.allowOnly("id", "title")
            let id = try fields.required("id")
            let use = ProhibitedUse(id: try id.word(), title: try fields.required("title").text(1...200))
            guard !purposes.contains(where: { $0.id == use.id }) else { throw id.fail("stands among the purposes too") }
            prohibited.append(use)
        }
        self.init(purposes: purposes, prohibited: prohibited)
    }
}

extension Purpose {
    fileprivate init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("id", "title", "dataUse", "nationalDataOptOut", "ethics")
        self.init(
            id: try fields.required("id").word(), title: try fields.required("title").text(1...200),
            dataUseCode: try fields.optional("dataUse")?.word(),
            needsNationalDataOptOut: try fields.required("nationalDataOptOut").bool(),
            needsEthics: try fields.required("ethics").bool())
    }
}
