import Synchronization

/// What the committer has made durable, for everybody who reads.
final class LogState: Sendable {
    struct Durable: Sendable {
        var size = 0
        /// The note over exactly this size.
        var signedCheckpoint: [UInt8] = []
        /// The note in the file `checkpoint`: at most as new.
        var publishedCheckpoint: [UInt8] = []
        /// Where the entries stand, by segment.
        var extents: [[Extent]] = []
        /// Why nothing is accepted any more; nil while the log is open.
        var failure: AuditError?
    }

    private let durable: Mutex<Durable>

    init(_ durable: Durable) { self.durable = Mutex(durable) }

    func read<Result: Sendable>(_ body: (borrowing Durable) -> Result) -> Result {
        durable.withLock { body($0) }
    }

    func update(_ body: (inout Durable) -> Void) {
        durable.withLock { body(&$0) }
    }
}

extension LogState.Durable {
    /// The size of the first commit that covers an entry: the commit line stands in the first gap behind it.
    func firstSize(covering seq: Int, segmentSize: Int) -> Int {
        let segment = extents[seq / segmentSize]
        var place = seq % segmentSize
        while place + 1 < segment.count, segment[place + 1].offset == segment[place].offset + segment[place].length + 1
        {
            place += 1
        }
        return seq - seq % segmentSize + place + 1
    }
}
