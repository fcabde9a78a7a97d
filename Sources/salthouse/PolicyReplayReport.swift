import AuditLog
import Gateway
import Governance
import JSON
import OpenSSL

/// What `salthouse policy replay` says: the past under another policy set.
struct PolicyReplayReport {
    private let set: PolicySet
    private let replay: PolicyReplay
    private let entries: [ReplayedEntry]

    /// Reads the whole log. It opens what the vault holds of each decision, so the log is told first.
    init(of deployment: Deployment, under set: PolicySet) throws(CommandError) {
        let open = try OpenDeployment(deployment)
        defer { open.log.stop() }
        self.set = set
        var replay = PolicyReplay(set, vault: open.vault)
        var entries: [ReplayedEntry] = []
        var failure: StoreError?
        let size = open.log.size
        try logging { () throws(AuditError) in
            _ = try open.log.append([
                AuditDraft(
                    type: "export",
                    event: [
                        "req": .string(Hex.encode(SecureRandom.bytes(16))), "what": "policy replay", "from": 0,
                        "to": .integer(size),
                    ])
            ])
            try open.log.scan(from: 0, to: size) { entry in
                do throws(StoreError) { entries += try replay.hear(entry) } catch { failure = error }
                return failure == nil
            }
        }
        if let failure { throw .told(failure) }
        self.replay = replay
        self.entries = entries
    }

    func tell(asJSON: Bool, withReasons: Bool) throws(CommandError) {
        let shown = entries.filter { withReasons || $0.wasYes != $0.isYes }
        if asJSON {
            Console.say(String(decoding: json(shown).bytes(), as: UTF8.self))
        } else {
            for entry in shown { for line in entry.lines { Console.say(line) } }
            for line in summary { Console.say(line) }
        }
        guard replay.changed == 0 else {
            throw CommandError(
                message: "\(replay.changed) decisions would have been taken otherwise", exitCode: PolicyCommand.differs)
        }
    }

    private var summary: [String] {
        [
            "policy set \(set.identity.id) \(set.identity.version) \(set.identity.hash)",
            "decisions read: \(replay.read)", "the same: \(replay.unchanged)",
            "a no for other reasons: \(replay.otherReasons)", "otherwise: \(replay.changed)",
        ]
            + WhyNotReplayed.allCases.compactMap { why in
                replay.notReplayable[why].map { "not replayable, \(why.rawValue): \($0)" }
            }
    }

    private func json(_ shown: [ReplayedEntry]) -> JSONValue {
        [
            "policy": set.identity.json, "read": .integer(replay.read), "unchanged": .integer(replay.unchanged),
            "otherReasons": .integer(replay.otherReasons), "otherwise": .integer(replay.changed),
            "notReplayable": .object(replay.notReplayable.json), "decisions": .array(shown.map(\.json)),
        ]
    }
}

extension ReplayedEntry {
    fileprivate var lines: [String] {
        let decision = "\(wasYes ? "yes" : "no") → \(isYes ? "yes" : "no")"
        return changes.map { change in
            "entry \(entry)  \(time)  \(moment.rawValue)  \(project)  \(decision)  \(change.clause): "
                + "\(change.before ?? "no such clause") → \(change.after ?? "no such clause")  \(change.reason)"
        }
    }

    fileprivate var json: JSONValue {
        [
            "entry": .integer(entry), "time": .string(time), "moment": .string(moment.rawValue),
            "project": .string(project), "before": .string(wasYes ? "yes" : "no"),
            "after": .string(isYes ? "yes" : "no"),
            "clauses": .array(changes.map(\.json)),
        ]
    }
}

extension ClauseChange {
    fileprivate var json: JSONValue {
        [
            "clause": .string(clause), "before": before.map { .string($0) } ?? .null,
            "after": after.map { .string($0) } ?? .null, "reason": .string(reason),
        ]
    }
}
