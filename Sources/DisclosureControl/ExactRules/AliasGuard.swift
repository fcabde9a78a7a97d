/// Answers a cell whose units are almost those of an earlier one as if they were the same: exact answers to almost equal
/// questions tell of the few people between them.
///
/// It knows every cell of a dataset's lineage that was answered with its own value, over all snapshots.
package struct AliasGuard: Sendable {
    /// HMAC-SHA-256 under the lineage's key: 32 bytes.
    package typealias MAC = ([UInt8]) -> [UInt8]

    /// What a cell must be answered with.
    package enum Answer: Sendable, Hashable {
        /// Nothing released is near: the cell's own value.
        case own
        /// The value released for a cell that differs by fewer than t′ units, and by how much the interval widens: t′.
        case alias(shown: Int, widen: Int)
    }

    /// A cell that was answered with its own value.
    private struct Released: Sendable {
        let order: Int
        let units: [UInt32]
        let name: [UInt8]
        let shown: Int
    }

    /// t: the smallest number that may show.
    private let threshold: Int
    /// By rising number of units.
    private var released: [Released] = []

    /// Nil where the threshold is below 1.
    package init?(threshold: Int) {
        guard threshold >= 1 else { return nil }
        self.threshold = threshold
    }

    /// Takes note of a cell that was answered with its own value.
    ///
    /// - Parameter units: rising, each once.
    package mutating func note(units: [UInt32], shown: Int, mac: MAC) {
        let cell = Released(order: released.count, units: units, name: Self.name(units, mac), shown: shown)
        released.insert(cell, at: firstIndex(withAtLeast: units.count + 1))
    }

    /// Looks for a released cell whose units differ by 1...t′ − 1: of several the one released first, so that later
    /// releases change no answer.
    ///
    /// t′ = t + (HMAC(pair) mod t) is a number from t to 2t − 1 that is fixed for two cells and known to nobody, so that a
    /// search for the distance at which answers begin to differ finds none.
    ///
    /// *Why the pre-filter loses nothing.* Sets whose sizes differ by d differ by at least d units, and t′ − 1 is at most
    /// 2t − 2.
    /// - Parameter units: rising, each once.
    package func answer(units: [UInt32], mac: MAC) -> Answer {
        let reach = 2 * threshold - 2
        let first = firstIndex(withAtLeast: units.count - reach)
        let beyond = firstIndex(withAtLeast: units.count + reach + 1)
        var ownName: [UInt8]?
        var best: (order: Int, answer: Answer)?
        for candidate in released[first..<beyond] {
            guard let distance = Self.distance(units, candidate.units, atMost: reach) else { continue }
            // The very same cell was released: its own value is that one.
            if distance == 0 { return .own }
            let name = ownName ?? Self.name(units, mac)
            ownName = name
            let tolerance = tolerance(name, candidate.name, mac)
            guard distance < tolerance, candidate.order < best?.order ?? Int.max else { continue }
            best = (candidate.order, .alias(shown: candidate.shown, widen: tolerance))
        }
        return best?.answer ?? .own
    }

    /// t′ of two cells, the same in both orders.
    private func tolerance(_ first: [UInt8], _ second: [UInt8], _ mac: MAC) -> Int {
        let names = first.lexicographicallyPrecedes(second) ? first + second : second + first
        let number = mac(Array("alias-pair".utf8) + names).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return threshold + Int(number % UInt64(threshold))
    }

    private static func name(_ units: [UInt32], _ mac: MAC) -> [UInt8] {
        var bytes = Array("alias-cell".utf8)
        bytes.reserveCapacity(bytes.count + 4 * units.count)
        for unit in units {
            for shift in stride(from: UInt32(24), through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: unit >> shift))
            }
        }
        return mac(bytes)
    }

    /// How many units are in one set only; nil as soon as they are more than the limit.
    private static func distance(_ first: [UInt32], _ second: [UInt32], atMost limit: Int) -> Int? {
        var (here, there, found) = (0, 0, 0)
        while here < first.count, there < second.count {
            if first[here] == second[there] {
                (here, there) = (here + 1, there + 1)
                continue
            }
            if first[here] < second[there] { here += 1 } else { there += 1 }
            found += 1
            if found > limit { return nil }
        }
        found += first.count - here + second.count - there
        return found <= limit ? found : nil
    }

    private func firstIndex(withAtLeast size: Int) -> Int {
        var low = 0
        var high = released.count
        while low < high {
            let middle = (low + high) / 2
            if released[middle].units.count < size { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
