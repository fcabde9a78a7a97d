/// The numbers of the units of one kind. A unit keeps its number for ever; new ones are added at the end.
///
/// Takes 16 bytes for each unit, and 12 to 18 for finding it.
///
/// Not `Sendable`: the one load that may write has it.
package final class Spine {
    // A struct inside, so that each call is one access to the object and not several.
    private var table = PseudonymTable()

    init() {}

    package var count: Int { table.count }

    /// The pseudonym of a unit that has a number.
    subscript(number: UInt32) -> Pseudonym { table[number] }

    /// The number of a unit that has one.
    package func number(of pseudonym: Pseudonym) -> UInt32? { table.number(of: pseudonym) }

    /// The number of a unit, given now where it has none. Nil where all 2³² − 1 numbers are taken.
    package func enrol(_ pseudonym: Pseudonym) -> UInt32? { table.enrol(pseudonym) }

    /// The numbers of many units, given now to those that have none, in order; nil for nil.
    ///
    /// Several times as fast as one by one: what is looked up does not wait for what was looked up before.
    package func enrol(_ pseudonyms: [Pseudonym?]) -> [UInt32?] {
        let guesses = table.guesses(pseudonyms)
        return pseudonyms.indices.map { index in
            guesses[index] ?? pseudonyms[index].flatMap { table.enrol($0) }
        }
    }

    /// The numbers of many units; nil for nil, and for a unit that has none.
    package func numbers(of pseudonyms: [Pseudonym?]) -> [UInt32?] {
        let guesses = table.guesses(pseudonyms)
        return pseudonyms.indices.map { index in
            guesses[index] ?? pseudonyms[index].flatMap { table.number(of: $0) }
        }
    }

    /// Takes back the numbers from `first` on, of a load that failed.
    func forget(from first: Int) { table.forget(from: first) }
}

/// Pseudonyms in the order of their numbers, and a hash table over them.
///
/// Pseudonyms are uniform, so their own bits are the hash. A slot holds the upper half of `high` beside the number:
/// only one look at the pseudonyms themselves is needed, and that look is what costs.
private struct PseudonymTable {
    /// Blocks of `blockSize` pseudonyms, so that growing never copies them all.
    private var blocks: [[Pseudonym]] = []
    private(set) var count = 0
    /// Open addressing: a mark and a number, or `free`. At most two thirds are taken.
    private var slots = [UInt64](repeating: Self.free, count: 64)

    private static let blockSize = 1 << 16
    /// No number is 2³² − 1.
    private static let free = UInt64.max

    subscript(number: UInt32) -> Pseudonym { blocks[Int(number) / Self.blockSize][Int(number) % Self.blockSize] }

    func number(of pseudonym: Pseudonym) -> UInt32? {
        let found = slots[slot(of: pseudonym)]
        return found == Self.free ? nil : UInt32(truncatingIfNeeded: found)
    }

    /// The numbers of those that stand in the slot where they would stand if they were alone, as most do. Two plain
    /// loops, so that the processor waits for many places in memory at a time.
    func guesses(_ pseudonyms: [Pseudonym?]) -> [UInt32?] {
        let found = pseudonyms.map { pseudonym in pseudonym.map { slots[home(of: $0)] } ?? Self.free }
        return pseudonyms.indices.map { index in
            guard found[index] != Self.free else { return nil }
            let number = UInt32(truncatingIfNeeded: found[index])
            return self[number] == pseudonyms[index] ? number : nil
        }
    }

    mutating func enrol(_ pseudonym: Pseudonym) -> UInt32? {
        var slot = slot(of: pseudonym)
        if slots[slot] != Self.free { return UInt32(truncatingIfNeeded: slots[slot]) }
        guard let number = UInt32(exactly: count), number < DatasetTable.unlinked else { return nil }
        if (count + 1) * 3 > slots.count * 2 {
            grow()
            slot = self.slot(of: pseudonym)
        }
        slots[slot] = Self.mark(pseudonym) | UInt64(number)
        append(pseudonym)
        return number
    }

    mutating func forget(from first: Int) {
        guard first < count else { return }
        blocks.removeLast(blocks.count - (first + Self.blockSize - 1) / Self.blockSize)
        if first % Self.blockSize > 0 {
            blocks[blocks.count - 1].removeLast(blocks[blocks.count - 1].count - first % Self.blockSize)
        }
        count = first
        fill(slots.count)
    }

    private mutating func append(_ pseudonym: Pseudonym) {
        if count % Self.blockSize == 0 {
            var block: [Pseudonym] = []
            block.reserveCapacity(Self.blockSize)
            blocks.append(block)
        }
        blocks[count / Self.blockSize].append(pseudonym)
        count += 1
    }

    private static func mark(_ pseudonym: Pseudonym) -> UInt64 { pseudonym.high & 0xFFFF_FFFF_0000_0000 }

    private func home(of pseudonym: Pseudonym) -> Int {
        Int(pseudonym.low.multipliedFullWidth(by: UInt64(slots.count)).high)
    }

    /// Where a pseudonym stands, or the free slot where it would.
    private func slot(of pseudonym: Pseudonym) -> Int {
        let mark = Self.mark(pseudonym)
        var slot = home(of: pseudonym)
        while true {
            let found = slots[slot]
            if found == Self.free { return slot }
            if found & 0xFFFF_FFFF_0000_0000 == mark, self[UInt32(truncatingIfNeeded: found)] == pseudonym {
                return slot
            }
            slot += 1
            if slot == slots.count { slot = 0 }
        }
    }

    private mutating func grow() { fill(slots.count * 3 / 2) }

    /// Makes the slots anew from the pseudonyms.
    private mutating func fill(_ slotCount: Int) {
        slots = [UInt64](repeating: Self.free, count: slotCount)
        for number in 0..<UInt32(count) {
            let pseudonym = self[number]
            slots[slot(of: pseudonym)] = Self.mark(pseudonym) | UInt64(number)
        }
    }
}
