/// Units with consecutive numbers that are worked on together: few enough that what is found of them stays in the
/// processor's cache.
struct UnitBlock: Sendable, Equatable {
    let units: Range<UInt32>

    var first: UInt32 { units.lowerBound }
    var count: Int { units.count }

    /// The most units of a block; their places within it fit into 16 bits.
    static let largest = 4_096

    /// Cuts numbers from 0 on into blocks, the last one shorter.
    static func blocks(of units: Range<Int>, size: Int) -> some Sequence<UnitBlock> {
        stride(from: units.lowerBound, to: units.upperBound, by: size).lazy.map { first in
            UnitBlock(units: UInt32(first)..<UInt32(min(first + size, units.upperBound)))
        }
    }

    /// The places within the block of those of some units, rising, that are in it.
    func places(of rising: [UInt32]) -> [Int] {
        guard !rising.isEmpty else { return [] }
        return rising[rising.firstPlace(notBelow: first)...].prefix { $0 < units.upperBound }.map { Int($0 - first) }
    }
}

extension [UInt32] {
    /// In rising numbers, the place of the first that is not below another.
    func firstPlace(notBelow number: UInt32) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
