import AuditLog
import Glibc
import JSON
import Linux
import OpenSSL
import Synchronization

/// Writes, opens and proves from an audit log, with entries of about 600 bytes.
struct AuditBench {
    private let directory: String
    private let entries: Int
    private let isDurable: Bool

    init(_ words: Words) throws(BenchError) {
        directory = try words.text("--directory")
        entries = try words.number("--entries")
        isDurable = try words.text("--durable") == "yes"
    }

    /// So many clients append one entry after the other. Prints how long each waited.
    ///
    /// Ends without closing the log, as a kill does.
    func append(clients: Int) throws -> JSONValue {
        let log = try self.log()
        let each = entries / clients
        let batch = isDurable ? 1 : 64
        let waits = Mutex<[Int]>([])
        let start = MonotonicClock.system.now().nanoseconds
        let cpu = CPUClock.process()
        let threads = try (0..<clients).map { client in
            try WorkerThread(name: "client-\(client)") {
                var own: [Int] = []
                for number in 0..<(each / batch) {
                    let drafts = (0..<batch).map { _ in Self.draft(number * clients + client) }
                    let begin = MonotonicClock.system.now().nanoseconds
                    guard (try? log.append(drafts)) != nil else { exit(1) }
                    own.append(Int(MonotonicClock.system.now().nanoseconds - begin))
                }
                waits.withLock { $0 += own }
            }
        }
        for thread in threads { thread.join() }
        let spent = CPUClock.process() - cpu
        let elapsed = Int(MonotonicClock.system.now().nanoseconds - start)
        let sorted = waits.withLock { $0.sorted() }
        try log.publish()
        let found: JSONValue = [
            "entries": .integer(log.size - 1), "nanoseconds": .integer(elapsed), "cpuNanoseconds": .integer(spent),
            "p50": .integer(sorted[sorted.count / 2]), "p99": .integer(sorted[sorted.count * 99 / 100]),
        ]
        report(found)
        exit(0)
    }

    /// Opens what is there, and counts the CPU time of it.
    func open() throws -> JSONValue {
        let cpu = CPUClock.process()
        let log = try self.log()
        let spent = CPUClock.process() - cpu
        return ["entries": .integer(log.size), "cpuNanoseconds": .integer(spent)]
    }

    /// Takes receipts of entries all over the log.
    func receipts(count: Int) throws -> JSONValue {
        let log = try self.log()
        var bytes = 0
        let cpu = CPUClock.thread()
        for number in 0..<count {
            bytes += try log.receipt(for: number * 7919 % log.size, disclosures: []).json.bytes().count
        }
        let spent = CPUClock.thread() - cpu
        return [
            "entries": .integer(log.size), "cpuNanoseconds": .integer(spent / count),
            "bytes": .integer(bytes / count),
        ]
    }

    private func log() throws -> AuditLog {
        let signer = try LogSigner(origin: "bench.example.org/log", seed: [UInt8](repeating: 1, count: 32))
        do {
            let identity = try LogIdentity(signer: signer, nextKeyDigest: String(repeating: "0", count: 64))
            try AuditLog.create(at: directory, identity: identity, segmentSize: 65_536, clock: .system)
            try FileSystem.writeAtomically(
                Array("\(signer.key)\n".utf8), to: "\(directory)/log.vkey", permissions: 0o644)
        } catch AuditError.alreadyExists {}
        let disk = isDurable ? .real : LogDisk(append: { Careless(file: $0) }, settle: { _ in })
        return try AuditLog(
            opening: directory, signer: signer, vault: NoVault(), clock: .system, ticks: .system,
            salts: SecureRandom.bytes,
            settings: AuditLogSettings(publishEvery: .seconds(1), pin: nil, space: .standard, disk: disk))
    }

    /// Like the intent of a question, about 600 bytes as an entry.
    private static func draft(_ number: Int) -> AuditDraft {
        AuditDraft(
            type: "query.intent",
            event: [
                "req": .string("7f3a9c51d2e84b06a1c95e7d30f2b8\(number)"), "actor": "b9c1f0a2d3e4f5061728394a5b6c7d8e",
                "project": "P-0001", "approval": "sha256:5d0c1b2a39485766f0e1d2c3b4a59687",
                "policy": ["bundle": "sha256:00112233445566778899aabbccddeeff", "charter": "2026.1"],
                "datasets": [["id": "person", "snapshot": "sha256:8899aabbccddeeff0011223344556677"]],
                "shape": ["by": ["person.borough", "person.age"], "measures": ["people"]], "ask": "1/18",
                "optOuts": "2026-03-01", "channel": "http",
            ])
    }

    /// For making a long log quickly: what is measured then is not writing.
    private struct Careless: AppendFile {
        let file: File
        func writeAll(_ bytes: [UInt8]) throws(SystemError) { try file.writeAll(bytes) }
        func synchronizeData() throws(SystemError) {}
    }

    private struct NoVault: DisclosureVault {
        func store(_ rows: [VaultRow]) throws(VaultError) {}
    }
}
