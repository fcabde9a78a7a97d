import HTTP

/// What the asker says of the version that they read.
enum ExpectedVersion: Equatable {
    case version(Int)
    /// There is to be none yet.
    case new
    /// Nothing is said, or nothing that names a version.
    case unsaid
    /// A tag that none of our versions has.
    case foreign

    /// Reads `If-Match` and `If-None-Match` (RFC 9110, 13.1).
    init(_ headers: HTTPHeaders) {
        let match = headers.all(Field.ifMatch)
        let noneMatch = headers.all(Field.ifNoneMatch)
        switch (match.count, noneMatch.count) {
        case (1, 0) where match[0] != "*": self = EntityTag.version(match[0]).map { .version($0) } ?? .foreign
        case (0, 1) where noneMatch[0] == "*": self = .new
        default: self = .unsaid
        }
    }
}

/// A version as HTTP writes it: `"7"`.
enum EntityTag {
    static func text(_ version: Int) -> String { "\"\(version)\"" }

    static func version(_ text: String) -> Int? {
        guard text.utf8.count <= 12, text.hasPrefix("\""), text.hasSuffix("\""),
            let version = Int(text.dropFirst().dropLast()), version > 0, self.text(version) == text
        else { return nil }
        return version
    }
}
