/// A protected number, or nothing at all: a hidden cell keeps no trace of what it hides.
package enum DrawnCell: Sendable, Hashable {
    case hidden
    /// Noised, and a count rounded. Below 0 in sums and in entries that are never shown by themselves.
    case shown(Int)

    var isHidden: Bool { self == .hidden }

    var isBelowZero: Bool { if case .shown(let value) = self { value < 0 } else { false } }
}

/// One part in one marginal, drawn once and kept: the same key is answered with the same numbers for ever.
package struct DrawnMarginal: Sendable, Hashable {
    package let key: String
    /// z².
    package let noiseMultiplierSquared: Int
    /// B.
    package let bound: Int
    /// In the canonical order of the cells; the entries of one cell of a divided part stand together.
    package let cells: [DrawnCell]

    /// Whether it is what the plan means by this draw.
    func fits(_ draw: PlannedDraw) -> Bool {
        key == draw.key && noiseMultiplierSquared == draw.noiseMultiplierSquared && bound == draw.bound
            && cells.count == draw.entryCount && (draw.mayBeBelowZero || !cells.contains(where: \.isBelowZero))
    }
}
