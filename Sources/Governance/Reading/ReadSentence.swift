/// A sentence as a reader takes it: its words, and itself.
struct ReadSentence {
    let text: String
    let words: [ReadWord]
}

extension ReadSentence {
    /// The sentences of a text that hold a word, in order.
    ///
    /// A sentence ends at `.`, `!` or `?` before a space, where the next word does not begin small, at an empty line, and
    /// before a line of a list. Points within numbers and names, and those of `e.g.` and `Dr.`, end nothing.
    static func list(_ text: String) -> [ReadSentence] {
        var found: [ReadSentence] = []
        var pieces: [Substring] = []
        func close() {
            let words = pieces.flatMap(ReadWord.list)
            if !words.isEmpty {
                found.append(ReadSentence(text: pieces.joined(separator: " "), words: words))
            }
            pieces = []
        }
        for paragraph in paragraphs(text) {
            let parts = PieceReader.pieces(paragraph)
            for (index, piece) in parts.enumerated() {
                pieces.append(piece)
                if ends(piece, before: index + 1 < parts.count ? parts[index + 1] : nil) { close() }
            }
            close()
        }
        return found
    }

    /// Lines that go on from one to the next are one paragraph.
    private static func paragraphs(_ text: String) -> [String] {
        var found: [[Substring]] = [[]]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let line = line.drop(while: \.isWhitespace)
            if line.isEmpty || startsListItem(line) { found.append([]) }
            found[found.count - 1].append(line)
        }
        return found.map { $0.joined(separator: " ") }
    }

    private static func startsListItem(_ line: Substring) -> Bool {
        guard let mark = line.first, line.count > 1 else { return false }
        if "-*•#".contains(mark) { return true }
        let rest = line.drop(while: \.isNumber)
        return rest.startIndex != line.startIndex && (rest.hasPrefix(". ") || rest.hasPrefix(") "))
    }

    private static let closers: Set<Character> = ["\"", "'", "”", "’", ")", "]", "*", "_"]
    private static let abbreviations: Set<String> = [
        "approx", "art", "cf", "dept", "dr", "e.g", "eg", "etc", "fig", "i.e", "ie", "jr", "mr", "mrs", "ms", "no",
        "nos",
        "prof", "ref", "sec", "sr", "st", "vs",
    ]

    private static func ends(_ piece: Substring, before next: Substring?) -> Bool {
        var piece = piece
        while let last = piece.last, closers.contains(last) { piece.removeLast() }
        switch piece.last {
        case "!", "?", "…": return true
        case ".":
            guard let next else { return true }
            piece.removeLast()
            let word = piece.drop { !$0.isLetter }.lowercased()
            let isInitial = piece.count == 1 && piece.first?.isUppercase ?? false && piece != "I"
            if isInitial || abbreviations.contains(word) { return false }
            return !(next.first { $0.isLetter || $0.isNumber || $0 == "{" || $0 == "`" }?.isLowercase ?? false)
        default: return false
        }
    }
}

/// Cuts a paragraph at its spaces, and leaves out tags; what stands between backticks or braces stays one piece.
private enum PieceReader {
    static func pieces(_ paragraph: String) -> [Substring] {
        var pieces: [Substring] = []
        var current = ""
        var closing: Character?
        func close() {
            if !current.isEmpty { pieces.append(Substring(current)) }
            current = ""
        }
        var rest = Substring(paragraph)
        while let character = rest.popFirst() {
            if let end = closing {
                current.append(character == " " ? "_" : character)
                if character == end { closing = nil }
            } else if character == "<", let tag = tagEnd(rest) {
                rest = rest[rest.index(after: tag)...]
            } else if character.isWhitespace || "—–".contains(character) {
                close()
            } else {
                if character == "`", rest.contains("`") { closing = "`" }
                if character == "{", rest.contains("}") { closing = "}" }
                current.append(character)
            }
        }
        close()
        return pieces
    }

    /// Where a tag such as `<b>` or `</b>` ends; nil where `<` begins none.
    private static func tagEnd(_ rest: Substring) -> Substring.Index? {
        guard let first = rest.first, first.isLetter || first == "/" else { return nil }
        return rest.firstIndex(of: ">")
    }
}
