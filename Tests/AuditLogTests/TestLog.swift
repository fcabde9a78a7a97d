import AuditLog
import Foundation
import JSON
import Linux
import OpenSSL
import Synchronization
import Testing

/// A log in a folder of its own, with keys, clock and salts that are the same in every run.
final class TestLog: Sendable {
    let directory: String
    let vault = MemoryVault()
    let clock: StepClock
    private let salts: SaltCounter

    static let origin = "tre.example.org/audit"

    init(segmentSize: Int = 8, clock: StepClock = StepClock()) throws {
        directory = try FileSystem.makeTemporaryDirectory() + "/audit"
        self.clock = clock
        salts = SaltCounter()
        try AuditLog.create(at: directory, identity: Self.identity(), segmentSize: segmentSize, clock: clock.wall)
    }

    /// The same folder copied to a new place.
    init(copying other: TestLog) throws {
        directory = try FileSystem.makeTemporaryDirectory() + "/audit"
        clock = other.clock
        salts = other.salts
        try FileManager.default.copyItem(atPath: other.directory, toPath: directory)
    }

    deinit { try? FileManager.default.removeItem(atPath: FileSystem.parent(of: directory)) }

    static func signer(seed: UInt8 = 1, origin: String = origin) throws -> LogSigner {
        try LogSigner(origin: origin, seed: [UInt8](repeating: seed, count: 32))
    }

    static func identity(seed: UInt8 = 1) throws -> LogIdentity {
        try LogIdentity(signer: signer(seed: seed), nextKeyDigest: signer(seed: 2).key.digest)
    }

    func open(
        publishEvery: Duration = .seconds(3600), pin: String? = nil, seed: UInt8 = 1,
        space: SpacePolicy = .untilFull, appendingThrough wrap: @escaping @Sendable (File) -> any AppendFile = { $0 }
    ) throws -> AuditLog {
        try AuditLog(
            opening: directory, signer: Self.signer(seed: seed), vault: vault, clock: clock.wall, ticks: .system,
            salts: salts.next,
            settings: AuditLogSettings(
                publishEvery: publishEvery, pin: pin, space: space,
                disk: LogDisk(append: wrap, settle: FileSystem.synchronizeDirectory)))
    }

    /// Opens, appends batches one by one, stops.
    func write(_ batches: [[AuditDraft]]) throws {
        let log = try open()
        for batch in batches { _ = try log.append(batch) }
        log.stop()
    }

    func verify(
        known: [LogVerifier.KnownCheckpoint] = [], policy: WitnessPolicy? = nil, freshSince: UInt64? = nil
    ) throws -> LogVerifier.Report {
        try LogVerifier.verify(
            directory: directory, key: Self.signer().key,
            evidence: .init(known: known, policy: policy, freshSince: freshSince),
            effort: .init(level: .full, threads: 1)
        ) { _, _, _ in }
    }

    func segmentPath(_ first: Int) -> String {
        "\(directory)/segments/\(String(repeating: "0", count: 12 - "\(first)".count))\(first).jsonl"
    }

    func bytes(_ path: String) throws -> [UInt8] { try FileSystem.readFile(path, maximumBytes: 1 << 24) }

    /// Replaces a file's bytes, sealed or not.
    func overwrite(_ path: String, _ bytes: [UInt8]) throws {
        try FileSystem.setPermissions(path, 0o640)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    /// All files of the folder that recovery must not touch when it refuses.
    func evidence() throws -> [String: [UInt8]] {
        var all: [String: [UInt8]] = [:]
        for name in ["segments", "checkpoints", "quarantine"] {
            for file in try FileSystem.list("\(directory)/\(name)") {
                all["\(name)/\(file)"] = try bytes("\(directory)/\(name)/\(file)")
            }
        }
        all["checkpoint"] = try bytes("\(directory)/checkpoint")
        return all
    }
}

/// A clock that goes on by 7 ms at each look, and can be set.
final class StepClock: Sendable {
    private let milliseconds = Mutex<Int64>(1_772_357_400_000)

    var wall: WallClock {
        WallClock {
            let now = self.milliseconds.withLock { value in
                value += 7
                return value
            }
            return UnixTime(seconds: now / 1000, nanoseconds: Int32(now % 1000) * 1_000_000)
        }
    }

    func move(byMilliseconds step: Int64) { milliseconds.withLock { $0 += step } }
}

/// Salts that differ from each other and are the same in every run.
private final class SaltCounter: Sendable {
    private let count = Mutex(0)

    func next(_ length: Int) -> [UInt8] {
        let number = count.withLock { value in
            value += 1
            return value
        }
        return Array(SHA256.hash(Array("salt \(number)".utf8)).prefix(length))
    }
}

/// A vault in memory that remembers what it was given, and can be told to refuse.
final class MemoryVault: DisclosureVault {
    private let state = Mutex<(rows: [VaultRow], refuses: Bool)>(([], false))

    var rows: [VaultRow] { state.withLock { $0.rows } }
    func refuse(_ refuses: Bool) { state.withLock { $0.refuses = refuses } }

    func store(_ rows: [VaultRow]) throws(VaultError) {
        let refused = state.withLock { state in
            if !state.refuses { state.rows += rows }
            return state.refuses
        }
        if refused { throw VaultError(message: "the vault is full") }
    }
}

extension AuditDraft {
    /// A small entry that says which one it is.
    static func note(_ number: Int) -> AuditDraft {
        AuditDraft(type: "boot", event: ["version": .string("\(number)")])
    }

    static func notes(_ numbers: some Sequence<Int>) -> [AuditDraft] { numbers.map(note) }
}

extension LogVerifier.Report {
    var codes: [String] { findings.map(\.code.rawValue) }
    var places: [String] { findings.map { "\($0.code.rawValue) \($0.file):\($0.line ?? 0)" } }
}
