/// What `Package.swift` says of the targets: the table of direct imports that the rules hold the sources to.
struct Plan {
    enum Kind: String {
        case room, program, tests, bench, fuzz

        /// Whether it is on trial: what tests and measures the product is no part of it.
        var isProduct: Bool { self == .room || self == .program }
        /// Whether it may see what a room keeps to itself.
        var looksInside: Bool { self == .tests || self == .fuzz }
    }

    struct Target {
        let name: String
        let kind: Kind
        let imports: [String]
        let line: Int
    }

    private(set) var targets: [String: Target] = [:]
    /// Modules that only map a C library.
    private(set) var systemLibraries: Set<String> = []
    let tokens: [Token]

    var rooms: [Target] { targets.values.filter { $0.kind == .room }.sorted { $0.line < $1.line } }

    init(packageManifest text: String) {
        tokens = SwiftLexer.read(text).tokens
        for index in tokens.indices.dropLast(2) where tokens[index + 1].isMark("(") {
            let word = tokens[index]
            if word.isWord("systemLibrary") {
                let name = tokens[index...].first { $0.kind == .text }
                systemLibraries.insert(name?.spelling ?? "")
            }
            guard word.kind == .word, let kind = Kind(rawValue: word.spelling), tokens[index + 2].kind == .text
            else { continue }
            let name = tokens[index + 2].spelling
            let call = tokens[(index + 3)...].prefix { !$0.isMark(")") }
            let imports = call.filter { $0.kind == .text }.map(\.spelling)
            targets[name] = Target(name: name, kind: kind, imports: imports, line: word.line)
        }
    }
}
