/// The name of a person record: 1 to 64 of `a-z`, `0-9`, `.`, `_` and `-`, beginning with a letter or a digit.
package struct PersonID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let description: String

    /// Reads an id, or gives nil.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard (1...64).contains(bytes.count), isLetterOrDigit(bytes[0]),
            bytes.allSatisfy({
                isLetterOrDigit($0) || [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-")].contains($0)
            })
        else { return nil }
        self.description = text
    }

    package static func < (left: PersonID, right: PersonID) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
