import JSON
package import Linux
import OpenSSL
import Synchronization

/// Signs of life of the program that writes a log: `boot` at the start, a `heartbeat` each so often, `shutdown` at the
/// end. A reader can then tell a silence from a log that was cut.
package final class LifeSigns: Sendable {
    /// The program that writes.
    package struct Writer: Sendable {
        let version: String
        let build: String
        let configuration: String

        /// `build` is the SHA-256 of the program's file and `configuration` that of all it was told, as hexadecimal text.
        package init(version: String, build: String, configuration: String) {
            self.version = version
            self.build = build
            self.configuration = configuration
        }
    }

    /// The machine under it, at one moment.
    package struct Surroundings: Sendable {
        let bootID: String?
        let secondsSinceBoot: Int
        let isClockSynchronised: Bool?

        /// What is not known is left out of the entry.
        package init(bootID: String?, secondsSinceBoot: Int, isClockSynchronised: Bool?) {
            self.bootID = bootID
            self.secondsSinceBoot = secondsSinceBoot
            self.isClockSynchronised = isClockSynchronised
        }
    }

    private let log: AuditLog
    private let writer: Writer
    private let seconds: Int
    private let ticks: MonotonicClock
    private let surroundings: @Sendable () -> Surroundings
    private let next: Mutex<MonotonicInstant>

    /// A heartbeat is due `seconds` after the last sign of life, by `ticks`. At least 1 second.
    package init(
        in log: AuditLog, of writer: Writer, every seconds: Int, ticks: MonotonicClock,
        surroundings: @escaping @Sendable () -> Surroundings
    ) {
        self.log = log
        self.writer = writer
        self.seconds = max(1, seconds)
        self.ticks = ticks
        self.surroundings = surroundings
        next = Mutex(ticks.now())
    }

    /// Says that the program has started. Call it before anything else is logged. Throws as `append` does.
    package func boot() throws(AuditError) { try say("boot", reason: nil) }

    /// Says that the program lives, if it is time to, and gives the moment when it will be time again.
    ///
    /// Throws as `append` does; then it is time again at the same distance, and the log has its silence.
    package func beat() throws(AuditError) -> MonotonicInstant {
        let due = next.withLock { $0 }
        guard ticks.now() >= due else { return due }
        try say("heartbeat", reason: nil)
        return next.withLock { $0 }
    }

    /// Says that the program ends in order. Throws as `append` does.
    package func shutdown(because reason: String) throws(AuditError) { try say("shutdown", reason: reason) }

    /// When it is time for a heartbeat.
    package var nextBeat: MonotonicInstant { next.withLock { $0 } }

    private func say(_ type: String, reason: String?) throws(AuditError) {
        next.withLock { $0 = ticks.now().advanced(byMilliseconds: seconds * 1000) }
        let now = surroundings()
        var event: JSONObject = [
            // Nothing else in here is random, and the hash of an entry that can be guessed tells that it was guessed.
            "req": .string(Hex.encode(SecureRandom.bytes(16))),
            "version": .string(writer.version), "build": .string(writer.build),
            "config": .string(writer.configuration), "uptime": .integer(max(0, now.secondsSinceBoot)),
        ]
        event["boot_id"] = now.bootID.map { .string($0) }
        event["synchronised"] = now.isClockSynchronised.map { .bool($0) }
        event["reason"] = reason.map { .string($0) }
        if type != "shutdown" { event["every"] = .integer(seconds) }
        _ = try log.append([AuditDraft(type: type, event: event)])
    }
}
