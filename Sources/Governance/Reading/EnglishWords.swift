/// Tells English from other languages by its small words.
enum EnglishWords {
    /// From this many words on, the share decides; below, one small word is enough, and a phrase needs none.
    private static let phrase = 8
    private static let enoughForShare = 20
    /// At least one word in so many is a small English word; in English prose it is one in three.
    private static let oneIn = 8

    /// Words that English texts use all the time and the languages around it do not.
    private static let small: Set<String> = [
        "about", "and", "are", "be", "because", "been", "but", "by", "can", "each", "for", "from", "has", "have", "how",
        "if", "is", "it", "its", "more", "not", "of", "or", "our", "people", "that", "the", "their", "them", "there",
        "these", "they", "this", "to", "we", "what", "when", "where", "which", "who", "will", "with", "you", "your",
    ]

    /// Whether words seem to be English. Names and figures count for nothing.
    static func seems(_ words: [ReadWord]) -> Bool {
        let prose = words.filter(\.isProse)
        guard !prose.isEmpty else { return !words.isEmpty }
        let latin = prose.count { $0.key.contains { "abcdefghijklmnopqrstuvwxyz".contains($0) } }
        guard latin * 2 > prose.count else { return false }
        let count = prose.count { small.contains($0.key) }
        if prose.count < phrase { return true }
        return prose.count < enoughForShare ? count > 0 : count * oneIn >= prose.count
    }
}
