package import Catalogue
package import QueryLanguage

/// A duty that comes with a yes. Whoever serves the query must honour every one; a new case stops the build of those
/// who do not.
package enum Obligation: Sendable, Hashable {
    /// Leave out the persons who said no in one of these ways; a household is left out only where all its members are.
    case honourOptOuts(Set<OptOutKind>)
    /// Count only units for which the approval's own filter holds.
    case restrict(Predicate)
    /// Count only these rows of a dataset: the controllers of the others have not agreed.
    case countOnly(CoveredRows)
    /// Protect the answer by the named profile.
    case protect(profile: String)
    /// Let the answer leave only where two people have looked at it and agree.
    case holdForReview
}

/// The policy set in force, as it stands in every answer and every record.
package struct PolicyIdentity: Sendable, Hashable {
    package let id: String
    package let version: String
    /// SHA-256 of the set's canonical bytes, 64 hexadecimal digits.
    package let hash: String
    /// The version of the charter that the set enforces.
    package let charter: String

    package init(id: String, version: String, hash: String, charter: String) {
        self.id = id
        self.version = version
        self.hash = hash
        self.charter = charter
    }
}

/// A query that the charter lets through, with the duties that came with the yes. Only this room can make one.
package struct AuthorizedQuery: Sendable {
    package let query: ResolvedQuery
    /// The person's name for audit entries: a pseudonym for each project.
    package let actor: String
    /// The project's id and the digest of the approval that was decided on.
    package let project: String
    package let approval: String
    package let policy: PolicyIdentity
    package let obligations: [Obligation]
    package let verdicts: [ClauseVerdict]
}
