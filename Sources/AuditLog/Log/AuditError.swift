package import Linux

/// What the audit log cannot do. Everything here is for the operator: messages may name files.
package enum AuditError: Error, Hashable {
    /// A log stands already where one was to be created.
    case alreadyExists
    /// Another writer holds the log.
    case locked
    /// Something stored is not what a log of this key can be. Nothing was changed: restore from a replica.
    case damaged(LogFinding)
    /// A checkpoint promises more entries than there are: an older state was put back.
    case rollback(promised: Int, found: Int)
    /// A checkpoint of this size has another root: the history was rewritten.
    case fork(size: Int)
    /// The clock is behind the last entry by this much.
    case clockBehind(milliseconds: Int)
    /// The signing key is not the one in force.
    case wrongKey
    /// The kernel refused; after this the log is closed for ever in this process.
    case storage(SystemError)
    /// The log was closed, by `stop` or by an earlier error.
    case closed
    /// Too many entries wait: nothing was accepted, ask again later.
    case busy
    /// The vault did not take the disclosures; no entry was written.
    case vault(VaultError)
    /// A draft that no log may hold: the caller's mistake. Index in the batch, and why.
    case draft(index: Int, reason: String)
    /// No durable entry has this number.
    case noSuchEntry(Int)
    /// An entry was taken out of the log when its time had come; its hash is there.
    case pruned(Int)
    /// A disclosure that the entry does not commit to.
    case disclosureNotOfEntry
    /// The derived hashes end before the log does.
    case damagedTree(level: Int)
    /// Two computations of one hash differ: the memory cannot be trusted. The log is closed.
    case hashesDiffer
    /// The device of the log is nearly full: nothing was accepted.
    case diskLow
    /// A change of keys was begun and not finished: its checkpoint of both keys is missing.
    case handoverMissing(size: Int)
    /// The new key is not the one that the log promised.
    case notThePromisedKey
    /// No quorum of witnesses has seen the log for longer than is allowed: nothing was accepted.
    case witnessesSilent
    /// An origin, key or digest that cannot identify a log.
    case identity(String)

    /// A stable code for logs, never reused or renumbered.
    package var code: String {
        switch self {
        case .alreadyExists: "SH-L701"
        case .locked: "SH-L702"
        case .damaged: "SH-L703"
        case .rollback: "SH-L704"
        case .fork: "SH-L705"
        case .clockBehind: "SH-L706"
        case .wrongKey: "SH-L707"
        case .storage: "SH-L708"
        case .closed: "SH-L709"
        case .busy: "SH-L710"
        case .vault: "SH-L711"
        case .draft: "SH-L712"
        case .noSuchEntry: "SH-L713"
        case .disclosureNotOfEntry: "SH-L714"
        case .damagedTree: "SH-L715"
        case .hashesDiffer: "SH-L716"
        case .identity: "SH-L717"
        case .diskLow: "SH-L718"
        case .handoverMissing: "SH-L719"
        case .notThePromisedKey: "SH-L720"
        case .witnessesSilent: "SH-L721"
        case .pruned: "SH-L722"
        }
    }

    /// One line for the operator.
    package var message: String {
        switch self {
        case .alreadyExists: "a log stands here already"
        case .locked: "another process writes this log"
        case .damaged(let finding):
            "the log is damaged and was left untouched: restore it from a replica (\(finding.description))"
        case .rollback(let promised, let found):
            "ROLLBACK: a signed checkpoint promises \(promised) entries, the log has \(found)"
        case .fork(let size): "FORK: a signed checkpoint of size \(size) has another root"
        case .clockBehind(let milliseconds): "the clock is \(milliseconds) ms behind the last entry: set it first"
        case .wrongKey: "the signing key is not the key in force for this log"
        case .storage(let error): error.message
        case .closed: "the log is closed"
        case .busy: "too many entries wait to be written"
        case .vault(let error): "the vault did not store the disclosures: \(error.message)"
        case .draft(let index, let reason): "draft \(index) cannot be logged: \(reason)"
        case .noSuchEntry(let seq): "there is no entry \(seq)"
        case .pruned(let seq): "entry \(seq) was taken out of the log when its time had come; its hash is kept"
        case .disclosureNotOfEntry: "the entry does not commit to this disclosure"
        case .damagedTree(let level): "the stored hashes of level \(level) are incomplete: restart to rebuild them"
        case .hashesDiffer: "a hash computed twice came out differently: check the memory of this machine"
        case .diskLow: "the device of the log is nearly full: make room"
        case .handoverMissing(let size):
            "the change of keys at size \(size) was not finished: run `salthouse audit rotate-key` again"
        case .notThePromisedKey: "the new key is not the one that the log promised"
        case .witnessesSilent: "the witnesses have not seen this log for too long"
        case .identity(let reason): reason
        }
    }
}

/// Runs file work; the kernel's error becomes this room's.
func storing<Result>(_ work: () throws(SystemError) -> Result) throws(AuditError) -> Result {
    do { return try work() } catch { throw .storage(error) }
}
