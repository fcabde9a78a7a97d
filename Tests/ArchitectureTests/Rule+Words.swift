extension Rule {
    static let wordRules = [
        Rule(sentence: "nothing is public: nobody imports us") { house in
            let declarations: Set = [
                "func", "var", "let", "struct", "class", "enum", "protocol", "extension", "init", "import", "typealias",
                "indirect", "convenience", "override", "actor", "subscript", "final", "static", "mutating", "private",
                "internal", "required", "nonisolated", "consuming", "borrowing", "lazy", "weak", "unowned", "prefix",
            ]
            return places(in: house.sources, says: "write `package` for a door, nothing for the room") {
                tokens, index in
                let isAccess = tokens[index].isWord("public") || tokens[index].isWord("open")
                guard isAccess, index + 1 < tokens.count, !isMember(tokens, index) else { return false }
                return tokens[index + 1].kind == .word && declarations.contains(tokens[index + 1].spelling)
            }
        },
        Rule(sentence: "only a program's console prints") { house in
            let rooms = house.sources.filter { !($0.name.hasPrefix("Console") && isProgram($0, house)) }
            return places(in: rooms, says: "rooms do not print: return a value, or tell an observation") {
                tokens, index in
                ["print", "debugPrint", "dump"].contains { isCall(tokens, index, of: $0) }
            }
        },
        Rule(sentence: "no `try!` in the rooms") { house in
            places(in: house.sources, says: "`try!` turns an error into a crash: throw it, or decide it") {
                tokens, index in
                tokens[index].isWord("try") && index + 1 < tokens.count && tokens[index + 1].isMark("!")
            }
        },
        Rule(sentence: "the time is a parameter: only `Linux` reads the clock") { house in
            let rooms = house.sources.filter { $0.target != "Linux" }
            return places(in: rooms, says: "take the time as a parameter") { tokens, index in
                guard tokens[index].isWord("Date"), index + 2 < tokens.count else { return false }
                let next = tokens[index + 1]
                let after = tokens[index + 2]
                return next.isMark("(") && after.isMark(")") || next.isMark(".") && after.isWord("now")
            }
        },
        Rule(sentence: "randomness is a parameter: only `OpenSSL` and `Linux` ask the machine for it") { house in
            // Tests choose a seed nobody chose, and print it.
            let rooms = house.sources.filter { !["OpenSSL", "Linux", "GatewayTesting"].contains($0.target) }
            return places(in: rooms, says: "take the generator as a parameter (`using:`)") { tokens, index in
                if tokens[index].isWord("SystemRandomNumberGenerator") { return true }
                let draws: Set = ["random", "randomElement", "shuffled", "shuffle"]
                let isDraw = tokens[index].kind == .word && draws.contains(tokens[index].spelling)
                guard isDraw, isMember(tokens, index), index + 1 < tokens.count, tokens[index + 1].isMark("(")
                else { return false }
                return !arguments(tokens, openedAt: index + 1).contains { $0.isWord("using") }
            }
        },
        Rule(sentence: "`@unchecked Sendable` stands only in OpenSSL, SQLite and Linux, with its reason above it") {
            house in
            house.sources.flatMap { file in
                file.tokens.indices.compactMap { index in uncheckedSendable(in: file, at: index) }
            }
        },
        Rule(sentence: "unsafe code stands only in OpenSSL, SQLite, Linux and Zlib") { house in
            let rooms = house.sources.filter { !["OpenSSL", "SQLite", "Linux", "Zlib"].contains($0.target) }
            return places(in: rooms, says: "give a room that touches C a safe door, and use that") { tokens, index in
                tokens[index].isWord("unsafe")
            }
        },
        Rule(sentence: "no floating-point type in DifferentialPrivacy and DisclosureControl: numbers there are exact") {
            house in
            let inexact: Set = [
                "Double", "Float", "Float16", "Float32", "Float64", "Float80", "CGFloat", "Decimal",
                "BinaryFloatingPoint",
                "FloatingPoint", "TimeInterval", "CDouble", "CFloat", "FloatLiteralType",
            ]
            let rooms = house.sources.filter { ["DifferentialPrivacy", "DisclosureControl"].contains($0.target) }
            return places(in: rooms, says: "rounding errors tell of the data: use integers or fractions") {
                tokens, index in
                let token = tokens[index]
                if token.kind == .word { return inexact.contains(token.spelling) }
                return isDecimalPoint(tokens, index)
            }
        },
        Rule(sentence: "only DisclosureControl opens an unprotected table") { house in
            let rooms = house.sources.filter { !["DisclosureControl", "QueryEngines"].contains($0.target) }
            return places(in: rooms, says: "`withCells` hands out exact counts: only DisclosureControl may call it") {
                tokens, index in tokens[index].isWord("withCells")
            }
                + places(
                    in: house.sources.filter { $0.target == "QueryEngines" },
                    says: "an engine may not read back a table"
                ) {
                    tokens, index in tokens[index].isWord("withCells") && isMember(tokens, index)
                }
        },
    ]

    /// A finding for every token at which `breaks` says yes.
    private static func places(
        in files: [SwiftFile], says: String, where breaks: ([Token], Int) -> Bool
    ) -> [Finding] {
        files.flatMap { file in
            file.tokens.indices.filter { breaks(file.tokens, $0) }.map {
                Finding(path: file.path, line: file.tokens[$0].line, says: says)
            }
        }
    }

    /// The point of a literal such as `1.5`; not that of `pair.0.1` or `$0.1`, nor one of a range.
    private static func isDecimalPoint(_ tokens: [Token], _ index: Int) -> Bool {
        guard tokens[index].isMark("."), index > 0, index + 1 < tokens.count else { return false }
        let isDigit = { (token: Token) in token.kind == .word && token.spelling.first?.isNumber == true }
        let isLiteral = index < 2 || !(tokens[index - 2].isMark(".") || tokens[index - 2].isMark("$"))
        return isLiteral && isDigit(tokens[index - 1]) && isDigit(tokens[index + 1])
    }

    private static func isProgram(_ file: SwiftFile, _ house: House) -> Bool {
        house.plan.targets[file.target]?.kind == .program
    }

    private static func isMember(_ tokens: [Token], _ index: Int) -> Bool {
        index > 0 && tokens[index - 1].isMark(".")
    }

    /// A call of a free function of that name, also as `Swift.print(`; neither a method nor a declaration.
    private static func isCall(_ tokens: [Token], _ index: Int, of name: String) -> Bool {
        guard tokens[index].isWord(name), index + 1 < tokens.count, tokens[index + 1].isMark("(") else { return false }
        guard index > 0 else { return true }
        if tokens[index - 1].isMark(".") { return index > 1 && tokens[index - 2].isWord("Swift") }
        return !tokens[index - 1].isWord("func")
    }

    static func arguments(_ tokens: [Token], openedAt opening: Int) -> ArraySlice<Token> {
        var depth = 0
        for index in opening..<tokens.count {
            if tokens[index].isMark("(") { depth += 1 }
            if tokens[index].isMark(")") { depth -= 1 }
            if depth == 0 { return tokens[opening...index] }
        }
        return tokens[opening...]
    }

    private static func uncheckedSendable(in file: SwiftFile, at index: Int) -> Finding? {
        let token = file.tokens[index]
        guard token.isWord("unchecked"), index > 0, file.tokens[index - 1].isMark("@") else { return nil }
        guard ["OpenSSL", "SQLite", "Linux"].contains(file.target) else {
            return Finding(
                path: file.path, line: token.line, says: "`@unchecked Sendable` is for OpenSSL, SQLite, Linux")
        }
        var above = token.line - 1
        while file.tokens.first(where: { $0.line == above })?.isMark("@") == true { above -= 1 }
        guard !file.commentedLines.contains(above) else { return nil }
        return Finding(path: file.path, line: token.line, says: "say above it why `@unchecked Sendable` is true")
    }
}
