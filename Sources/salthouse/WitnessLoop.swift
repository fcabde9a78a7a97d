import AuditLog
import HTTP
import Linux
import Synchronization

/// Shows the log's checkpoints to the witnesses of a policy, every minute, beside the gateway.
final class WitnessLoop: Sendable {
    private let log: AuditLog
    private let round: Mutex<WitnessRound>
    private let isStopped = Monitor(false)

    private static let milliseconds = 60_000
    private static let patience = 10_000

    /// Asks the witnesses of a policy (C2SP tlog-policy). With `hours` the log refuses new questions while no quorum has seen it
    /// for longer than that.
    init(_ log: AuditLog, policy: WitnessPolicy, hours: Int?) throws(CommandError) {
        self.log = log
        round = Mutex(try Self.round(log, policy))
        if let hours { log.demandWitnesses(within: UInt64(hours) * 3600, clock: .system) }
    }

    /// Asks the witnesses of this policy from the next round on.
    func ask(_ policy: WitnessPolicy) throws(CommandError) {
        let next = try Self.round(log, policy)
        round.withLock { $0 = next }
    }

    private static func round(_ log: AuditLog, _ policy: WitnessPolicy) throws(CommandError) -> WitnessRound {
        try logging { () throws(AuditError) in
            try WitnessRound(log: log, policy: policy) { witness, body in Self.ask(witness, body) }
        }
    }

    /// Reads a policy file. Fails where a witness stands at an address that cannot be asked.
    static func policy(_ path: String) throws(CommandError) -> WitnessPolicy {
        let bytes = try doing { () throws(SystemError) in try FileSystem.readFile(path, maximumBytes: 1 << 20) }
        let policy: WitnessPolicy
        do throws(WitnessPolicy.Fault) {
            policy = try WitnessPolicy(parsing: String(decoding: bytes, as: UTF8.self))
        } catch { throw .failed("`\(path)`, line \(error.line): \(error.message)") }
        for witness in policy.witnesses {
            guard let address = witness.address else { continue }
            do throws(HTTPClient.Failure) { _ = try HTTPClient(address: address, trust: nil, ticks: .system) } catch {
                throw .failed(
                    "witness `\(witness.name)`: only http:// addresses of this machine and unix: can be asked")
            }
        }
        return policy
    }

    /// Shows the log while the body runs.
    func showing(_ body: () throws(CommandError) -> Void) throws(CommandError) {
        let thread = try start()
        defer {
            isStopped.update { $0 = true }
            thread.join()
        }
        try body()
    }

    /// Asks until it is stopped, and tells what changed with each witness.
    private func start() throws(CommandError) -> WorkerThread {
        try doing { () throws(SystemError) in
            try WorkerThread(name: "witnesses") { [self] in
                var before: [String: WitnessRound.Outcome] = [:]
                var next = MonotonicClock.system.now()
                while isStopped.wait(until: next, { $0 ? true : nil }) == nil {
                    next = MonotonicClock.system.now().advanced(byMilliseconds: Self.milliseconds)
                    guard let outcomes = try? round.withLock({ $0 }).run() else { continue }
                    for (name, outcome) in outcomes where before[name] != outcome {
                        Console.tell("witness `\(name)`: \(Self.words(outcome))")
                    }
                    before = outcomes
                }
            }
        }
    }

    private static func ask(_ witness: WitnessPolicy.Witness, _ body: [UInt8]) -> (status: Int, body: [UInt8])? {
        guard let address = witness.address, let client = try? HTTPClient(address: address, trust: nil, ticks: .system),
            let response = try? client.post(
                "/add-checkpoint", contentType: "text/plain", body: body, milliseconds: patience)
        else { return nil }
        return (response.status, response.body)
    }

    private static func words(_ outcome: WitnessRound.Outcome) -> String {
        switch outcome {
        case .cosigned: "it has seen this log"
        case .unreachable: "it cannot be reached"
        case .hasSeenMore(let size):
            "ALARM: it has seen \(size) entries, more than there are here: an older state was put back"
        case .wrongKey: "ALARM: its signature is not of the key in the policy"
        case .refused(let status): "it refused with status \(status)"
        }
    }
}
