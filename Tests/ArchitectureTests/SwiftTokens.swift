/// A piece of Swift source that a rule can look at: comments are gone and the insides of strings are kept apart.
struct Token: Equatable {
    enum Kind { case word, mark, text }

    let kind: Kind
    /// A word, one punctuation character, or what stands between the quotes (interpolated code is cut out of it).
    let spelling: String
    let line: Int

    func isWord(_ word: String) -> Bool { kind == .word && spelling == word }
    func isMark(_ mark: String) -> Bool { kind == .mark && spelling == mark }
}

/// Cuts Swift source into tokens, well enough to tell code from comments, strings and regular expressions.
struct SwiftLexer {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var tokens: [Token] = []
    private var commentedLines: Set<Int> = []

    private init(_ source: String) { bytes = Array(source.utf8) }

    /// The tokens of a source text, and the numbers of the lines that carry a comment.
    static func read(_ source: String) -> (tokens: [Token], commentedLines: Set<Int>) {
        var lexer = SwiftLexer(source)
        lexer.readCode(insideInterpolation: false)
        return (lexer.tokens, lexer.commentedLines)
    }

    private func peek(_ ahead: Int = 0) -> UInt8? {
        position + ahead < bytes.count ? bytes[position + ahead] : nil
    }

    private func starts(with text: String) -> Bool {
        bytes[position...].starts(with: text.utf8)
    }

    private mutating func step(_ count: Int = 1) {
        for _ in 0..<count where position < bytes.count {
            if bytes[position] == UInt8(ascii: "\n") { line += 1 }
            position += 1
        }
    }

    /// Reads until the end, or until the bracket that closes an interpolation.
    private mutating func readCode(insideInterpolation: Bool) {
        var depth = 0
        while let byte = peek() {
            if starts(with: "//") {
                readLineComment()
            } else if starts(with: "/*") {
                readBlockComment()
            } else if byte == UInt8(ascii: "\"") {
                readString(pounds: 0)
            } else if byte == UInt8(ascii: "#"), readPoundLiteral() {
                continue
            } else if byte == UInt8(ascii: "/"), readBareRegex() {
                continue
            } else if Self.isWordByte(byte) {
                readWord()
            } else if Self.isSpace(byte) {
                step()
            } else {
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") {
                    if insideInterpolation, depth == 0 { return step() }
                    depth -= 1
                }
                tokens.append(Token(kind: .mark, spelling: String(UnicodeScalar(byte)), line: line))
                step()
            }
        }
    }

    private mutating func readLineComment() {
        commentedLines.insert(line)
        while let byte = peek(), byte != UInt8(ascii: "\n") { step() }
    }

    private mutating func readBlockComment() {
        var depth = 0
        repeat {
            commentedLines.insert(line)
            if starts(with: "/*") {
                depth += 1
                step(2)
            } else if starts(with: "*/") {
                depth -= 1
                step(2)
            } else {
                step()
            }
        } while depth > 0 && peek() != nil
    }

    private mutating func readWord() {
        let start = position
        let first = line
        while let byte = peek(), Self.isWordByte(byte) { step() }
        tokens.append(
            Token(kind: .word, spelling: String(decoding: bytes[start..<position], as: UTF8.self), line: first))
    }

    /// Reads `#"…"#`, `#"""…"""#` or `#/…/#`; says no where the pound sign opens none of them.
    private mutating func readPoundLiteral() -> Bool {
        var pounds = 0
        while peek(pounds) == UInt8(ascii: "#") { pounds += 1 }
        guard let opener = peek(pounds) else { return false }
        if opener == UInt8(ascii: "\"") {
            step(pounds)
            readString(pounds: pounds)
            return true
        }
        guard opener == UInt8(ascii: "/") else { return false }
        let closing = "/" + String(repeating: "#", count: pounds)
        step(pounds + 1)
        while peek() != nil, !starts(with: closing) { step() }
        step(closing.utf8.count)
        return true
    }

    /// Reads `/…/` where a regular expression may stand: after no operand, and closed on the same line.
    private mutating func readBareRegex() -> Bool {
        if let last = tokens.last {
            let mayStand = last.kind == .mark && !")]}.".contains(last.spelling) || last.isWord("return")
            guard mayStand else { return false }
        }
        guard let next = peek(1), !Self.isSpace(next) else { return false }
        var ahead = 1
        while let byte = peek(ahead), byte != UInt8(ascii: "\n") {
            if byte == UInt8(ascii: "/") {
                step(ahead + 1)
                return true
            }
            ahead += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        return false
    }

    private mutating func readString(pounds: Int) {
        let fence = String(repeating: "#", count: pounds)
        let quote = starts(with: "\"\"\"") ? "\"\"\"" : "\""
        let escape = "\\" + fence
        let index = tokens.count
        tokens.append(Token(kind: .text, spelling: "", line: line))
        step(quote.utf8.count)
        var content: [UInt8] = []
        while let byte = peek(), !starts(with: quote + fence) {
            if starts(with: escape + "(") {
                step(escape.utf8.count + 1)
                readCode(insideInterpolation: true)
            } else if starts(with: escape) {
                content += bytes[position..<min(position + escape.utf8.count + 1, bytes.count)]
                step(escape.utf8.count + 1)
            } else {
                content.append(byte)
                step()
            }
        }
        step(quote.utf8.count + pounds)
        tokens[index] = Token(
            kind: .text, spelling: String(decoding: content, as: UTF8.self), line: tokens[index].line)
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\t") || byte == 13
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...: true
        default: false
        }
    }
}
