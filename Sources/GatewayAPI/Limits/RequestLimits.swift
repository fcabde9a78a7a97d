/// How much may be asked in one minute of the clock, and when credentials that go on being refused are not looked at any
/// more.
package struct RequestLimits: Sendable, Hashable {
    package enum Cap: Sendable, Hashable {
        /// So many in a minute, at least 1.
        case most(Int)
        case unlimited
    }

    /// Requests of one person who is signed in.
    package let perPerson: Cap
    /// Questions and checks about one project, whoever of its researchers asks them.
    package let perProject: Cap
    /// Requests of one address that come from nobody we know: without a credential, with one that is refused, or on paths
    /// that ask for none.
    package let perAddress: Cap
    /// Refused credentials of one address, and refusals of one token, after which it is locked out.
    package let refusals: Cap
    /// For how long: minutes, at least 1.
    package let lockMinutes: Int

    package init(perPerson: Cap, perProject: Cap, perAddress: Cap, refusals: Cap, lockMinutes: Int) {
        precondition(lockMinutes >= 1, "a lock lasts")
        self.perPerson = perPerson
        self.perProject = perProject
        self.perAddress = perAddress
        self.refusals = refusals
        self.lockMinutes = lockMinutes
    }
}

/// A limit of `RequestLimits` that somebody has reached.
package enum ReachedLimit: String, Sendable, CaseIterable {
    case person, project, address
    case lockedAddress = "locked-address"
    case lockedToken = "locked-token"
}
