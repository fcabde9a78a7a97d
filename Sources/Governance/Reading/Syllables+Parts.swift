extension Syllables {
    /// First parts whose last `e` is silent also within a word.
    private static let firstParts = [
        "base", "care", "case", "fire", "fore", "home", "house", "life", "like", "make", "more", "name", "note",
        "safe", "side", "some", "stake", "state", "there", "time", "use", "where", "whole", "wide",
    ]
    private static let lastParts = ["ly", "ful", "fully", "less", "ness", "ment", "ments", "mental", "some"]

    /// A word cut where a silent `e` hides: `safe|ly`, `house|hold`. Nil where there is no such place.
    static func compound(_ letters: [Character]) -> (String, String)? {
        for part in firstParts where letters.count > part.count + 2 && letters.starts(with: part) {
            let rest = letters.dropFirst(part.count)
            if let first = rest.first, !isVowel(first), rest.contains(where: isVowel) { return (part, String(rest)) }
        }
        for part in lastParts where letters.count > part.count + 1 && letters.suffix(part.count).elementsEqual(part) {
            let stem = letters.dropLast(part.count)
            if stem.contains(where: isVowel), stem.last == "e" { return (String(stem), part) }
        }
        return nil
    }

    /// How many groups of vowels are heard as two syllables, as in `me|di|a`, and how many endings have one more.
    static func split(_ word: String) -> Int {
        let ending = word.hasSuffix("s") ? String(word.dropLast()) : word
        var more = 0
        for (pair, joined) in joinedPairs {
            more += places(of: pair, in: word).count { place in !joined.contains { matches($0, word, at: place) } }
        }
        more += parted.reduce(0) { $0 + places(of: $1, in: word).count }
        more += partedStarts.count { word.hasPrefix($0) }
        if ending.hasSuffix("ing"), let before = ending.dropLast(3).last, isVowel(before) {
            let second = ending.dropLast(4).last ?? " "
            // The y of `playing` already parts its neighbours, and `queueing` is nobody's word.
            if !(before == "y" && isVowel(second)) { more += 1 }
        }
        for last in ["ier", "iest"] where ending.hasSuffix(last) {
            if ending.dropLast(last.count).contains(where: isVowel) { more += 1 }
        }
        if ending.hasSuffix("ism") || ending.hasSuffix("asm") || ending.hasSuffix("thm") { more += 1 }
        return more
    }

    /// Pairs of vowels that are two syllables, but not in these surroundings; `|` stands where the pair begins.
    private static let joinedPairs: [(String, [String])] = [
        ("ia", ["c|ial", "c|ian", "t|ial", "t|ian", "l|ian", "r|iage", "g|ian"]),
        (
            "io",
            [
                "t|ion", "s|ion", "c|ion", "g|ion", "x|ion", "n|ion", "ll|ion", "sh|ion", "c|ious", "t|ious", "g|ious",
                "x|ious", "v|iour",
            ]
        ),
        ("iu", []),
        ("ua", ["q|ua", "g|ua"]),
        ("uen", ["q|uen", "g|uen"]),
        ("ien", ["c|ien", "t|ien", "fr|ien", "sc|ien"]),
        ("iet", []),
        ("uou", []),
    ]
    /// Letters that always hold two syllables within one group of vowels.
    private static let parted = ["creat", "neous", "theat", "uity", "uities"]
    private static let partedStarts = ["coop", "coord", "geo", "react", "theo", "video"]

    private static func places(of pair: String, in word: String) -> [String.Index] {
        word.indices.filter { word[$0...].hasPrefix(pair) }
    }

    /// Whether `t|ion` stands around the place where its pair would begin.
    private static func matches(_ pattern: String, _ word: String, at place: String.Index) -> Bool {
        let sides = pattern.split(separator: "|", omittingEmptySubsequences: false)
        return word[..<place].hasSuffix(sides[0]) && word[place...].hasPrefix(sides[1])
    }
}
