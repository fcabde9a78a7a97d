import Catalogue

/// The column code of every text that a stored variable may have in a file.
// A class, so that the threads that read pass one reference around, field by field, and not every array in it.
final class ValueTable: Sendable {
    private let codes: ByteTable
    private let cutsTime: Bool
    private let cutsDay: Bool

    /// `YYYY-MM-DD`, and `YYYY-MM`.
    private static let dayBytes = 10
    private static let monthBytes = 7

    init(_ variable: Variable) {
        var codes = ByteTable()
        for (spelling, code) in variable.fileSpellings { codes.insert(Array(spelling.utf8), UInt32(code)) }
        for (spelling, kind) in variable.missingSpellings {
            if let code = variable.domain.code(of: kind) { codes.insert(Array(spelling.utf8), UInt32(code)) }
        }
        for (code, category) in variable.domain.categories.enumerated() {
            codes.insert(Array(category.code.utf8), UInt32(code))
        }
        self.codes = codes
        cutsTime = variable.type == .date || variable.type == .month
        cutsDay = variable.type == .month
    }

    /// The code of the text that stands in a range of `bytes`; nil where the text is not declared. A date may carry a
    /// time, and a month a day; both are dropped after their form is checked.
    func code(of text: Range<Int>, in bytes: [UInt8]) -> UInt32? {
        if let code = codes.value(of: text, in: bytes.span) { return code }
        guard cutsTime, let day = Self.day(in: bytes[text]) else { return nil }
        if let code = codes.value(of: day, in: bytes.span) { return code }
        return cutsDay ? codes.value(of: day.lowerBound..<(day.lowerBound + Self.monthBytes), in: bytes.span) : nil
    }

    /// Where the day stands in `YYYY-MM-DD`, or in that and a time after a space or a `T`.
    private static func day(in text: ArraySlice<UInt8>) -> Range<Int>? {
        let day = text.prefix(dayBytes)
        guard CalendarDay(String(decoding: day, as: UTF8.self)) != nil else { return nil }
        let rest = text.dropFirst(dayBytes)
        guard let separator = rest.first else { return day.indices }
        let time = rest.dropFirst()
        let isTime =
            (5...15).contains(time.count)
            && time.allSatisfy { (0x30...0x3A).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "Z") }
        return isTime && (separator == UInt8(ascii: " ") || separator == UInt8(ascii: "T")) ? day.indices : nil
    }
}

/// Numbers by short texts, found without making a text: a hash table over bytes.
///
/// The texts are those of the catalogue, so nobody who sends a file can choose them to collide.
struct ByteTable: Sendable {
    private var pool: [UInt8] = []
    /// The entries: where the text stands in `pool`, and its number.
    private var entries: [(start: Int, end: Int, value: UInt32)] = []
    /// Indices of entries, or −1. The count is a power of two, and at most half are taken.
    private var slots = [Int32](repeating: -1, count: 16)

    /// A text that is there already gets the new number.
    mutating func insert(_ text: [UInt8], _ value: UInt32) {
        var slot = slot(of: text.indices, in: text.span)
        if slots[slot] >= 0 {
            entries[Int(slots[slot])].value = value
            return
        }
        if (entries.count + 1) * 2 > slots.count {
            slots = [Int32](repeating: -1, count: slots.count * 2)
            for (index, entry) in entries.enumerated() {
                slots[self.slot(of: entry.start..<entry.end, in: pool.span)] = Int32(index)
            }
            slot = self.slot(of: text.indices, in: text.span)
        }
        slots[slot] = Int32(entries.count)
        entries.append((pool.count, pool.count + text.count, value))
        pool += text
    }

    func value(of text: Range<Int>, in bytes: Span<UInt8>) -> UInt32? {
        let entry = slots[slot(of: text, in: bytes)]
        return entry >= 0 ? entries[Int(entry)].value : nil
    }

    /// Where a text stands, or the free slot where it would.
    private func slot(of text: Range<Int>, in bytes: Span<UInt8>) -> Int {
        // FNV-1a: short texts, few instructions.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in text { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
        var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & (slots.count - 1)
        while slots[slot] >= 0, !isEqual(entries[Int(slots[slot])], text, bytes) {
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private func isEqual(
        _ entry: (start: Int, end: Int, value: UInt32), _ text: Range<Int>, _ bytes: Span<UInt8>
    ) -> Bool {
        guard entry.end - entry.start == text.count else { return false }
        let pool = pool.span
        for offset in 0..<text.count where pool[entry.start + offset] != bytes[text.lowerBound + offset] {
            return false
        }
        return true
    }
}
