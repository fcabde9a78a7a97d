import Linux
import OpenSSL

extension LogWalk {
    /// A segment of which entries were taken out.
    struct Thinned {
        let first: Int
        /// The root over its entries alone.
        let root: TreeHash
        let dropped: Int
        /// The time of the last entry that is left, in it or before it: none of those taken out at its end is older.
        let leftUntil: AuditTime?
    }

    mutating func note(_ segment: Segment, first: Int, of scan: SegmentScan) {
        guard segment.dropped > 0 else { return }
        thinned.append(
            Thinned(
                first: first, root: scan.tree.roots.last ?? .emptyTree, dropped: segment.dropped, leftUntil: head.time))
    }

    /// What is wrong with segments of which entries were taken out: each must be exactly what a `prune` entry under a
    /// signed checkpoint says is left of it, and old enough for that.
    func pruningFaults(in files: LogFiles, signedSize: Int) throws(SystemError) -> [LogFinding] {
        var faults: [LogFinding] = []
        for segment in thinned {
            let digest = Hex.encode(
                SHA256.hash(
                    try FileSystem.readFile(
                        files.segment(first: segment.first), maximumBytes: LogFiles.maximumSegmentBytes)))
            let permission = prunings.first {
                $0.seq < signedSize && $0.allows(first: segment.first, root: segment.root, digest: digest)
            }
            let fault =
                if let permission {
                    permission.isLongAfter(segment.leftUntil)
                        ? nil : "entry \(permission.seq) took entries out of it that were too young"
                } else {
                    "\(segment.dropped) entries are taken out, and no signed `prune` entry says that this is what is left"
                }
            if let fault {
                faults.append(LogFinding(.pruned, file: LogFiles.segmentName(first: segment.first), fault))
            }
        }
        return faults
    }
}
