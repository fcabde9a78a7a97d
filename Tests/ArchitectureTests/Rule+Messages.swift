/// The published table of sentences that have no code, for whoever reads one on standard error.
struct MessageTable {
    private let messages: [String]

    /// Reads the first cell of each row below the heading that ends in `without a code`; `…` stands for what changes.
    init(markdown: String) {
        var isRead = false
        var messages: [String] = []
        for line in markdown.split(separator: "\n") {
            if line.hasPrefix("#") { isRead = line.hasSuffix("without a code") }
            let cells = line.split(separator: "|").map { Self.plain(String($0)) }
            // The message, what it means, and what to do.
            guard isRead, line.hasPrefix("| "), cells.count == 3, cells.allSatisfy({ !$0.isEmpty }) else { continue }
            messages.append(cells[0])
        }
        self.messages = messages
    }

    func explains(_ words: String) -> Bool { messages.contains { $0.contains(words) } }

    /// The words alone: without what changes, quotation marks, and the white space and marks around them.
    static func plain(_ text: String) -> String {
        let words = text.filter { !"`…".contains($0) }.replacing("\\n", with: " ").split(separator: " ")
        return words.joined(separator: " ").trimming { " .,:;()".contains($0) }
    }

    /// The pieces of text among the arguments of a call that tells the operator something. A single word says nothing
    /// that could be looked up.
    static func told(in file: SwiftFile) -> [(words: String, line: Int)] {
        let tokens = file.tokens
        return tokens.indices.dropLast().flatMap { index -> [(words: String, line: Int)] in
            guard tokens[index].isWord("failed") || tokens[index].isWord("tell"), tokens[index + 1].isMark("(") else {
                return []
            }
            return Rule.arguments(tokens, openedAt: index + 1).filter { $0.kind == .text }
                .map { (plain($0.spelling), $0.line) }.filter { $0.words.contains(" ") }
        }
    }
}

extension String {
    fileprivate func trimming(_ isCut: (Character) -> Bool) -> String {
        String(drop(while: isCut).reversed().drop(while: isCut).reversed())
    }
}

extension Rule {
    static let messageRules = [
        Rule(sentence: "every sentence for the operator is explained in deploy/ERRORS.md") { house in
            let table = MessageTable(markdown: house.files[errorTable] ?? "")
            return house.sources.filter { $0.target == "salthouse" }.flatMap { file in
                MessageTable.told(in: file).filter { !table.explains($0.words) }.map { told in
                    Finding(path: file.path, line: told.line, says: "\(errorTable) has no row for: \(told.words)")
                }
            }
        }
    ]
}
