/// What a log signs: its name, its size and the root of its tree (C2SP tlog-checkpoint, without extension lines).
package struct Checkpoint: Sendable, Hashable {
    package let origin: String
    /// The number of entries.
    package let size: Int
    package let root: TreeHash

    package init(origin: String, size: Int, root: TreeHash) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Reads the text of a note; nil unless it is exactly three lines, the size in plain decimal.
    package init?(parsing text: String) {
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }
        guard lines.count == 4, lines[3].isEmpty, VerifierKey.isName(lines[0]), let size = plainDecimal(lines[1]),
            let root = TreeHash(base64: lines[2])
        else { return nil }
        self.init(origin: lines[0], size: size, root: root)
    }

    package var text: String { "\(origin)\n\(size)\n\(root.base64)\n" }
}

/// A number from 0 without sign or leading zeros; nil for any other text.
func plainDecimal(_ text: some StringProtocol) -> Int? { plainDecimal(Array(text.utf8)[...]) }

/// The same, of the text's ASCII characters.
func plainDecimal(_ characters: ArraySlice<UInt8>) -> Int? {
    // Eighteen digits are always an `Int`.
    guard let first = characters.first, characters.count <= 18, first != UInt8(ascii: "0") || characters.count == 1
    else { return nil }
    var number = 0
    for character in characters {
        let digit = character &- UInt8(ascii: "0")
        guard digit < 10 else { return nil }
        number = number * 10 + Int(digit)
    }
    return number
}
