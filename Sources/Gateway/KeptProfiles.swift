import AuditLog
import Catalogue
import DisclosureControl
import JSON

/// Under which profile the numbers of each dataset have left, as the log tells it.
///
/// The weakest release sets what is promised for all: exact numbers of today would take the noise off those of
/// yesterday. So a dataset keeps the profile of its first answer, whatever the policies say later.
struct KeptProfiles {
    /// The datasets of each intent that has no outcome yet.
    private var open: [Int: [DatasetID]] = [:]
    private var profiles: [DatasetID: String] = [:]

    mutating func hear(_ entry: AuditEntry) {
        switch entry.type {
        case "query.intent", "quality.intent":
            open[entry.seq] = Self.names(entry.event["datasets"]).compactMap { DatasetID($0) }
        case "query.outcome", "quality.outcome":
            guard case .integer(let intent)? = entry.event["intent"], let datasets = open.removeValue(forKey: intent),
                // Only what was paid for, were it with nothing, has shown anything.
                entry.event["budget"] != nil || entry.type == "quality.outcome",
                let profile = Self.names(entry.event["controls"]).first
            else { return }
            for dataset in datasets where profiles[dataset] == nil { profiles[dataset] = profile }
        default: return
        }
    }

    /// Throws `otherProfile` where a dataset would be protected in another way than before.
    func check(_ configured: [String: Profile]) throws(GatewayError) {
        for (dataset, name) in profiles.sorted(by: { $0.key < $1.key }) {
            guard configured[name]?.lineages.contains(dataset) ?? false else {
                throw .otherProfile(dataset: dataset.description, kept: name)
            }
        }
    }

    private static func names(_ list: JSONValue?) -> [String] {
        guard case .array(let elements)? = list else { return [] }
        return elements.compactMap { element in
            guard case .object(let object) = element, case .string(let id)? = object["id"] else { return nil }
            return id
        }
    }
}
