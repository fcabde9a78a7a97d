/// The ways in which a person can say no. Each has its own scope (charter, PRI-2 and PRI-3).
package enum OptOutKind: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Projects that use or train AI.
    case artificialIntelligence
    /// Every use in this gateway, on local request.
    case local
    /// Research and planning.
    case nationalDataOptOut
    /// Every use.
    case rightToObject
    /// Rows and attributes that come from a general practice.
    case type1

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
