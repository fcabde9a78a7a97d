package import JSON

/// What it takes to read an English text: its Flesch–Kincaid grade, and the words and the sentence that cost most.
///
/// grade = 0.39 · words ∕ sentences + 11.8 · syllables ∕ words − 15.59: the years at school after which most people can
/// read it. J. P. Kincaid and others, *Derivation of new readability formulas for Navy enlisted personnel*, Research
/// Branch Report 8-75, 1975. The weights fit English only, so any other text has no grade.
package struct Reading: Sendable, Hashable {
    package let words: Int
    package let sentences: Int
    package let syllables: Int
    package let isEnglish: Bool
    /// The words of most syllables, three at least, the worst first; ten at most, each once.
    package let hardWords: [String]
    /// The sentence of most words; empty where there is no word.
    package let longestSentence: String

    private static let shownWords = 10
    private static let hardFrom = 3

    package init(_ text: String) {
        let sentences = ReadSentence.list(text)
        let words = sentences.flatMap(\.words)
        self.words = words.count
        self.sentences = sentences.count
        syllables = words.reduce(0) { $0 + $1.syllables }
        isEnglish = EnglishWords.seems(words)
        var seen: Set<String> = []
        let hard = words.filter { $0.syllables >= Self.hardFrom && seen.insert($0.key).inserted }
        // The sort keeps the text's order among equals: a list of its own order would differ between runs.
        let ranked = hard.enumerated().sorted {
            ($1.element.syllables, $0.offset) < ($0.element.syllables, $1.offset)
        }
        hardWords = ranked.prefix(Self.shownWords).map(\.element.text)
        longestSentence = sentences.max { $0.words.count < $1.words.count }?.text ?? ""
    }

    /// The grade in tenths of a year, rounded up, so that what is over a limit never shows as being at it; nil for a
    /// text without words, and for one that is not English.
    package var gradeTenths: Int? {
        guard isEnglish, words > 0, sentences > 0 else { return nil }
        // In hundredths over one denominator: exact, and far from the bounds of 64 bits for any text that fits a request.
        let numerator = 39 * words * words + 1180 * syllables * sentences - 1559 * words * sentences
        return Self.quotientRoundedUp(numerator, 10 * words * sentences)
    }

    /// The grade in whole years, rounded up.
    package var grade: Int? { gradeTenths.map { Self.quotientRoundedUp($0, 10) } }

    private static func quotientRoundedUp(_ numerator: Int, _ positive: Int) -> Int {
        let quotient = numerator / positive
        return numerator > quotient * positive ? quotient + 1 : quotient
    }

    /// As it is shown to writers: `grade` is a decimal of one place, and absent where there is none.
    package var json: JSONValue {
        var object: JSONObject = [
            "english": .bool(isEnglish), "words": .integer(words), "sentences": .integer(sentences),
            "hardWords": .array(hardWords.map { .string($0) }), "longestSentence": .string(longestSentence),
        ]
        object["grade"] = gradeTenths.map { tenths in
            let size = tenths.magnitude
            return .string("\(tenths < 0 ? "-" : "")\(size / 10).\(size % 10)")
        }
        return .object(object)
    }
}
