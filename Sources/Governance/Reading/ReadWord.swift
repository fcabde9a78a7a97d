/// A word as a reader takes it.
///
/// A figure, or a name that only programs use (`person.age`, `P-0007`, `{project.owner}`), is one word of one syllable:
/// Flesch leaves figures out of the count of syllables (*How to Write Plain English*, 1979, chapter 2).
struct ReadWord {
    /// As it was written, without the marks around it.
    let text: String
    /// Small letters, for comparing.
    let key: String
    let syllables: Int
    /// Whether it is made of letters, and not a figure or a program's name.
    let isProse: Bool
}

extension ReadWord {
    /// The words of a piece of text without spaces: none, one, or two or more where slashes join them.
    static func list(_ piece: Substring) -> [ReadWord] {
        let text = trimmed(piece)
        guard text.contains(where: { $0.isLetter || $0.isNumber }) else { return [] }
        if isSign(text) { return [ReadWord(text: String(text), key: text.lowercased(), syllables: 1, isProse: false)] }
        let parts = text.split(separator: "/")
        if parts.count > 1 { return parts.flatMap(list) }
        let key = text.lowercased()
        return [ReadWord(text: String(text), key: key, syllables: syllables(of: text), isProse: true)]
    }

    private static func trimmed(_ piece: Substring) -> Substring {
        let keeps: (Character) -> Bool = { $0.isLetter || $0.isNumber || "{}`".contains($0) }
        guard let first = piece.firstIndex(where: keeps), let last = piece.lastIndex(where: keeps) else { return "" }
        return piece[first...last]
    }

    /// Whether it is a figure, or a name that only programs use.
    private static func isSign(_ text: Substring) -> Bool {
        if text.contains(where: { $0.isNumber || "{}`_@=<>\\()[].:".contains($0) }) { return true }
        if text.hasPrefix("/") { return true }
        return zip(text, text.dropFirst()).contains { $0.isLowercase && $1.isUppercase }
    }

    private static func syllables(of text: Substring) -> Int {
        let parts = text.split(whereSeparator: { !$0.isLetter && $0 != "'" && $0 != "’" })
        return max(1, parts.reduce(0) { $0 + (isReadByLetters($1) ? letters($1) : Syllables.count($1.lowercased())) })
    }

    /// `NHS` and `AI` are read letter by letter, `CIPHA` as a word.
    private static func isReadByLetters(_ part: Substring) -> Bool {
        guard (2...5).contains(part.count), part.allSatisfy(\.isUppercase) else { return false }
        return part.count <= 3 || !part.contains(where: { "AEIOUY".contains($0) })
    }

    /// `W` has three syllables, every other letter one.
    private static func letters(_ part: Substring) -> Int { part.reduce(0) { $0 + ($1 == "W" ? 3 : 1) } }
}
