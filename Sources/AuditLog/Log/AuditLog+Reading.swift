import Linux

extension AuditLog {
    /// One durable entry. Throws `noSuchEntry`, `pruned`, `storage` or `damaged`.
    package func entry(_ seq: Int) throws(AuditError) -> AuditEntry {
        var result: AuditEntry?
        try scan(from: seq, to: seq + 1) { entry in
            result = entry
            return false
        }
        guard let result else { throw isPruned(seq) ? .pruned(seq) : .noSuchEntry(seq) }
        return result
    }

    /// Whether there was a durable entry that was taken out.
    package func isPruned(_ seq: Int) -> Bool {
        guard (0..<size).contains(seq) else { return false }
        return state.read { DroppedLine.isLength($0.extents[seq / segmentSize][seq % segmentSize].length) }
    }

    /// Reads the durable entries of a range in order, until `body` returns false. Numbers past the end are left out,
    /// and so is what was pruned.
    ///
    /// Throws `storage`, or `damaged` where an entry is none any more.
    package func scan(
        from start: Int, to end: Int, _ body: (AuditEntry) throws(AuditError) -> Bool
    ) throws(AuditError) {
        try forEach(from: start, to: end, { try? AuditEntry(parsing: $0, leafHash: nil) }, body)
    }

    /// Reads all durable entries in order: how a projection is made anew at a start.
    ///
    /// Opening the log has just checked where each of them stands, so their canonical form and schema are not checked
    /// once more. Throws as `scan` does.
    package func replay(_ body: (AuditEntry) throws(AuditError) -> Void) throws(AuditError) {
        try forEach(from: 0, to: size, AuditEntry.init(checked:)) { (entry) throws(AuditError) in
            try body(entry)
            return true
        }
    }

    private func forEach(
        from start: Int, to end: Int, _ parse: ([UInt8]) -> AuditEntry?,
        _ body: (AuditEntry) throws(AuditError) -> Bool
    ) throws(AuditError) {
        let end = min(end, size)
        var next = max(start, 0)
        while next < end {
            let segment = next / segmentSize
            let stop = min(end, (segment + 1) * segmentSize, next + Self.entriesARead)
            for entry in try read(segment: segment, from: next, to: stop, parse) {
                guard try body(entry) else { return }
            }
            next = stop
        }
    }

    private static let entriesARead = 1024

    private func read(
        segment: Int, from start: Int, to end: Int, _ parse: ([UInt8]) -> AuditEntry?
    ) throws(AuditError) -> [AuditEntry] {
        let first = segment * segmentSize
        let places = state.read { Array($0.extents[segment][(start - first)..<(end - first)]) }
        guard let low = places.first, let high = places.last else { return [] }
        let base = Int(low.offset)
        let bytes = try storing { () throws(SystemError) in
            try File.openForReading(files.segment(first: first))
                .read(count: Int(high.offset) + Int(high.length) - base, at: base)
        }
        var entries: [AuditEntry] = []
        for (index, place) in places.enumerated() where !DroppedLine.isLength(place.length) {
            let range = (Int(place.offset) - base)..<(Int(place.offset) - base + Int(place.length))
            guard range.upperBound <= bytes.count,
                let entry = parse(Array(bytes[range])), entry.seq == start + index
            else {
                let name = LogFiles.segmentName(first: first)
                throw .damaged(
                    LogFinding(.canon, file: name, "entry \(start + index) has changed since it was checked"))
            }
            entries.append(entry)
        }
        return entries
    }
}
