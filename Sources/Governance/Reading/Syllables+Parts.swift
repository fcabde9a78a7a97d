extension Syllables {
    /// First parts whose last `e` is silent also within a word.
    private static let firstParts = [
        "base", "care", "case", "fire", "fore", "home", "house", "life", "like", "make", "more", "name", "note", "safe",
        "side", "some", "stake", "state", "there", "time", "use", "where", "whole", "wide",
    ].map { Letters($0.utf8) }
    private static let lastParts = ["ly", "ful", "fully", "less", "ness", "ment", "ments", "mental", "some"]
        .map { Letters($0.utf8) }

    /// A word cut where a silent `e` hides: `safe|ly`, `house|hold`. Nil where there is no such place.
    static func compound(_ letters: Letters) -> (Letters, Letters)? {
        for part in firstParts where letters.count > part.count + 2 && letters.starts(with: part) {
            let rest = letters.dropFirst(part.count)
            if let first = rest.first, !isVowel(first), rest.contains(where: isVowel) { return (part, Letters(rest)) }
        }
        for part in lastParts where letters.count > part.count + 1 && letters.ends(with: part) {
            let stem = letters.dropLast(part.count)
            if stem.last == UInt8(ascii: "e") { return (Letters(stem), part) }
        }
        return nil
    }

    /// How many groups of vowels are heard as two syllables, as in `me|di|a`, and how many endings have one more.
    static func split(_ word: Letters) -> Int {
        var more = partedStarts.count { word.starts(with: $0) }
        for place in word.indices.dropLast() {
            let here = word[place...]
            more += parted.count { here.starts(with: $0) }
            guard isVowel(word[place]), isVowel(word[place + 1]) else { continue }
            for (pair, joined) in pairs where here.starts(with: pair) {
                let isOne = joined.contains { before, from in
                    here.starts(with: from) && word[..<place].suffix(before.count).elementsEqual(before)
                }
                if !isOne { more += 1 }
            }
        }
        return more + endingWithOneMore(word.last == UInt8(ascii: "s") ? word.dropLast() : word)
    }

    private static func endingWithOneMore(_ word: Letters) -> Int {
        if oneMore.contains(where: word.ends) { return 1 }
        if comparatives.contains(where: { word.ends(with: $0) && word.dropLast($0.count).contains(where: isVowel) }) {
            return 1
        }
        guard word.ends(with: ing), let before = word.dropLast(3).last, isVowel(before) else { return 0 }
        // The y of `playing` already parts its neighbours.
        return before == UInt8(ascii: "y") && isVowel(word.dropLast(4).last ?? 0) ? 0 : 1
    }

    private static let ing = Letters("ing".utf8)
    private static let oneMore = ["ism", "asm", "thm"].map { Letters($0.utf8) }
    private static let comparatives = ["ier", "iest"].map { Letters($0.utf8) }

    /// Groups of vowels that are two syllables, but not in these surroundings; `|` stands where the group begins.
    private static let pairs: [(Letters, [(Letters, Letters)])] = [
        ("ia", "c|ial c|ian t|ial t|ian l|ian r|iage g|ian"),
        ("io", "t|ion s|ion c|ion g|ion x|ion n|ion ll|ion sh|ion c|iou t|iou g|iou x|iou v|iour"),
        ("iu", ""), ("ua", "q|ua g|ua"), ("uen", "q|uen g|uen"), ("ien", "c|ien t|ien fr|ien"), ("iet", ""),
        ("uou", ""),
    ].map { pair, joined in
        (
            Letters(pair.utf8),
            joined.split(separator: " ").map { pattern in
                let sides = pattern.split(separator: "|")
                return (Letters(sides[0].utf8), Letters(sides[1].utf8))
            }
        )
    }
    /// Letters that always hold two syllables within one group of vowels.
    private static let parted = ["creat", "neous", "theat", "uity", "uities"].map { Letters($0.utf8) }
    private static let partedStarts = ["coop", "coord", "geo", "react", "theo", "video"].map { Letters($0.utf8) }
}
