import AuditLog
import Catalogue
import JSON
package import Snapshots
import Synchronization

/// The snapshots that the log tells of: nothing else may be served, whoever wrote it to the disk.
final class RegisteredSnapshots: Sendable {
    private let names = Mutex<Set<String>>([])

    func hear(_ entry: AuditEntry) {
        switch entry.type {
        case "dataset.register": hear(entry.event["dataset"], entry.event["snapshot"])
        case "reference.register": hear(entry.event["reference"], entry.event["digest"])
        case "definition.register": hear(entry.event["variable"], entry.event["digest"])
        default: break
        }
    }

    private func hear(_ name: JSONValue?, _ digest: JSONValue?) {
        guard case .string(let name)? = name, case .string(let digest)? = digest else { return }
        names.withLock { _ = $0.insert("\(name) \(digest)") }
    }

    func contains(_ name: String, _ digest: String) -> Bool { names.withLock { $0.contains("\(name) \(digest)") } }
}

extension Gateway {
    /// The first dataset, reference or derived variable of a generation that the log did not tell of when this gateway started; nil where
    /// it told of all.
    package func unregistered(in generation: Generation?) -> String? {
        guard let generation else { return nil }
        if let release = generation.digests.first(where: { !snapshots.contains("\($0.dataset)", $0.digest) }) {
            return "\(release.dataset)"
        }
        let references = generation.referenceDigests.sorted { $0.key < $1.key }.map { ("\($0.key)", $0.value) }
        let definitions = generation.definitionDigests.sorted { $0.key < $1.key }.map { ("\($0.key)", $0.value) }
        return (references + definitions).first { !snapshots.contains($0.0, $0.1) }?.0
    }
}
