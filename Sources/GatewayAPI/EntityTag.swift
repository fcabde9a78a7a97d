import HTTP

/// What the asker says of the version that they read.
enum ExpectedVersion: Equatable {
    case version(Int)
    /// There is to be none yet.
    case new
    /// Nothing is said.
    case unsaid
    /// A tag that none of our versions has.
    case foreign
    /// What is said is not of the form that is asked for.
    case malformed

    /// Reads `If-Match` and `If-None-Match` (RFC 9110, 13.1).
    init(_ headers: HTTPHeaders) {
        let match = headers.all(Field.ifMatch)
        let noneMatch = headers.all(Field.ifNoneMatch)
        switch (match.count, noneMatch.count) {
        case (0, 0): self = .unsaid
        case (1, 0) where EntityTag.isTag(match[0]):
            self = EntityTag.version(match[0]).map { .version($0) } ?? .foreign
        case (0, 1) where noneMatch[0] == "*": self = .new
        default: self = .malformed
        }
    }
}

/// A version as HTTP writes it: `"7"`.
enum EntityTag {
    /// What may stand in a request: one tag of anybody's.
    static let pattern = "^(W/)?\"[!#-~]*\"$"

    static func isTag(_ text: String) -> Bool {
        let tag = text.hasPrefix("W/") ? text.dropFirst(2) : text[...]
        return tag.utf8.count >= 2 && tag.hasPrefix("\"") && tag.hasSuffix("\"")
            && tag.utf8.dropFirst().dropLast().allSatisfy { $0 == 0x21 || (0x23...0x7E).contains($0) }
    }

    static func text(_ version: Int) -> String { "\"\(version)\"" }

    static func version(_ text: String) -> Int? {
        guard text.utf8.count <= 12, text.hasPrefix("\""), text.hasSuffix("\""),
            let version = Int(text.dropFirst().dropLast()), version > 0, self.text(version) == text
        else { return nil }
        return version
    }
}
