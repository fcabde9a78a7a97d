/// What is known of a key set that is fetched, and when to fetch it again. Times are seconds of a clock that never goes back.
///
/// Keys that cannot be fetched again stay in force until a bound, so that a short outage locks nobody out; after it nobody
/// is let in by them, because a key that was taken back would not be seen.
package struct KeyCache: Sendable {
    /// What to do for a token.
    package enum Advice: Sendable {
        case use(JSONWebKeySet)
        /// The token may become good by a fetch: fetch, and ask again.
        case fetch
        /// There are no keys that may be believed.
        case refuse
    }

    private let times: KeyOrigin.Times
    private var known: (keys: JSONWebKeySet, since: Int)?
    private var tried: Int?
    private var hasFailed = false

    /// A key that nobody knows makes a fetch come early, but not sooner than so many seconds after the last one.
    package static let pause = 60

    package init(_ times: KeyOrigin.Times) { self.times = times }

    /// When the next fetch is due, whoever asks or not.
    package var due: Int { tried.map { $0 + (hasFailed ? min(Self.pause, times.refresh) : times.refresh) } ?? 0 }

    /// Takes what a fetch brought; nil for a failure.
    package mutating func note(_ found: JSONWebKeySet?, at now: Int) {
        (tried, hasFailed) = (now, found == nil)
        if let found { known = (found, now) }
    }

    /// What to judge a token by that names a key, or none.
    package func advice(for keyID: String?, at now: Int) -> Advice {
        let mayFetch = tried.map { now - $0 >= Self.pause } ?? true
        guard let known, now - known.since <= times.oldest else { return mayFetch ? .fetch : .refuse }
        return known.keys.has(id: keyID) || !mayFetch ? .use(known.keys) : .fetch
    }
}
