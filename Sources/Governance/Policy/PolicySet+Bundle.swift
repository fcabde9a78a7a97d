package import JSON

/// A policy set as one file: an object of all its documents by their names, in canonical form. The SHA-256 of these
/// bytes is the hash of the set, so that whoever reads one knows that nobody changed it.
extension PolicySet {
    /// The bytes that the hash is of.
    package var bundle: [UInt8] {
        // Reading the set has written them once before.
        (try? JSONValue.object(documents).canonicalBytes()) ?? []
    }

    /// Reads a bundle. Throws a `PolicyError` that names document, clause and place.
    package static func read(bundle: [UInt8], digest: ([UInt8]) -> String) throws(PolicyError) -> PolicySet {
        let value = try locating("policies") { () throws(JSONError) in
            try JSONValue(canonical: bundle, limits: .document)
        }
        guard case .object(let object) = value else {
            throw .unreadable(file: "policies", clause: nil, pointer: "", problem: "is not an object of documents")
        }
        return try read(Dictionary(uniqueKeysWithValues: object.members.map { ($0.key, $0.value) }), digest: digest)
    }

    /// The documents of a folder such as `profiles/`, by the rest of their names; those of inner folders are left out.
    package func documents(in folder: String) -> [(name: String, document: JSONValue)] {
        documents.members.filter { $0.key.hasPrefix(folder) && !$0.key.dropFirst(folder.count).contains("/") }
            .map { (String($0.key.dropFirst(folder.count)), $0.value) }
    }

    /// Whether both sets protect numbers in the same way: their profiles are the same.
    package func protects(as other: PolicySet) -> Bool {
        func profiles(_ set: PolicySet) -> JSONObject {
            JSONObject(set.documents.members.filter { $0.key.hasPrefix("profiles/") }.map { ($0.key, $0.value) })
        }
        let own = try? JSONValue.object(profiles(self)).canonicalBytes()
        return own != nil && own == (try? JSONValue.object(profiles(other)).canonicalBytes())
    }
}
