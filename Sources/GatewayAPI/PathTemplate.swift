/// The form of a path, such as `/v1/projects/{id}/budget`.
struct PathTemplate: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    private enum Part: Sendable, Hashable {
        case word(String)
        case name(String)
    }

    let description: String
    private let parts: [Part]

    init(stringLiteral text: String) {
        description = text
        parts = text.split(separator: "/").map { part in
            part.hasPrefix("{") && part.hasSuffix("}")
                ? .name(String(part.dropFirst().dropLast())) : .word(String(part))
        }
    }

    /// The names in braces, in order.
    var names: [String] { parts.compactMap { if case .name(let name) = $0 { name } else { nil } } }

    /// The named parts of a path that has this form; nil for any other path.
    func match(_ segments: [String]) -> [String: String]? {
        guard segments.count == parts.count else { return nil }
        var named: [String: String] = [:]
        for (part, segment) in zip(parts, segments) {
            switch part {
            case .word(let word): guard word.utf8.elementsEqual(segment.utf8) else { return nil }
            case .name(let name):
                guard !segment.isEmpty else { return nil }
                named[name] = segment
            }
        }
        return named
    }
}
