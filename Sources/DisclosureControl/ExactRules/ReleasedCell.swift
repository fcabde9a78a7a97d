/// A cell of an exact profile that was answered with its own value, or hidden: what the alias guard remembers.
package struct ReleasedCell: Sendable, Hashable {
    /// What is counted, such as `person` or a kind of event: a name without values.
    package let counted: String
    package let sketch: UnitSketch
    /// The number as it was shown; nil where the cell was hidden.
    package let shown: Int?

    package init(counted: String, sketch: UnitSketch, shown: Int?) {
        self.counted = counted
        self.sketch = sketch
        self.shown = shown
    }
}

extension ReleasedCell {
    /// Several cells as the private store keeps them. They name no unit; whoever has the lineage's key and guesses a set
    /// of units can tell whether it is one of these.
    package static func bytes(_ cells: [ReleasedCell]) -> [UInt8] {
        var bytes: [UInt8] = [1]
        for cell in cells {
            let name = Array(cell.counted.utf8)
            append(UInt64(name.count), &bytes)
            bytes += name
            append(cell.shown.map { UInt64($0) + 1 } ?? 0, &bytes)
            bytes += cell.sketch.bytes
        }
        return bytes
    }

    /// Reads what `bytes` wrote; nil where it is something else.
    package static func reading(_ bytes: [UInt8]) -> [ReleasedCell]? {
        guard bytes.first == 1 else { return nil }
        var reader = WordReader(bytes: bytes, place: 1)
        var cells: [ReleasedCell] = []
        while !reader.isAtEnd {
            guard let length = reader.number(below: 1 << 16), let name = reader.text(length),
                let shown = reader.number(below: 1 << 60), let sketch = UnitSketch(&reader)
            else { return nil }
            cells.append(ReleasedCell(counted: name, sketch: sketch, shown: shown == 0 ? nil : shown - 1))
        }
        return cells
    }
}

extension UnitSketch {
    /// Words of eight bytes, the most significant first: the count, how many sums there are, the sums, the sorts.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 * (2 + sums.count + sorts.count))
        append(UInt64(count), &bytes)
        append(UInt64(sums.count), &bytes)
        for sum in sums { append(sum, &bytes) }
        for sort in sorts { append(UInt64(sort), &bytes) }
        return bytes
    }

    fileprivate init?(_ reader: inout WordReader) {
        guard let count = reader.number(below: 1 << 32), let terms = reader.number(below: 1 << 16) else { return nil }
        var sums: [UInt64] = []
        for _ in 0..<terms {
            guard let sum = reader.word(), sum < Self.field.modulus else { return nil }
            sums.append(sum)
        }
        var sorts: [UInt32] = []
        for _ in 0..<Self.sortCount {
            guard let sort = reader.number(below: 1 << 32) else { return nil }
            sorts.append(UInt32(sort))
        }
        self.init(count: count, sums: sums, sorts: sorts)
    }
}

private func append(_ word: UInt64, _ bytes: inout [UInt8]) {
    for shift in stride(from: UInt64(56), through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
}

/// Reads words of eight bytes one after the other.
private struct WordReader {
    let bytes: [UInt8]
    var place: Int

    var isAtEnd: Bool { place == bytes.count }

    mutating func word() -> UInt64? {
        guard bytes.count - place >= 8 else { return nil }
        defer { place += 8 }
        return bytes[place..<place + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func number(below limit: UInt64) -> Int? {
        guard let word = word(), word < limit else { return nil }
        return Int(word)
    }

    mutating func text(_ length: Int) -> String? {
        guard bytes.count - place >= length else { return nil }
        defer { place += length }
        return String(decoding: bytes[place..<place + length], as: UTF8.self)
    }
}
