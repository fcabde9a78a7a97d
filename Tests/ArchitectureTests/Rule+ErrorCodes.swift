/// The published table of error codes: one row a code, and the codes that are retired.
struct ErrorTable {
    /// What each row says behind its code, cell by cell; a code with two rows has two such lists.
    private(set) var rows: [String: [[String]]] = [:]
    private(set) var retired: Set<String> = []

    /// Reads rows of the form `| SH-X123 | What happened. | What to do. |`; those below the heading `Retired` are retired.
    init(markdown: String) {
        var isRetired = false
        for line in markdown.split(separator: "\n") {
            if line.hasPrefix("#") { isRetired = line.contains("Retired") }
            let cells = line.split(separator: "|").map { $0.trimmingSpaces() }
            guard line.hasPrefix("|"), let code = cells.first, ErrorCode.isWhole(code) else { continue }
            if isRetired { retired.insert(code) }
            rows[code, default: []].append(Array(cells.dropFirst()))
        }
    }
}

enum ErrorCode {
    /// A code is `SH-`, one to three capitals for the stage, three digits.
    static func isWhole(_ text: String) -> Bool {
        guard text.hasPrefix("SH-") else { return false }
        let letters = text.dropFirst(3).prefix { $0.isASCII && $0.isUppercase }
        let digits = text.dropFirst(3 + letters.count)
        return (1...3).contains(letters.count) && digits.count == 3 && digits.allSatisfy { $0.isASCII && $0.isNumber }
    }

    /// Every code that a source defines: a string literal that is the code and nothing else.
    static func definitions(in house: House) -> [(code: String, path: String, line: Int)] {
        house.sources.flatMap { file in
            file.tokens.filter { $0.kind == .text && isWhole($0.spelling) }.map { ($0.spelling, file.path, $0.line) }
        }
    }
}

extension StringProtocol {
    fileprivate func trimmingSpaces() -> String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

extension Rule {
    static let errorTable = "deploy/ERRORS.md"

    static let errorCodeRules = [
        Rule(sentence: "an error code is defined in one place") { house in
            Dictionary(grouping: ErrorCode.definitions(in: house), by: \.code).values.flatMap { places in
                places.dropFirst().map { place in
                    Finding(
                        path: place.path, line: place.line,
                        says: "`\(place.code)` is already defined at \(places[0].path):\(places[0].line)")
                }
            }
        },
        Rule(sentence: "an error code is written whole, so that a search finds it") { house in
            house.sources.flatMap { file in
                file.tokens.filter {
                    $0.kind == .text && $0.spelling.hasPrefix("SH-") && !ErrorCode.isWhole($0.spelling)
                }
                .map { Finding(path: file.path, line: $0.line, says: "`\($0.spelling)` is no whole code like SH-Q104") }
            }
        },
        Rule(sentence: "deploy/ERRORS.md says of every error code what happened and what to do") { house in
            let table = ErrorTable(markdown: house.files[errorTable] ?? "")
            let defined = ErrorCode.definitions(in: house)
            let missing = defined.compactMap { place -> Finding? in
                let rows = table.rows[place.code] ?? []
                let isWhole = rows.count == 1 && rows[0].count == 2 && rows[0].allSatisfy { $0.hasSuffix(".") }
                guard !isWhole || table.retired.contains(place.code) else { return nil }
                return Finding(
                    path: place.path, line: place.line,
                    says: "`\(place.code)` needs one row with two sentences in \(errorTable), and not under Retired")
            }
            let known = Set(defined.map(\.code))
            let ghosts = table.rows.keys.filter { !known.contains($0) && !table.retired.contains($0) }.sorted()
            return missing
                + ghosts.map {
                    Finding(path: errorTable, says: "no source defines `\($0)`: move its row under Retired")
                }
        },
    ]
}
