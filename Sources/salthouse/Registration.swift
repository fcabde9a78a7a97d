import AuditLog
import Catalogue
import DisclosureControl
import Gateway
import JSON
import Snapshots

/// What the audit log is told of a generation before it is served.
enum Registration {
    /// The log first, then `CURRENT`: what is served is always in the log.
    ///
    /// Throws `AuditError`, `SnapshotError`, or `GatewayError` where the profiles do not take it; the generation before
    /// then goes on being served.
    static func publish(
        _ offer: GenerationOffer, after before: Generation?, under profiles: [String: Profile],
        in store: GenerationStore, telling log: AuditLog
    ) throws -> Generation {
        let generation = try store.open(offer.staged)
        if let unfit = generation.unfitGroupings(under: profiles) { throw GatewayError.unfitGroupings(unfit) }
        _ = try log.append(drafts(generation, after: before, optOutDay: offer.optOutDay))
        try store.publish(offer.staged)
        return generation
    }

    /// One entry for each dataset, reference and definition that is another than before, and one for the list of those who said no.
    private static func drafts(_ generation: Generation, after before: Generation?, optOutDay: String?) -> [AuditDraft]
    {
        let old = Set((before?.digests ?? []).map(\.digest))
        var drafts = generation.digests.filter { !old.contains($0.digest) }.map { release in
            AuditDraft(
                type: "dataset.register",
                event: [
                    "dataset": .string(release.dataset.description), "snapshot": .string(release.digest),
                    "generation": .string(generation.id), "asOf": .string(release.asOf.description),
                ], disclosures: [], sameBatch: [:])
        }
        for (id, digest) in generation.referenceDigests.sorted(by: { $0.key < $1.key })
        where before?.referenceDigests[id] != digest {
            drafts.append(
                AuditDraft(
                    type: "reference.register",
                    event: [
                        "reference": .string(id.description), "digest": .string(digest),
                        "generation": .string(generation.id),
                    ], disclosures: [], sameBatch: [:]))
        }
        for (name, digest) in generation.definitionDigests.sorted(by: { $0.key < $1.key })
        where before?.definitionDigests[name] != digest {
            drafts.append(
                AuditDraft(
                    type: "definition.register",
                    event: [
                        "variable": .string(name.description), "digest": .string(digest),
                        "generation": .string(generation.id),
                    ], disclosures: [], sameBatch: [:]))
        }
        if let optOutDay {
            drafts.append(
                AuditDraft(
                    type: "optout.load", event: ["version": .string(optOutDay)], disclosures: [], sameBatch: [:]))
        }
        return drafts
    }
}
