import Gateway
import Identity
import Synchronization

/// Counts failed sign-ins by minute and source: the log hears of each source once a minute, so that strangers cannot
/// fill it.
final class AuthenticationFailures: Sendable {
    private struct Place: Hashable {
        /// Minutes since 1970.
        let minute: Int
        let source: String
    }

    private struct Tally {
        var count = 0
        var reasons: Set<String> = []
    }

    private let tallies = Mutex<[Place: Tally]>([:])

    /// How many sources are told apart in a minute; the rest share one name.
    static let mostSources = 200
    static let otherSources = "other sources"

    /// Counts one failure; the reasons are codes.
    func note(_ reasons: [String], from source: String, at moment: Moment) {
        tallies.withLock { tallies in
            var place = Place(minute: moment.seconds / 60, source: source)
            if tallies[place] == nil, tallies.count >= Self.mostSources {
                place = Place(minute: place.minute, source: Self.otherSources)
            }
            var tally = tallies[place] ?? Tally()
            tally.count += 1
            tally.reasons.formUnion(reasons)
            tallies[place] = tally
        }
    }

    /// The counts of minutes that are over; each is handed out once.
    func finished(by moment: Moment) -> [SignInFailures] { take { $0.minute < moment.seconds / 60 } }

    /// Every count, when the gateway stops.
    func remaining() -> [SignInFailures] { take { _ in true } }

    private func take(_ isDue: (Place) -> Bool) -> [SignInFailures] {
        let due = tallies.withLock { tallies in
            let due = tallies.filter { isDue($0.key) }
            for place in due.keys { tallies[place] = nil }
            return due
        }
        return due.sorted { ($0.key.minute, $0.key.source) < ($1.key.minute, $1.key.source) }.compactMap {
            place, tally in
            Moment(seconds: place.minute * 60).map {
                SignInFailures(
                    minute: $0, source: place.source, count: tally.count, reasons: tally.reasons.sorted())
            }
        }
    }
}
