/// The name and version of a public file, a reference or a look-up: `name@version`, such as `ons_population_2021@1`.
package struct ReferenceID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let name: String
    /// 1 or more. A version never changes.
    package let version: Int

    /// Reads `name@version`, or gives nil.
    package init?(_ text: String) {
        guard let parts = Name.versioned(text), Name.isPlain(parts.name, extra: []) else { return nil }
        name = parts.name
        version = parts.version
    }

    package var description: String { "\(name)@\(version)" }

    package static func < (a: Self, b: Self) -> Bool {
        a.name == b.name ? a.version < b.version : Name.precedes(a.name, b.name)
    }
}

/// Public aggregates, such as a census population by area and age: exact, free, and not protected.
package struct Reference: Sendable, Hashable {
    /// A declared variable and one of its groupings.
    package struct Dimension: Sendable, Hashable {
        package let variable: VariableName
        package let grouping: String
        /// The look-up through which its numbers came to the areas of the grouping.
        package let lookup: ReferenceID?
    }

    package let id: ReferenceID
    package let title: String
    package let description: String
    /// Who published the numbers, and where they can be found.
    package let source: String
    /// What is counted, such as `person`.
    package let counts: String
    /// Whether its parts make up its totals; false where the publisher rounded or changed each by itself.
    package let addsUp: Bool
    package let dimensions: [Dimension]
    /// Codes, one for each dimension, with their number: 0 to 10¹². Combinations that are left out have none.
    package let numbers: [[String]: Int]
}
