/// A public file that leads from areas of one vintage to others: those of another vintage, or larger ones.
///
/// Each area has one target. Where several would do, whoever made the file chose the one that fits best, and the whole
/// area goes there.
package struct Lookup: Sendable, Hashable {
    /// How truly the targets hold the areas.
    package enum Relation: String, Sendable, Hashable, CaseIterable {
        /// Each area lies in its target as a whole.
        case exact
        /// Some lie in several areas, and count for one of them.
        case bestFit = "best-fit"
    }

    package let id: ReferenceID
    package let title: String
    package let description: String
    /// Who published it, and where it can be found.
    package let source: String
    /// The vintage of the areas, and that of the targets.
    package let from: String
    package let to: String
    /// How small the targets are.
    package let level: AreaLevel
    package let relation: Relation
    /// In declared order.
    package let targets: [Category]
    /// For the code of each area, the index of its target.
    package let targetOf: [String: Int]

    /// Where an area leads; nil where the file does not have it.
    package func target(of code: String) -> Category? { targetOf[code].map { targets[$0] } }
}

/// The look-up that a grouping was made from.
package struct LookupUse: Sendable, Hashable {
    package let id: ReferenceID
    /// The vintage of the areas that the grouping shows.
    package let vintage: String
    package let relation: Lookup.Relation
}

extension Variable {
    /// The vintage of the areas that a grouping shows; nil where it shows none.
    package func vintage(shownBy grouping: Grouping) -> String? { grouping.lookup?.vintage ?? vintage }
}

extension Catalogue {
    package func lookup(_ id: ReferenceID) -> Lookup? { lookups.first { $0.id == id } }

    /// The vintage of the areas that a dimension of a reference shows; nil where it shows none.
    package func vintage(shownBy dimension: Reference.Dimension) -> String? {
        guard let grouping = grouping(dimension) else { return nil }
        return dataset(dimension.variable.dataset)?.variable(named: dimension.variable.name)?.vintage(shownBy: grouping)
    }

    /// The look-ups between two vintages, in either direction.
    package func lookups(between one: String, and other: String) -> [Lookup] {
        lookups.filter { [$0.from, $0.to] == [one, other] || [$0.from, $0.to] == [other, one] }
    }
}
