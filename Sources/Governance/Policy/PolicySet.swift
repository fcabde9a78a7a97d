import JSON

/// One file of the policies: its path under `policies/`, and its bytes.
package struct PolicyFile: Sendable, Hashable {
    package let name: String
    package let bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// The charter as clauses that a machine can check. Whoever holds one knows that every fact, type and placeholder in it
/// is right; its examples are run by `test()`.
package struct PolicySet: Sendable {
    package let identity: PolicyIdentity
    package let charter: Charter
    package let purposes: [Purpose]
    package let prohibitedUses: [ProhibitedUse]
    let clauses: [Clause]
    let examples: [PolicyExample]
    /// Every file that the hash is of, by its name.
    let documents: JSONObject

    /// What the public may read of the clauses, in the order of their files.
    package var published: [PublishedClause] {
        clauses.map {
            PublishedClause(id: $0.id, principle: $0.principle, provenance: $0.provenance, says: $0.says)
        }
    }

    /// Every clause's answer, in the order of the files. Nothing stops early; what cannot be decided is a no.
    ///
    /// - Parameters:
    ///   - moment: what is about to happen.
    ///   - facts: what is known of it, from query, catalogue, project, people and ledgers.
    ///   - owner: the name of the project's owner, only where the asker is a member of the project.
    package func evaluate(at moment: PolicyMoment, facts: Facts, owner: String?) -> [ClauseVerdict] {
        clauses.map { $0.verdict(at: moment, facts: facts, owner: owner) }
    }

    var clauseIDs: [String] { clauses.map(\.id) }

    /// A purpose of the list, by its id.
    package func purpose(named id: String) -> Purpose? { purposes.first { $0.id.utf8.elementsEqual(id.utf8) } }
}

/// A clause as the public reads it.
package struct PublishedClause: Sendable, Hashable {
    package let id: String
    package let principle: String
    package let provenance: Provenance
    package let says: String
}
