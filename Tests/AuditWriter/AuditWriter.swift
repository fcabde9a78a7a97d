import AuditLog
import JSON
import Linux
import OpenSSL

/// A process that does nothing but write an audit log, so that others can kill it, cut its power and fail its calls.
///
/// ```
/// audit-writer DIR [ORIGIN] [--segment N] [--publish-every SECONDS] [--pin PATH]
///     [--mutant no-sync|no-directory-sync|retry] [--days-ago N] [--prune DAYS]
/// ```
/// It makes the log where there is none, opens and recovers it, and prints `READY n`. Each line of its input is a batch
/// of requests separated by `|`; for each of them it prints `ACK <seq> <leaf-hash-hex> <request>` once it is durable.
/// With `--days-ago` it believes to live so long ago; with `--prune` it then takes out what is so old, and prints
/// `PRUNED n`. The first failure ends it with exit code 1. The log's public key lies in `DIR/log.vkey`; its private half
/// is the same in every log of this program, so these logs prove nothing to anybody.
enum AuditWriter {
    static func run(_ arguments: [String]) -> Int32 {
        do {
            let plan = try WriterPlan(arguments)
            let log = try open(plan)
            try Console.write("READY \(log.size)")
            while let line = readLine() {
                let requests = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
                let entries = try log.append(
                    requests.map { AuditDraft(type: "query.check", event: ["req": .string($0)]) })
                for (entry, request) in zip(entries, requests) {
                    try Console.write("ACK \(entry.seq) \(entry.leafHash.hex) \(request)")
                }
            }
            if let retention = plan.retention {
                let pruned = try log.prune(keeping: retention) { $0.type == "query.check" }
                try Console.write("PRUNED \(pruned.entries)")
            }
            log.stop()
            return 0
        } catch let error as AuditError {
            Console.complain("\(error.code): \(error.message)")
        } catch {
            Console.complain("\(error)")
        }
        return 1
    }

    private static func open(_ plan: WriterPlan) throws -> AuditLog {
        let signer = try LogSigner(origin: plan.origin, seed: seed("in force"))
        let next = try LogSigner(origin: plan.origin, seed: seed("next"))
        let clock = WallClock {
            let now = WallClock.system.now()
            return UnixTime(seconds: now.seconds - Int64(plan.daysAgo) * 86_400, nanoseconds: now.nanoseconds)
        }
        do {
            try AuditLog.create(
                at: plan.directory, identity: LogIdentity(signer: signer, nextKeyDigest: next.key.digest),
                segmentSize: plan.segmentSize, clock: clock)
        } catch AuditError.alreadyExists {}
        let publicKey = "\(plan.directory)/log.vkey"
        // A kill may have come between the two.
        if !FileSystem.exists(publicKey) {
            try FileSystem.writeAtomically(Array("\(signer.key)\n".utf8), to: publicKey, permissions: 0o644)
        }
        return try AuditLog(
            opening: plan.directory, signer: signer, vault: NoVault(), clock: clock, ticks: .system,
            salts: SecureRandom.bytes,
            settings: AuditLogSettings(
                publishEvery: .seconds(plan.publishEvery), pin: plan.pin, space: .untilFull, disk: plan.mutant.disk))
    }

    private static func seed(_ name: String) -> [UInt8] { SHA256.hash(Array("audit-writer, key \(name)".utf8)) }
}

/// Requests have nothing to hide here.
private struct NoVault: DisclosureVault {
    func store(_ rows: [VaultRow]) throws(VaultError) {
        if !rows.isEmpty { throw VaultError(message: "there is no vault") }
    }
}
