/// The numbers of the units of one kind. A unit keeps its number for ever; new ones are added at the end.
///
/// Takes 16 bytes for each unit and about 6 for finding it: pseudonyms are uniform, so their own bits are the hash.
///
/// Not `Sendable`: the one load that may write has it.
package final class Spine {
    /// Blocks of `blockSize` pseudonyms, so that growing never copies them all.
    private var blocks: [[Pseudonym]] = []
    package private(set) var count = 0
    /// Open addressing: a number, or `free`. At most two thirds are taken.
    private var slots: [UInt32]

    private static let blockSize = 1 << 16
    private static let free = DatasetTable.unlinked

    init() { slots = [UInt32](repeating: Self.free, count: 64) }

    /// The pseudonym of a unit that has a number.
    subscript(number: UInt32) -> Pseudonym { blocks[Int(number) / Self.blockSize][Int(number) % Self.blockSize] }

    /// The number of a unit that has one.
    package func number(of pseudonym: Pseudonym) -> UInt32? {
        let found = slots[slot(of: pseudonym)]
        return found == Self.free ? nil : found
    }

    /// The number of a unit, given now where it has none. Nil where all 2³² − 1 numbers are taken.
    package func enrol(_ pseudonym: Pseudonym) -> UInt32? {
        var slot = slot(of: pseudonym)
        if slots[slot] != Self.free { return slots[slot] }
        guard let number = UInt32(exactly: count), number < Self.free else { return nil }
        if (count + 1) * 3 > slots.count * 2 {
            grow()
            slot = self.slot(of: pseudonym)
        }
        slots[slot] = number
        append(pseudonym)
        return number
    }

    private func append(_ pseudonym: Pseudonym) {
        if count % Self.blockSize == 0 {
            var block: [Pseudonym] = []
            block.reserveCapacity(Self.blockSize)
            blocks.append(block)
        }
        blocks[count / Self.blockSize].append(pseudonym)
        count += 1
    }

    /// Where a pseudonym stands, or the free slot where it would.
    private func slot(of pseudonym: Pseudonym) -> Int {
        var slot = Int(pseudonym.low.multipliedFullWidth(by: UInt64(slots.count)).high)
        while slots[slot] != Self.free, self[slots[slot]] != pseudonym {
            slot += 1
            if slot == slots.count { slot = 0 }
        }
        return slot
    }

    private func grow() {
        slots = [UInt32](repeating: Self.free, count: slots.count * 3 / 2)
        for number in 0..<UInt32(count) { slots[slot(of: self[number])] = number }
    }

    /// Takes back the numbers from `first` on, of a load that failed.
    func forget(from first: Int) {
        guard first < count else { return }
        blocks.removeLast(blocks.count - (first + Self.blockSize - 1) / Self.blockSize)
        if first % Self.blockSize > 0 {
            blocks[blocks.count - 1].removeLast(blocks[blocks.count - 1].count - first % Self.blockSize)
        }
        count = first
        for slot in slots.indices { slots[slot] = Self.free }
        for number in 0..<UInt32(count) { slots[slot(of: self[number])] = number }
    }
}
