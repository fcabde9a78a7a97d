/// Counts the syllables of an English word by its letters.
///
/// Groups of vowels, less the vowels that are silent, more the groups that are two. Right for well over nine in ten of the
/// words that people write; words that break the rules and that our texts use stand in a list.
enum Syllables {
    /// Small ASCII letters, as bytes: a page of text is read in a few milliseconds.
    typealias Letters = [UInt8]

    /// - Parameter word: small letters; apostrophes may stand in it.
    static func count(_ word: String) -> Int {
        let letters = word.reduce(into: Letters()) { letters, character in plain(character).map { letters.append($0) } }
        return count(letters) + contraction(word)
    }

    static func count(_ letters: Letters) -> Int {
        if let known = known(letters) { return known }
        if let (first, rest) = compound(letters) { return count(first) + count(rest) }
        return max(1, groups(letters) - silent(letters) + split(letters))
    }

    private static let accents: [Character: Character] = [
        "à": "a", "á": "a", "â": "a", "ä": "a", "å": "a", "æ": "e", "ç": "c", "è": "e", "é": "i", "ê": "e", "ë": "e",
        "í": "i", "ï": "i", "î": "i", "ñ": "n", "ó": "o", "ô": "o", "ö": "o", "œ": "e", "ú": "u", "û": "u", "ü": "u",
    ]

    private static func plain(_ character: Character) -> UInt8? {
        guard character.isLetter else { return nil }
        return character.asciiValue ?? accents[character]?.asciiValue ?? UInt8(ascii: "x")
    }

    private static func known(_ word: Letters) -> Int? {
        if let count = irregular[word] { return count }
        return word.last == UInt8(ascii: "s") ? irregular[word.dropLast()] : nil
    }

    static func isVowel(_ letter: UInt8) -> Bool {
        switch letter {
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"),
            UInt8(ascii: "y"):
            true
        default: false
        }
    }

    /// Runs of vowels. A `y` between vowels parts them, as in `player`; the `u` of `qu` is none.
    private static func groups(_ letters: Letters) -> Int {
        let (u, y, q) = (UInt8(ascii: "u"), UInt8(ascii: "y"), UInt8(ascii: "q"))
        var count = 0
        var inGroup = false
        for (index, letter) in letters.enumerated() {
            let before = index > 0 ? letters[index - 1] : 0
            let after = index + 1 < letters.count ? letters[index + 1] : 0
            let isConsonant =
                !isVowel(letter) || (letter == u && before == q)
                || (letter == y && isVowel(after) && (index == 0 || isVowel(before)))
            if !isConsonant, !inGroup { count += 1 }
            inGroup = !isConsonant
        }
        return count
    }

    /// The last `e` of these endings is not heard, but after these letters.
    private static let endings = [("es", "sxzcgh"), ("ed", "td"), ("e", "")].map {
        (Letters($0.utf8), Letters($1.utf8))
    }

    /// One where the last `e` is not heard, as in `made`, `makes` and `asked`; the `le` of `table` is heard.
    private static func silent(_ letters: Letters) -> Int {
        let (l, r, h) = (UInt8(ascii: "l"), UInt8(ascii: "r"), UInt8(ascii: "h"))
        for (ending, heardAfter) in endings where letters.count > ending.count && letters.ends(with: ending) {
            let stem = letters.dropLast(ending.count)
            guard let last = stem.last, !isVowel(last), stem.contains(where: isVowel) else { return 0 }
            let before = stem.dropLast().last ?? 0
            // `es` is heard in `reaches` and `wishes`, and not in `clothes`.
            if heardAfter.contains(last) { return last == h && !"cs".utf8.contains(before) ? 1 : 0 }
            if last == l, !isVowel(before), before != l { return 0 }
            if last == r, ending.last != UInt8(ascii: "d"), "bcgt".utf8.contains(before) { return 0 }
            return 1
        }
        return 0
    }

    /// `didn't` and `isn't` have one more than their letters say.
    private static func contraction(_ word: String) -> Int {
        ["dn't", "sn't", "dn’t", "sn’t"].contains(where: word.hasSuffix) ? 1 : 0
    }
}

extension [UInt8] {
    func ends(with ending: [UInt8]) -> Bool { suffix(ending.count).elementsEqual(ending) }
}
