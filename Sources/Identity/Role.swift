/// What a signed-in person may do here.
package enum Role: String, Sendable, Hashable, CaseIterable, Comparable {
    case auditor, `operator`, panel, researcher
    /// Acts for named controllers.
    case steward

    package static func < (left: Role, right: Role) -> Bool { left.rawValue < right.rawValue }
}
