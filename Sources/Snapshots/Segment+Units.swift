extension Segment {
    /// The i-th unit; nil at the end.
    func unit(at index: Int) throws(SnapshotError) -> UInt32? {
        guard index < unitCount else { return nil }
        switch units {
        case .consecutive(let first): return first + UInt32(index)
        case .listed(let numbers): return try numbers.withCodes32(index..<(index + 1)) { $0[0] }
        }
    }

    /// The rows of some units, which are named by their places; the unit of each of these rows is added to `units`.
    func rows(ofUnitsAt places: Range<Int>, units owners: inout [UInt32]) throws(SnapshotError) -> Range<Int> {
        let numbers: [UInt32] =
            switch units {
            case .consecutive(let first): places.map { first + UInt32($0) }
            case .listed(let numbers): try numbers.withCodes32(places) { span in span.indices.map { span[$0] } }
            }
        guard let offsets else {
            owners += numbers
            return places
        }
        return try offsets.withCodes32(places.lowerBound..<(places.upperBound + 1)) { offsets in
            for (place, unit) in numbers.enumerated() {
                for _ in offsets[place]..<offsets[place + 1] { owners.append(unit) }
            }
            return Int(offsets[0])..<Int(offsets[places.count])
        }
    }

    /// Calls `body` with each unit that has rows here, in rising order.
    package func forEachUnit(_ body: (UInt32) -> Void) throws(SnapshotError) {
        switch units {
        case .consecutive: for unit in unitRange { body(unit) }
        case .listed(let numbers): try numbers.forEachCode(body)
        }
    }

    /// The unit of each row, copied.
    package func unitOfRow() throws(SnapshotError) -> [UInt32] {
        var units: [UInt32] = []
        try forEachUnit { units.append($0) }
        guard let offsets = try offsets?.codes() else { return units }
        return zip(units, zip(offsets, offsets.dropFirst())).flatMap { unit, rows in
            repeatElement(unit, count: Int(rows.1 - rows.0))
        }
    }
}

extension StoredColumn {
    /// Calls `body` with each code in turn.
    package func forEachCode(_ body: (UInt32) -> Void) throws(SnapshotError) {
        let block = 1 << 16
        for start in stride(from: 0, to: count, by: block) {
            try withCodes(start..<min(start + block, count)) { codes in
                for row in 0..<codes.count { body(codes[row]) }
            }
        }
    }
}
