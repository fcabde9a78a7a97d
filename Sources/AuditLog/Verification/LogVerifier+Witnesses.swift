extension LogVerifier {
    /// Whether every change of keys was signed by both, old and new: otherwise a thief of the promised key alone could
    /// take the log over.
    mutating func judgeHandovers(_ own: [Signed], keys: KeyHistory) {
        for (old, new) in zip(keys.keys, keys.keys.dropFirst()) where !new.isAfterLoss {
            let file = "checkpoints/\(LogFiles.twelveDigits(new.from))"
            guard let handover = own.first(where: { $0.file == file }), handover.checkpoint.size == new.from else {
                add(.key, file: file, "the change of keys at entry \(new.from - 1) has no checkpoint of both keys")
                continue
            }
            if handover.note.verdict(of: old.key) != .valid {
                add(.key, file: file, "the old key did not sign the change of keys")
            }
        }
    }

    /// Finds the newest checkpoint that enough witnesses have seen, and says what is missing.
    mutating func judgeWitnesses(_ signed: [Signed], policy: WitnessPolicy, walk: LogWalk) {
        var newest: (size: Int, seenAt: UInt64?)?
        var signers: Set<String> = []
        for candidate in signed where walk.roots[candidate.checkpoint.size] == candidate.checkpoint.root {
            switch policy.verdict(on: candidate.note) {
            case .quorum(let seenAt):
                if let newest, newest.size >= candidate.checkpoint.size { continue }
                newest = (candidate.checkpoint.size, seenAt)
            case .missing(let names): signers.formUnion(names)
            }
        }
        guard let newest else {
            let seen = signers.isEmpty ? "no witness of the policy has" : "only \(signers.sorted()) have"
            return add(.witness, file: "checkpoints", "\(seen) cosigned a checkpoint of this log")
        }
        report.witnessedSize = newest.size
        if let loss = walk.keys?.keys.last(where: \.isAfterLoss), newest.seenAt == nil || newest.size < loss.from {
            add(.witness, file: "checkpoints", "no witness vouches for the change of the lost key at \(loss.from)")
        }
        if let since = evidence.freshSince, let seenAt = newest.seenAt, seenAt < since {
            add(
                .stale, file: "checkpoints",
                "witnesses last saw this log, at \(newest.size) entries, \(since - seenAt) s before the limit")
        }
        if newest.size < report.size {
            add(.tail, file: "checkpoints", "\(report.size - newest.size) entries are not seen by enough witnesses yet")
        }
    }
}
