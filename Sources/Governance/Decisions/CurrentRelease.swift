package import Catalogue
package import Identity

/// The analytic release that a project works with, and since when.
///
/// A project sees one release at a time. It moves on to a newer one at most once in a quarter of the calendar, and never
/// back: whoever could ask the same of thirty releases would learn what changed between them.
package struct CurrentRelease: Sendable, Hashable {
    package let asOf: Month
    /// The day on which the project first had an answer from it.
    package let since: CivilDay

    package init(asOf: Month, since: CivilDay) {
        self.asOf = asOf
        self.since = since
    }

    /// The first day on which the project may move on to a newer release.
    package var newerFrom: CivilDay { since.firstOfNextQuarter }

    /// Whether the project may ask about a release on a day.
    package func turn(to asked: Month, on today: CivilDay) -> ReleaseTurn {
        if asked == asOf { return .allowed }
        if asked < asOf { return .older(than: asOf) }
        return today < newerFrom ? .tooSoon(current: asOf, newerFrom: newerFrom) : .allowed
    }
}

/// Whether a project may ask about a release now. Decided from the query and the log alone.
package enum ReleaseTurn: Sendable, Hashable {
    /// Its first one, its current one, or a newer one whose time has come.
    case allowed
    case older(than: Month)
    case tooSoon(current: Month, newerFrom: CivilDay)

    /// Why not; nil where it may.
    var verdict: ClauseVerdict? {
        let reason: RefusalReason
        switch self {
        case .allowed: return nil
        case .older(let current):
            reason = HouseRule.oneRelease.reason(
                "Your project works with the data of \(current). Older data can no longer be asked.",
                change: "Ask with `asOf` \(current).", ask: .steward)
        case .tooSoon(let current, let day):
            reason = HouseRule.oneRelease.reason(
                "Your project works with the data of \(current), and gets at most one new release in a quarter.",
                change: "Ask with `asOf` \(current), or ask about newer data from \(day) on.", ask: .steward)
        }
        return ClauseVerdict(clause: reason.clause, answer: .fail, reason: reason)
    }
}
