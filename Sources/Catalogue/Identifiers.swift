/// What is counted and protected: each table counts one kind of unit.
package enum StatisticalUnit: String, Sendable, Hashable, CaseIterable, Comparable {
    case household, organisation, person

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// How carefully a dataset must be held, from the catalogue.
package enum Tier: String, Sendable, Hashable, CaseIterable {
    case open, pseudonymised, sensitive, synthetic
}

/// The name of a dataset: `[a-z][a-z0-9_]{0,31}`.
package struct DatasetID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let description: String

    /// Reads a name, or gives nil where the text is not a plain ASCII name.
    package init?(_ text: String) {
        guard Name.isPlain(text, extra: []) else { return nil }
        self.description = text
    }

    package static func < (a: Self, b: Self) -> Bool { Name.precedes(a.description, b.description) }
}

/// The full name of a variable: `dataset.variable`, such as `person.age`.
package struct VariableName: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let dataset: DatasetID
    package let name: String

    /// Pairs a dataset with the bare name of one of its variables.
    package init(dataset: DatasetID, name: String) {
        self.dataset = dataset
        self.name = name
    }

    /// Reads `dataset.variable`, or `dataset.variable@version` of a derived variable; gives nil where a part is not a
    /// plain ASCII name, or the version not a number from 1 to 9,999.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let dataset = DatasetID(String(parts[0])) else { return nil }
        let name = String(parts[1])
        let bare = Name.versioned(name)?.name ?? name
        guard Name.isPlain(bare, extra: Name.capitals) else { return nil }
        self.init(dataset: dataset, name: name)
    }

    /// The version of a derived variable; nil for a declared one.
    package var version: Int? { Name.versioned(name)?.version }

    package var description: String { "\(dataset).\(name)" }

    package static func < (a: Self, b: Self) -> Bool { Name.precedes(a.description, b.description) }
}

/// The rules of plain names. Names are compared as bytes: Swift's own `==` and `<` on text follow Unicode equivalence.
package enum Name {
    /// Whether a text is a plain name that may hold capitals: `[a-z][A-Za-z0-9_]{0,31}`.
    package static func isPlain(_ text: String) -> Bool { isPlain(text, extra: capitals) }

    static let capitals = Set(UInt8(ascii: "A")...UInt8(ascii: "Z"))
    static let maximumLength = 32

    static func isPlain(_ text: String, extra: Set<UInt8>) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, bytes.count <= maximumLength, isLower(first) else { return false }
        return bytes.allSatisfy { byte in
            isLower(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
                || extra.contains(byte)
        }
    }

    /// The two halves of `name@version`, where the version is a number from 1 to 9,999 without leading zeros.
    static func versioned(_ text: String) -> (name: String, version: Int)? {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, let version = Int(parts[1]), (1...9_999).contains(version),
            "\(version)".utf8.elementsEqual(parts[1].utf8)
        else { return nil }
        return (String(parts[0]), version)
    }

    static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

    private static func isLower(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
}
