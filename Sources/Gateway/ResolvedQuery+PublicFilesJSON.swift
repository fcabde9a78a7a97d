import Catalogue
import JSON
import QueryLanguage

extension ResolvedQuery {
    /// What an answer tells of the public files behind it: who published them, and what a reader must not take for exact.
    /// Nil where it uses none.
    func publicFiles(in catalogue: Catalogue) -> JSONValue? {
        let references = references.compactMap { catalogue.reference($0) }.map { reference -> JSONValue in
            [
                "id": .string("\(reference.id)"), "source": .string(reference.source),
                "addsUp": .bool(reference.addsUp),
            ]
        }
        let lookups = lookups(in: catalogue).compactMap { catalogue.lookup($0) }.map { lookup -> JSONValue in
            [
                "id": .string("\(lookup.id)"), "source": .string(lookup.source),
                "relation": .string(lookup.relation.rawValue),
            ]
        }
        return references.isEmpty && lookups.isEmpty ? nil : .array(references + lookups)
    }
}
