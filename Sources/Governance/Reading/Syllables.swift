/// Counts the syllables of an English word by its letters.
///
/// Groups of vowels, less the vowels that are silent, more the groups that are two. Right for well over nine in ten of the
/// words that people write; words that break the rules and that our texts use stand in a list.
enum Syllables {
    /// - Parameter word: small letters; apostrophes may stand in it.
    static func count(_ word: String) -> Int {
        let letters = word.compactMap(plain)
        let spelled = String(letters)
        if let known = known(spelled) { return known }
        if let (first, rest) = compound(letters) { return count(first) + count(rest) }
        return max(1, groups(letters) - silent(letters) + split(spelled) + contraction(word))
    }

    private static let accents: [Character: Character] = [
        "à": "a", "á": "a", "â": "a", "ä": "a", "å": "a", "æ": "e", "ç": "c", "è": "e", "é": "i", "ê": "e", "ë": "e",
        "í": "i", "ï": "i", "î": "i", "ñ": "n", "ó": "o", "ô": "o", "ö": "o", "œ": "e", "ú": "u", "û": "u", "ü": "u",
    ]

    private static func plain(_ character: Character) -> Character? {
        if character.isASCII { return character.isLetter ? character : nil }
        return accents[character] ?? (character.isLetter ? "x" : nil)
    }

    private static func known(_ word: String) -> Int? {
        if let count = irregular[word] { return count }
        guard word.hasSuffix("s") else { return nil }
        return irregular[String(word.dropLast())]
    }

    static func isVowel(_ letter: Character) -> Bool { "aeiouy".contains(letter) }

    /// Runs of vowels. A `y` between vowels parts them, as in `player`; the `u` of `qu` is none.
    private static func groups(_ letters: [Character]) -> Int {
        var count = 0
        var inGroup = false
        for (index, letter) in letters.enumerated() {
            let before = index > 0 ? letters[index - 1] : " "
            let after = index + 1 < letters.count ? letters[index + 1] : " "
            let isConsonant =
                !isVowel(letter) || (letter == "u" && before == "q")
                || (letter == "y" && isVowel(after) && (index == 0 || isVowel(before)))
            if !isConsonant, !inGroup { count += 1 }
            inGroup = !isConsonant
        }
        return count
    }

    /// One where the last `e` is not heard, as in `made`, `makes` and `asked`; the `le` of `table` is heard.
    private static func silent(_ letters: [Character]) -> Int {
        for (ending, heardAfter) in [("es", "sxzcgh"), ("ed", "td"), ("e", "")] where letters.ends(with: ending) {
            let stem = letters.dropLast(ending.count)
            guard let last = stem.last, !isVowel(last), stem.contains(where: isVowel) else { return 0 }
            if heardAfter.contains(last) { return ending == "es" && last == "h" && !hushes(stem) ? 1 : 0 }
            let before = stem.dropLast().last ?? " "
            if last == "l", !isVowel(before), before != "l" { return 0 }
            if last == "r", ending != "ed", "bcgt".contains(before) { return 0 }
            return 1
        }
        return 0
    }

    /// Whether a stem ends in a sound after which `es` is heard: `reaches`, but not `clothes`.
    private static func hushes(_ stem: ArraySlice<Character>) -> Bool {
        "cs".contains(stem.dropLast().last ?? " ")
    }

    /// `didn't` and `isn't` have one more than their letters say.
    private static func contraction(_ word: String) -> Int {
        ["dn't", "sn't", "dn’t", "sn’t"].contains(where: word.hasSuffix) ? 1 : 0
    }
}

extension [Character] {
    fileprivate func ends(with text: String) -> Bool { count > text.count && suffix(text.count).elementsEqual(text) }
}
