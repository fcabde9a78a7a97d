package import JSON

/// One place in which two texts of a project differ.
package struct TextChange: Sendable, Hashable {
    /// A JSON Pointer (RFC 6901) into the proposal.
    package let pointer: String
    /// Nil where the place is new.
    package let before: JSONValue?
    /// Nil where the place is gone.
    package let after: JSONValue?
}

extension Proposal {
    /// What another text changes, place by place; lists are compared whole.
    package func changes(to other: Proposal) -> [TextChange] { differences(json, other.json, at: "") }
}

private func differences(_ before: JSONValue, _ after: JSONValue, at pointer: String) -> [TextChange] {
    guard case .object(let old) = before, case .object(let new) = after else {
        return before == after ? [] : [TextChange(pointer: pointer, before: before, after: after)]
    }
    let names = old.members.map(\.key) + new.members.map(\.key).filter { old[$0] == nil }
    // Member names of a proposal are plain words: there is nothing to escape.
    return names.flatMap { name -> [TextChange] in
        let place = "\(pointer)/\(name)"
        guard let first = old[name], let second = new[name] else {
            return [TextChange(pointer: place, before: old[name], after: new[name])]
        }
        return differences(first, second, at: place)
    }
}
