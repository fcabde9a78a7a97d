/// A unit's keyed pseudonym: 16 bytes that say nothing without the key.
package struct Pseudonym: Sendable, Hashable {
    let high: UInt64
    let low: UInt64

    package static let byteCount = 16

    /// Takes the first 16 of at least 16 bytes.
    package init(_ bytes: some Collection<UInt8>) {
        precondition(bytes.count >= Self.byteCount, "a pseudonym has 16 bytes")
        var words: (UInt64, UInt64) = (0, 0)
        for (index, byte) in bytes.prefix(Self.byteCount).enumerated() {
            if index < 8 { words.0 = words.0 << 8 | UInt64(byte) } else { words.1 = words.1 << 8 | UInt64(byte) }
        }
        high = words.0
        low = words.1
    }

    /// The 16 bytes.
    var bytes: [UInt8] {
        [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
    }
}

/// The numbers of the units of one kind. A unit keeps its number for ever; new ones are added at the end.
package struct Spine: Sendable {
    private var numbers: [Pseudonym: UInt32]
    /// The pseudonyms in the order of their numbers.
    package private(set) var pseudonyms: [Pseudonym]

    package static let empty = Spine(pseudonyms: [])

    /// The units in the order of their numbers; of a pseudonym that occurs twice the first number stands.
    package init(pseudonyms: [Pseudonym]) {
        self.pseudonyms = pseudonyms
        numbers = Dictionary(
            pseudonyms.enumerated().map { ($0.element, UInt32($0.offset)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The number of a unit that has one.
    package func number(of pseudonym: Pseudonym) -> UInt32? { numbers[pseudonym] }

    /// The number of a unit, given now where it has none. Nil where all 2³² − 1 numbers are taken.
    package mutating func enrol(_ pseudonym: Pseudonym) -> UInt32? {
        if let number = numbers[pseudonym] { return number }
        guard let number = UInt32(exactly: pseudonyms.count), number < DatasetTable.unlinked else { return nil }
        numbers[pseudonym] = number
        pseudonyms.append(pseudonym)
        return number
    }
}
