import AuditLog
import Governance
import JSON
import Synchronization

/// The newest version of each project that the log tells of and the store has shown.
///
/// Every change of a project is in the log with its version, so a store that shows an older one, or none, has been
/// changed from outside: a suspension cannot be taken back by an old row.
final class ToldVersions: Sendable {
    private let versions = Mutex<[String: Int]>([:])

    /// Takes note of an entry whose rows are visible.
    func hear(_ entry: AuditEntry) {
        guard entry.isOfProjectLife, case .string(let id)? = entry.event["project"],
            case .integer(let version)? = entry.event["version"]
        else { return }
        versions.withLock { $0[id] = max($0[id] ?? 0, version) }
    }

    /// Looks at what stands now, so that what is read afterwards can be held against it.
    var now: [String: Int] { versions.withLock { $0 } }

    /// Throws where the store shows less than was told before it was read.
    static func check(_ project: Project?, _ id: String, told: [String: Int]) throws(GatewayError) {
        guard project?.version ?? 0 >= told[id] ?? 0 else { throw .store(.forged) }
    }
}

extension AuditEntry {
    /// Whether this entry tells of a step of a project's life.
    var isOfProjectLife: Bool {
        type.hasPrefix("project.") || type == "mark.change" || type == "register.publish"
    }
}
