/// A function, initialiser, subscript or computed property, and the lines from its first word to its closing brace.
struct FunctionSize: Equatable {
    let name: String
    let line: Int
    let lines: Int

    /// Every body in a file, nested ones too.
    static func all(in file: SwiftFile) -> [FunctionSize] {
        file.tokens.indices.compactMap { measure(file.tokens, at: $0) }
    }

    private static func measure(_ tokens: [Token], at start: Int) -> FunctionSize? {
        let keyword = tokens[start]
        guard keyword.kind == .word, ["func", "init", "deinit", "subscript", "var"].contains(keyword.spelling),
            start == 0 || !tokens[start - 1].isMark("."),
            let opening = bodyStart(tokens, after: start),
            let closing = matchingBrace(tokens, openedAt: opening)
        else { return nil }
        let isNamed = keyword.isWord("func") || keyword.isWord("var")
        let name = isNamed ? tokens[start + 1].spelling : keyword.spelling
        return FunctionSize(name: name, line: keyword.line, lines: tokens[closing].line - keyword.line + 1)
    }

    /// The brace that opens the body, or nil for a requirement, a stored property or a mere call.
    private static func bodyStart(_ tokens: [Token], after start: Int) -> Int? {
        let next: Set = [
            "func", "init", "deinit", "subscript", "var", "let", "case", "static", "mutating", "package", "private",
            "associatedtype", "typealias", "struct", "enum", "extension", "final", "consuming", "borrowing", "return",
        ]
        var depth = 0
        for index in (start + 1)..<max(start + 1, tokens.count) {
            let token = tokens[index]
            let beginsLine = token.line > tokens[index - 1].line
            if token.kind == .mark {
                if "([".contains(token.spelling) { depth += 1 }
                if ")]".contains(token.spelling) { depth -= 1 }
                if depth < 0 { return nil }
            }
            guard depth == 0 else { continue }
            if token.isMark("{") { return index }
            if token.isMark("}") || token.isMark(";") || beginsLine && token.isMark("@") { return nil }
            if beginsLine, token.kind == .word, next.contains(token.spelling) { return nil }
            if tokens[start].isWord("var"), token.isMark("=") || beginsLine { return nil }
        }
        return nil
    }

    private static func matchingBrace(_ tokens: [Token], openedAt opening: Int) -> Int? {
        var depth = 0
        for index in opening..<tokens.count {
            if tokens[index].isMark("{") { depth += 1 }
            if tokens[index].isMark("}") { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }
}

extension Rule {
    static let longestFile = 400
    static let longestFunction = 60

    /// Places that are longer than the rule, with their exact length: it may only shrink, and then the line goes.
    static let longFiles: [String: Int] = [:]
    static let longFunctions: [String: Int] = [:]

    static let sizeRules = [
        Rule(sentence: "a source file stops at 400 lines") { house in
            house.sources.compactMap { file in
                guard file.lineCount > longestFile, longFiles[file.path] != file.lineCount else { return nil }
                return Finding(path: file.path, says: "\(file.lineCount) lines: a file holds one idea, split it")
            }
        },
        Rule(sentence: "a function stops at 60 lines") { house in
            house.sources.flatMap { file in
                FunctionSize.all(in: file).compactMap { function in
                    let place = "\(file.path) \(function.name)"
                    guard function.lines > longestFunction, longFunctions[place] != function.lines else { return nil }
                    return Finding(
                        path: file.path, line: function.line,
                        says: "`\(function.name)` has \(function.lines) lines: cut it")
                }
            }
        },
    ]
}
