import JSON

extension PolicySet {
    private static let leftOut = ["schemas/", "declarations/"]

    /// Reads `charter.json`, `facts.json`, `purposes.json`, `clauses/*.json` and `clauses/*.examples.json`.
    ///
    /// Files under `profiles/` belong to disclosure control: they are not read here, but stand in the hash, so that a
    /// changed profile is a changed policy. Files under `schemas/` describe the others, and files under
    /// `declarations/` describe datasets, whose own digests are in the audit log: both are left out.
    ///
    /// - Parameters:
    ///   - files: in any order; names are unique.
    ///   - digest: the 64 hexadecimal digits of SHA-256.
    ///
    /// Throws a `PolicyError` that names file, clause and place.
    package static func read(
        files: [PolicyFile], digest: ([UInt8]) -> String
    ) throws(PolicyError) -> PolicySet {
        var documents: [String: JSONValue] = [:]
        for file in files where !leftOut.contains(where: file.name.hasPrefix) {
            documents[file.name] = try locating(file.name) { () throws(JSONError) in
                try JSONValue(parsing: file.bytes, limits: .document)
            }
        }
        return try read(documents, digest: digest)
    }

    /// Reads what the files say, each under its name.
    static func read(
        _ documents: [String: JSONValue], digest: ([UInt8]) -> String
    ) throws(PolicyError) -> PolicySet {
        let charter = try document("charter.json", in: documents, Charter.init)
        let schema = try document("facts.json", in: documents, FactSchema.init)
        let purposes = try document("purposes.json", in: documents, PurposeLists.init)
        var clauses: [Clause] = []
        var examples: [PolicyExample] = []
        for name in sortedTexts(documents.keys) {
            guard let value = documents[name] else { continue }
            switch kind(of: name) {
            case .clauses:
                let added = try read(clauses: JSONCursor(value), file: name, schema: schema, charter: charter)
                for clause in added {
                    guard !clauses.contains(where: { $0.id == clause.id }) else {
                        throw .duplicate(clause: clause.id, file: name)
                    }
                    clauses.append(clause)
                }
            case .examples:
                examples += try locating(name) { () throws(JSONError) in
                    try PolicyExample.list(JSONCursor(value), file: name, schema: schema)
                }
            case .named, .profile: continue
            case .unexpected: throw .unexpected(file: name)
            }
        }
        let sorted = JSONObject(sortedTexts(documents.keys).compactMap { name in documents[name].map { (name, $0) } })
        let bytes = try locating("policies") { () throws(JSONError) in try JSONValue.object(sorted).canonicalBytes() }
        let identity = PolicyIdentity(
            id: charter.id, version: charter.version, hash: digest(bytes), charter: charter.edition)
        return PolicySet(
            identity: identity, charter: charter, purposes: purposes.purposes, prohibitedUses: purposes.prohibited,
            clauses: clauses, examples: examples, documents: sorted)
    }

    private enum Kind { case named, clauses, examples, profile, unexpected }

    private static func kind(of name: String) -> Kind {
        if ["charter.json", "facts.json", "purposes.json"].contains(name) { return .named }
        guard name.hasSuffix(".json") else { return .unexpected }
        if name.hasPrefix("profiles/") { return .profile }
        guard name.hasPrefix("clauses/") else { return .unexpected }
        return name.hasSuffix(".examples.json") ? .examples : .clauses
    }

    private static func read(
        clauses cursor: JSONCursor, file: String, schema: FactSchema, charter: Charter
    ) throws(PolicyError) -> [Clause] {
        let (principle, members) = try locating(file) { () throws(JSONError) -> (String, [JSONCursor]) in
            let fields = try cursor.object()
            try fields.allowOnly("$schema", "principle", "clauses")
            let principle = try fields.required("principle").oneOf(charter.principles.map { ($0.id, $0.id) })
            return (principle, try fields.required("clauses").array())
        }
        var clauses: [Clause] = []
        for member in members {
            var name: String?
            if case .object(let object) = member.value, case .string(let id)? = object["id"] { name = id }
            clauses.append(
                try locating(file, clause: name) { () throws(JSONError) in
                    try Clause(member, principle: principle, schema: schema)
                })
        }
        return clauses
    }

    private static func document<Value>(
        _ name: String, in documents: [String: JSONValue], _ read: (JSONCursor) throws(JSONError) -> Value
    ) throws(PolicyError) -> Value {
        guard let value = documents[name] else { throw .missing(file: name) }
        return try locating(name) { () throws(JSONError) in try read(JSONCursor(value)) }
    }

    /// Runs a reading, and names the file and clause where it fails.
    static func locating<Value>(
        _ file: String, clause: String? = nil, _ read: () throws(JSONError) -> Value
    ) throws(PolicyError) -> Value {
        do { return try read() } catch { throw PolicyError(file: file, clause: clause, error) }
    }
}
