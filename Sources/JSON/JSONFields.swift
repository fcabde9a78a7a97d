/// The members of an object at a place.
package struct JSONFields: Sendable {
    package let pointer: String
    private let object: JSONObject

    init(_ object: JSONObject, pointer: String) {
        self.object = object
        self.pointer = pointer
    }

    /// The member names in the order written.
    package var names: [String] { object.keys }

    /// A member, or nil where there is none. An explicit null is a member.
    package subscript(name: String) -> JSONCursor? {
        object[name].map { JSONCursor($0, pointer: JSONPointer.member(name, of: pointer)) }
    }

    /// A member, or nil where there is none. An explicit null is a member.
    package func optional(_ name: String) -> JSONCursor? {
        self[name]
    }

    /// A member that must be there. Throws `missingMember` at the place where it should stand.
    package func required(_ name: String) throws(JSONError) -> JSONCursor {
        guard let member = self[name] else {
            throw JSONError(pointer: JSONPointer.member(name, of: pointer), problem: .missingMember)
        }
        return member
    }

    /// Throws `unknownMember` at the first member that is not one of these, with the known names nearest to it.
    package func allowOnly(_ known: String...) throws(JSONError) {
        try allowOnly(known)
    }

    /// The same for a list of names.
    package func allowOnly(_ known: [String]) throws(JSONError) {
        for name in object.keys where !known.contains(where: { sameBytes($0, name) }) {
            throw JSONError(
                pointer: JSONPointer.member(name, of: pointer),
                problem: .unknownMember(nearest: nearestNames(to: name, in: known)))
        }
    }
}
