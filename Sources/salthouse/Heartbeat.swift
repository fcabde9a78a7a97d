import AuditLog
import JSON
import Linux
import OpenSSL

/// Tells the log that this program runs: when it starts, every hour or as it was told, and when it ends.
final class Heartbeat: Sendable {
    private let signs: LifeSigns
    private let isStopped = Monitor(false)

    /// Seconds between two heartbeats where nothing else is said.
    static let hour = 3600

    /// - Parameters:
    ///   - words: what the program was told, of which the log holds a digest.
    ///   - policies: the digest of the policy files.
    init(in log: AuditLog, every seconds: Int, toldBy words: [String], policies: String) throws(CommandError) {
        let told: JSONValue = ["policies": .string(policies), "words": .array(words.map { .string($0) })]
        let build = try doing { () throws(SystemError) in try Self.digestOfProgram() }
        signs = LifeSigns(
            in: log,
            of: LifeSigns.Writer(
                version: Help.version, build: build, configuration: Hex.encode(SHA256.hash(told.bytes()))),
            every: seconds, ticks: .system
        ) {
            LifeSigns.Surroundings(
                bootID: Machine.bootID, secondsSinceBoot: Machine.secondsSinceBoot,
                isClockSynchronised: Machine.isClockSynchronised)
        }
    }

    /// Says so at once, before anything else is logged.
    func boot() throws(CommandError) { try logging { () throws(AuditError) in try signs.boot() } }

    /// Beats until `stop`.
    func start() throws(CommandError) -> WorkerThread {
        try doing { () throws(SystemError) in
            try WorkerThread(name: "heartbeat") { [self] in
                while isStopped.wait(until: signs.nextBeat, { $0 ? true : nil }) == nil {
                    do throws(AuditError) { _ = try signs.beat() } catch {
                        Console.tell("no heartbeat in the log: \(error.code): \(error.message)")
                    }
                }
            }
        }
    }

    /// Ends the beating and says that the program ends. Call it before the log is closed.
    func stop(_ thread: WorkerThread) {
        isStopped.update { $0 = true }
        thread.join()
        // A log that closed itself after an error takes nothing more: then the missing `shutdown` says so.
        try? signs.shutdown(because: "it was told to stop")
    }

    private static func digestOfProgram() throws(SystemError) -> String {
        let file = try File.openForReading("/proc/self/exe")
        let hasher = SHA256Hasher()
        var place = 0
        while true {
            let piece = try file.read(count: 1 << 20, at: place)
            if piece.isEmpty { return Hex.encode(hasher.finish()) }
            hasher.update(piece)
            place += piece.count
        }
    }
}
