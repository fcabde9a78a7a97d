/// What an asker would rather have, by `Prefer` (RFC 7240). We know one preference; all others are passed over.
enum PreferField {
    static let respondAsync = "respond-async"

    /// Whether the asker would rather look for the answer later than wait for it.
    static func wantsJob(_ fields: [String]) -> Bool {
        fields.flatMap(preferences).contains { preference in
            // What stands behind `;` are parameters, of which this one has none.
            let word = preference.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)[0]
            let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            return halves[0] == respondAsync && (halves.count == 1 || ["", "\"\""].contains(halves[1]))
        }
    }

    /// The parts of a field between commas, but for those within quotes.
    private static func preferences(_ field: String) -> [String] {
        var parts = [""]
        var isQuoted = false
        var isEscaped = false
        for character in field.unicodeScalars {
            if character == ",", !isQuoted {
                parts.append("")
                continue
            }
            if character == "\"", !isEscaped { isQuoted.toggle() }
            isEscaped = isQuoted && character == "\\" && !isEscaped
            parts[parts.count - 1].unicodeScalars.append(character)
        }
        return parts
    }
}
