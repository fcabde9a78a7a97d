import Identity

/// Counts by name in the minute of the clock that runs, and forgets them when it is over.
///
/// It has room for so many names, so that nobody with many addresses can make it grow. Those that come when it is full are
/// counted together.
struct MinuteCounts: Sendable {
    enum Admission: Sendable, Hashable {
        case admitted
        /// The first of this minute that is too many.
        case first
        case refused
        /// There is no room, and no shared count was asked for.
        case unknown
    }

    /// Whether a name that there is no room for is counted with others, or not at all.
    enum Crowd { case isCountedTogether, isNotCounted }

    private var minute = 0
    private var counts: [String: Int] = [:]
    private var refused: Set<String> = []

    static let mostNames = 10_000
    /// No name of a person, a project or an address.
    private static let others = ""

    /// Counts `amount` more of a name, where that is not too many.
    mutating func add(
        _ amount: Int, of name: String, most: Int, crowd: Crowd, at moment: Moment
    ) -> Admission {
        forget(unless: moment.seconds / 60)
        var name = name
        if counts[name] == nil, counts.count >= Self.mostNames {
            guard crowd == .isCountedTogether else { return .unknown }
            name = Self.others
        }
        let count = counts[name, default: 0]
        let fits = amount <= most - count
        counts[name] = fits ? count + amount : count
        guard !fits else { return .admitted }
        return refused.insert(name).inserted ? .first : .refused
    }

    private mutating func forget(unless now: Int) {
        guard now != minute else { return }
        minute = now
        counts = [:]
        refused = []
    }
}
