/// Answers a cell whose units are almost those of an earlier one as if they were the same: exact answers to almost equal
/// questions tell of the few people between them.
///
/// It knows every cell of a dataset's lineage that was answered with its own value, or hidden, over all snapshots.
package struct AliasGuard: Sendable {
    /// What a cell must be answered with.
    package enum Answer: Sendable, Hashable {
        /// Nothing released is near: the cell's own value.
        case own
        /// The very same units stood behind a cell that was shown, or hidden.
        case seen(isHidden: Bool)
        /// The value released for a cell that differs by fewer than t′ units.
        case alias(shown: Int)
    }

    private struct Known: Sendable {
        let order: Int
        let cell: ReleasedCell
        let name: [UInt8]
    }

    /// t: the smallest number that may show.
    private let threshold: Int
    /// HMAC-SHA-256 under the lineage's key: 32 bytes.
    private let mac: @Sendable ([UInt8]) -> [UInt8]
    /// By what is counted, and there by rising number of units.
    private var known: [String: [Known]] = [:]
    private var count = 0

    /// Nil where the threshold is below 1.
    package init?(threshold: Int, mac: @escaping @Sendable ([UInt8]) -> [UInt8]) {
        guard threshold >= 1 else { return nil }
        self.threshold = threshold
        self.mac = mac
    }

    /// The largest difference that matters: t′ is at most 2t − 1.
    package static func reach(threshold: Int) -> Int { 2 * threshold - 2 }

    /// Takes note of a cell that was answered with its own value, or hidden. Empty cells tell of nobody and are left out.
    package mutating func note(_ cell: ReleasedCell) {
        guard cell.sketch.count > 0 else { return }
        let next = Known(order: count, cell: cell, name: name(cell.sketch))
        count += 1
        known[cell.counted, default: []].insert(next, at: firstIndex(cell.counted, withAtLeast: cell.sketch.count + 1))
    }

    /// Looks for the very same units, then for a shown cell whose units differ by 1...t′ − 1: of several the one released
    /// first, so that later releases change no answer.
    ///
    /// t′ = t + (HMAC(pair) mod t) is a number from t to 2t − 1 that is fixed for two cells and known to nobody, so that a
    /// search for the distance at which answers begin to differ finds none.
    ///
    /// *Why the pre-filter loses nothing.* Sets whose sizes differ by d differ by at least d units, and t′ − 1 is at most
    /// 2t − 2.
    /// - Parameter counted: what the cell counts: only numbers of one kind can stand for each other.
    package func answer(_ sketch: UnitSketch, counted: String) -> Answer {
        guard sketch.count > 0 else { return .own }
        let reach = Self.reach(threshold: threshold)
        let first = firstIndex(counted, withAtLeast: sketch.count - reach)
        let beyond = firstIndex(counted, withAtLeast: sketch.count + reach + 1)
        var ownName: [UInt8]?
        var best: (order: Int, shown: Int)?
        var isHidden: Bool?
        for candidate in (known[counted] ?? [])[first..<beyond] {
            guard let distance = sketch.distance(to: candidate.cell.sketch) else { continue }
            guard distance > 0 else {
                // A cell once hidden stays hidden.
                isHidden = isHidden == true || candidate.cell.shown == nil
                continue
            }
            guard let shown = candidate.cell.shown, candidate.order < best?.order ?? Int.max else { continue }
            let name = ownName ?? name(sketch)
            ownName = name
            if distance < tolerance(name, candidate.name) { best = (candidate.order, shown) }
        }
        if let isHidden { return .seen(isHidden: isHidden) }
        return best.map { .alias(shown: $0.shown) } ?? .own
    }

    /// t′ of two cells, the same in both orders.
    private func tolerance(_ first: [UInt8], _ second: [UInt8]) -> Int {
        let names = first.lexicographicallyPrecedes(second) ? first + second : second + first
        let number = mac(Array("alias-pair".utf8) + names).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return threshold + Int(number % UInt64(threshold))
    }

    private func name(_ sketch: UnitSketch) -> [UInt8] { mac(Array("alias-cell".utf8) + sketch.bytes) }

    private func firstIndex(_ counted: String, withAtLeast size: Int) -> Int {
        let cells = known[counted] ?? []
        var low = 0
        var high = cells.count
        while low < high {
            let middle = (low + high) / 2
            if cells[middle].cell.sketch.count < size { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
