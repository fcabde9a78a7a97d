import Linux

/// A staged generation that a load hands to the process that holds the audit log.
package struct GenerationOffer: Sendable, Hashable {
    package let staged: StagedGeneration
    /// The day of the list of those who have said no, `YYYY-MM-DD`; nil where the load brought none.
    package let optOutDay: String?

    package init(_ staged: StagedGeneration, optOutDay: String?) {
        self.staged = staged
        self.optOutDay = optOutDay
    }

    /// What has become of it.
    package enum Standing: Sendable, Hashable {
        case waiting
        case published
        /// The reason, in words for the operator.
        case refused(String)
    }

    /// What the holder of the log makes of it.
    package enum Answer: Sendable, Hashable {
        case published
        case refused(String)
        /// It stays on offer.
        case notNow
    }
}

/// How a load gets its generation served by a gateway that runs: the gateway alone writes the log, so it publishes.
///
/// `OFFER` names what is staged. The gateway looks at it, tells the log, publishes and removes it; `REFUSED` holds its
/// reason where it does not. Either side holds `offer.lock` while it changes these files, so that an offer is taken or
/// withdrawn, never both.
extension GenerationStore {
    private var offerPath: String { "\(directory)/OFFER" }
    private var refusalPath: String { "\(directory)/REFUSED" }

    /// Offers a generation; the caller still has the right to write, so there is no other offer.
    package func offer(_ offer: GenerationOffer) throws(SnapshotError) {
        let line = "\(offer.staged.id) \(offer.staged.manifestDigest) \(offer.optOutDay ?? "-")\n"
        try holdingOffer { () throws(SnapshotError) in
            try remove(refusalPath)
            try storing { () throws(SystemError) in
                try FileSystem.writeAtomically(Array(line.utf8), to: offerPath, permissions: 0o640)
            }
        }
    }

    /// What has become of an offer that was made.
    package func standing(of offer: GenerationOffer) throws(SnapshotError) -> GenerationOffer.Standing {
        guard try waitingOffer() != offer else { return .waiting }
        guard try currentIdentifier() != offer.staged.id else { return .published }
        guard FileSystem.exists(refusalPath) else { return .refused("it was not taken in time, and is withdrawn") }
        let bytes = try storing { () throws(SystemError) in try FileSystem.readFile(refusalPath, maximumBytes: 1 << 16)
        }
        return .refused(String(decoding: bytes, as: UTF8.self))
    }

    /// Takes back whatever is on offer. Once this returns nobody publishes it.
    package func withdrawOffer() throws(SnapshotError) {
        try holdingOffer { () throws(SnapshotError) in try remove(offerPath) }
    }

    /// Lends the waiting offer, where there is one, to the process that holds the log, and keeps its answer.
    ///
    /// - Parameter answer: publishes it, after its entries are durable in the audit log. A crash in between leaves the
    ///   offer, and the next call lends it again.
    package func answerOffer(
        _ answer: (GenerationOffer) -> GenerationOffer.Answer
    ) throws(SnapshotError) {
        guard FileSystem.exists(offerPath) else { return }
        try holdingOffer { () throws(SnapshotError) in
            guard let offer = try waitingOffer() else { return }
            switch answer(offer) {
            case .notNow: return
            case .published: break
            case .refused(let reason):
                try storing { () throws(SystemError) in
                    try FileSystem.writeAtomically(Array(reason.utf8), to: refusalPath, permissions: 0o640)
                }
            }
            try remove(offerPath)
        }
    }

    private func waitingOffer() throws(SnapshotError) -> GenerationOffer? {
        guard FileSystem.exists(offerPath) else { return nil }
        let bytes = try storing { () throws(SystemError) in try FileSystem.readFile(offerPath, maximumBytes: 256) }
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: { $0 == " " || $0 == "\n" })
            .map(String.init)
        guard words.count == 3, let staged = StagedGeneration(named: words[0], digest: words[1]) else {
            throw .unreadable(file: offerPath, reason: "it must name a generation, its digest, and a day or -")
        }
        return GenerationOffer(staged, optOutDay: words[2] == "-" ? nil : words[2])
    }

    private func remove(_ path: String) throws(SnapshotError) {
        guard FileSystem.exists(path) else { return }
        try storing { () throws(SystemError) in
            try FileSystem.remove(path)
            try FileSystem.synchronizeDirectory(directory)
        }
    }

    /// Waits for the lock: whoever has it publishes or withdraws, and neither takes long.
    private func holdingOffer(_ body: () throws(SnapshotError) -> Void) throws(SnapshotError) {
        let lock = try storing { () throws(SystemError) in
            try File.open("\(directory)/offer.lock", [.readWrite, .create], permissions: 0o640)
        }
        let clock = MonotonicClock.system
        let deadline = clock.now().advanced(byMilliseconds: 30_000)
        while !(try storing { () throws(SystemError) in try lock.tryLockExclusive() }) {
            guard clock.now() < deadline else { throw .busy(directory: directory) }
            WorkerThread.pause(milliseconds: 20)
        }
        try body()
        try storing { () throws(SystemError) in try lock.unlock() }
    }
}
