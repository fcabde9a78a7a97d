package import JSON

/// Whose rows a question is about.
package enum QueryTier: String, Sendable, Hashable, CaseIterable {
    /// Those of the research environment.
    case real
    /// Made-up ones, which fit the same catalogue.
    case synthetic

    /// What a query's body says before it is read. A word that is none of these counts as `real`, and is refused there.
    package init(askedIn body: JSONValue) {
        self = .real
        if case .object(let fields) = body, fields["tier"] == .string(Self.synthetic.rawValue) { self = .synthetic }
    }
}
