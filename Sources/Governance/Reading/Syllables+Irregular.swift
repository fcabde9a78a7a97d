extension Syllables {
    /// Words that break the rules, with their syllables; an `s` may follow each.
    static let irregular = letters([
        "anyone": 3, "area": 3, "aware": 2, "awareness": 3, "being": 2, "business": 2, "businesses": 3, "clothes": 1,
        "colleague": 2, "conscience": 2, "creature": 2, "cruel": 2, "diabetes": 4, "element": 3, "elementary": 5,
        "embed": 2, "european": 4, "every": 2, "everybody": 4, "everyday": 3, "everyone": 3, "everything": 3,
        "everywhere": 3, "eye": 1, "fluid": 2, "forehead": 2, "frontier": 2, "fuel": 2, "genuine": 3, "hatred": 2,
        "hundred": 2, "hypothesis": 4, "idea": 3, "increment": 3, "junior": 2, "lien": 1, "linear": 3, "museum": 3,
        "naked": 2, "nineteen": 2, "ninety": 2, "nuclear": 3, "parliament": 3, "parliamentary": 5, "persuade": 2,
        "poem": 2, "preamble": 3, "recipe": 3, "reality": 4, "rely": 2, "reliable": 4, "reuse": 2, "sacred": 2,
        "science": 2, "senior": 2, "simile": 3, "soldier": 2, "suicide": 3, "suicidal": 4, "wednesday": 2, "whoever": 3,
        "wicked": 2,
    ])

    private static func letters(_ words: [String: Int]) -> [Letters: Int] {
        Dictionary(uniqueKeysWithValues: words.map { (Letters($0.key.utf8), $0.value) })
    }
}
