package import Catalogue
package import Identity
package import JSON

/// For whom somebody signs.
package enum SignatureCapacity: Sendable, Hashable {
    /// Answers for the project.
    case accountableOwner
    /// Signs for the controller of this id.
    case controller(String)
}

/// A signature under one version of a project's text.
package struct Signature: Sendable, Hashable {
    package let capacity: SignatureCapacity
    package let by: PersonID
    package let at: Moment
    /// A delegate's authority, or the number of an agreement.
    package let reference: String?
    /// The last day on which it holds; nil where it holds until it is withdrawn.
    package let lastDay: CivilDay?
    /// The datasets that it is about: for a controller those of the text that it holds.
    package let covers: Set<DatasetID>

    func holds(on day: CivilDay) -> Bool { lastDay.map { day <= $0 } ?? true }
}

extension SignatureCapacity {
    /// Reads the members `as` and, for controllers, `controller`.
    init(_ fields: JSONFields) throws(JSONError) {
        let isOwner = try fields.required("as").oneOf([("accountableOwner", true), ("controller", false)])
        if isOwner, let controller = fields.optional("controller") {
            throw controller.fail("an accountable owner signs for no controller")
        }
        self = isOwner ? .accountableOwner : .controller(try fields.required("controller").word())
    }

    func write(to object: inout JSONObject) {
        switch self {
        case .accountableOwner: object["as"] = "accountableOwner"
        case .controller(let id):
            object["as"] = "controller"
            object["controller"] = .string(id)
        }
    }
}

extension Signature {
    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("as", "controller", "by", "at", "reference", "lastDay", "covers")
        let terms = try SignatureTerms(fields)
        self.init(
            capacity: try SignatureCapacity(fields), by: try fields.required("by").personID(),
            at: try fields.required("at").moment(), reference: terms.reference, lastDay: terms.lastDay,
            covers: try fields.required("covers").set(atMost: 200) { cursor throws(JSONError) in
                try cursor.datasetID()
            })
    }

    package var json: JSONValue {
        var object = JSONObject()
        capacity.write(to: &object)
        object["by"] = .string(by.description)
        object["at"] = .string(at.description)
        object["reference"] = reference.map { .string($0) }
        object["lastDay"] = lastDay.map { .string($0.description) }
        object["covers"] = JSONValue(set: covers.map(\.description))
        return .object(object)
    }
}

/// What a signer adds to their name.
package struct SignatureTerms: Sendable, Hashable {
    package let reference: String?
    package let lastDay: CivilDay?

    package init(reference: String?, lastDay: CivilDay?) {
        self.reference = reference
        self.lastDay = lastDay
    }

    init(_ fields: JSONFields) throws(JSONError) {
        self.init(
            reference: try fields.optional("reference")?.text(1...200), lastDay: try fields.optional("lastDay")?.day())
    }
}
