import Identity

/// Who has had so many credentials refused in a minute that they are locked out, and until when.
///
/// Both tables have room for so many names. Whoever comes to a full table of counts is not counted until the next minute; a
/// full table of locks forgets the one that would end first.
struct Lockouts: Sendable {
    private let refusals: Int
    private let seconds: Int
    private var counts = MinuteCounts()
    private var ends: [String: Moment] = [:]

    static let mostLocks = 10_000

    /// - Parameters:
    ///   - refusals: how many lock a name out.
    ///   - minutes: for how long.
    init(after refusals: Int, minutes: Int) {
        self.refusals = refusals
        seconds = minutes * 60
    }

    /// Counts one refused credential; true where it is the one that locks the name out.
    mutating func note(_ name: String, at now: Moment) -> Bool {
        guard counts.add(1, of: name, most: refusals - 1, crowd: .isNotCounted, at: now) == .first else { return false }
        if ends.count >= Self.mostLocks { ends = ends.filter { now < $0.value } }
        if ends.count >= Self.mostLocks, let first = ends.min(by: { $0.value < $1.value }) { ends[first.key] = nil }
        ends[name] = now.adding(seconds: seconds)
        return true
    }

    /// When the lock of a name ends; nil where there is none.
    func end(of name: String, at now: Moment) -> Moment? {
        guard let end = ends[name], now < end else { return nil }
        return end
    }

    var isEmpty: Bool { ends.isEmpty }
}
