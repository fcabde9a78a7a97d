package import Linux

/// How a log is kept, besides its key.
package struct AuditLogSettings: Sendable {
    /// The schedule of the file `checkpoint`; zero: after every batch.
    package let publishEvery: Duration
    /// A copy of the checkpoint, if possible on another device: it guards against an older state being put back.
    package let pin: String?
    package let space: SpacePolicy
    package let disk: LogDisk

    package init(publishEvery: Duration, pin: String?, space: SpacePolicy, disk: LogDisk) {
        self.publishEvery = publishEvery
        self.pin = pin
        self.space = space
        self.disk = disk
    }
}

/// How much room a log wants to have, so that it ends in order and not in the middle of a batch.
package struct SpacePolicy: Sendable, Hashable {
    /// Below so many free bytes nothing is admitted but what the log needs to be closed.
    package let lowWaterBytes: Int
    /// Nor below this share of the device, in hundredths; the smaller of both limits counts.
    package let lowWaterHundredths: Int
    /// A file that takes room while there is some, and is removed for recovery when there is none.
    package let ballastBytes: Int

    package init(lowWaterBytes: Int, lowWaterHundredths: Int, ballastBytes: Int) {
        self.lowWaterBytes = lowWaterBytes
        self.lowWaterHundredths = lowWaterHundredths
        self.ballastBytes = ballastBytes
    }

    /// 512 MiB or a twentieth of the device; 64 MiB of ballast.
    package static let standard = SpacePolicy(
        lowWaterBytes: 512 << 20, lowWaterHundredths: 5, ballastBytes: 64 << 20)
    /// Goes on until the device is full.
    package static let untilFull = SpacePolicy(lowWaterBytes: 0, lowWaterHundredths: 0, ballastBytes: 0)

    func limit(of total: Int) -> Int { min(lowWaterBytes, total / 100 * lowWaterHundredths) }
}

/// The calls of a log that a test may want to see fail.
package struct LogDisk: Sendable {
    let append: @Sendable (File) -> any AppendFile
    let settle: @Sendable (String) throws(SystemError) -> Void

    /// `append` wraps the file of the active segment; `settle` makes the names in a directory durable.
    package init(
        append: @escaping @Sendable (File) -> any AppendFile,
        settle: @escaping @Sendable (String) throws(SystemError) -> Void
    ) {
        self.append = append
        self.settle = settle
    }

    /// The disk as it is.
    package static let real = LogDisk(append: { $0 }, settle: FileSystem.synchronizeDirectory)
}
