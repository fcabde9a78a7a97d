/// Where a project is in its life.
package enum ProjectState: String, Sendable, Hashable, CaseIterable {
    case draft, submitted, returned, approved, suspended, ended, refused, withdrawn
}

/// The public sign of whether a project keeps its promises (GOV-2).
package enum CharterMark: String, Sendable, Hashable, CaseIterable {
    case held, warned, suspended, removed
}
