package import JSON

/// What a visa must be like: its type to the byte, and each of its other members as far as the pattern names it.
package struct VisaPattern: Sendable, Hashable {
    /// How a text is compared: to the byte, by `?` and `*`, or so with one of its parts between semicolons.
    enum Text: Sendable, Hashable {
        case const(String)
        case pattern(String)
        case splitPattern(String)
    }

    private let type: String
    private let value: Text?
    private let source: Text?
    private let by: Text?

    private static let longest = 1_000

    /// Reads `type` and at least one of `value`, `source` and `by`. Throws a `JSONError` with the place of what does not fit.
    package init(_ place: JSONCursor) throws(JSONError) {
        let fields = try place.object()
        try fields.allowOnly("type", "value", "source", "by")
        type = try fields.required("type").string()
        value = try Self.text(fields.optional("value"))
        source = try Self.text(fields.optional("source"))
        by = try Self.text(fields.optional("by"))
        guard [value, source, by].contains(where: { $0 != nil }) else {
            throw place.fail("names none of `value`, `source` and `by`")
        }
    }

    func matches(_ visa: Visa) -> Bool {
        type.utf8.elementsEqual(visa.type.utf8) && value.isMet(by: visa.value) && source.isMet(by: visa.source)
            && by.isMet(by: visa.by)
    }

    private static func text(_ place: JSONCursor?) throws(JSONError) -> Text? {
        guard let place else { return nil }
        let text = try place.string()
        guard text.utf8.count <= longest else { throw place.fail("is longer than \(longest) bytes") }
        let forms: [(String, (String) -> Text)] = [
            ("const:", Text.const), ("pattern:", Text.pattern), ("split_pattern:", Text.splitPattern),
        ]
        for (prefix, form) in forms where text.hasPrefix(prefix) { return form(String(text.dropFirst(prefix.count))) }
        throw place.fail("begins with none of `const:`, `pattern:` and `split_pattern:`")
    }
}

extension VisaPattern.Text? {
    /// What is not named is met by anything; what is named, never by nothing.
    fileprivate func isMet(by text: String?) -> Bool {
        guard let self else { return true }
        guard let text else { return false }
        switch self {
        case .const(let constant): return constant.utf8.elementsEqual(text.utf8)
        case .pattern(let pattern): return isMatch(pattern, text[...])
        case .splitPattern(let pattern):
            return text.split(separator: ";", omittingEmptySubsequences: false).contains { isMatch(pattern, $0) }
        }
    }
}

/// Whether a whole text fits a pattern: `?` is one character, `*` any number of them. It takes at most the product of the
/// two lengths: only the last `*` is ever tried again.
private func isMatch(_ pattern: String, _ text: Substring) -> Bool {
    let (pattern, text) = (Array(pattern.unicodeScalars), Array(text.unicodeScalars))
    var (place, read) = (0, 0)
    var again: (place: Int, read: Int)?
    while read < text.count {
        if place < pattern.count, pattern[place] == "*" {
            again = (place, read)
            place += 1
        } else if place < pattern.count, pattern[place] == "?" || pattern[place] == text[read] {
            (place, read) = (place + 1, read + 1)
        } else if let last = again {
            again = (last.place, last.read + 1)
            (place, read) = (last.place + 1, last.read + 1)
        } else {
            return false
        }
    }
    return pattern[place...].allSatisfy { $0 == "*" }
}
