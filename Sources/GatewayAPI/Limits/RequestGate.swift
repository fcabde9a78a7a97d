import Identity
import Synchronization

/// Holds the numbers of `RequestLimits` against what comes in. Nothing of it is kept over a restart.
final class RequestGate: Sendable {
    /// A limit that holds a request back.
    struct Hold: Sendable, Hashable {
        let limit: ReachedLimit
        /// When to come again.
        let until: Moment
        /// Whether it is the first of a name in this minute, which is told of; all of them would fill journal and log.
        let isFirst: Bool
    }

    private struct State {
        var counts: [ReachedLimit: MinuteCounts] = [:]
        var lockouts: Lockouts?
        var newcomers = Newcomers()
    }

    private let limits: RequestLimits
    private let state: Mutex<State>

    init(_ limits: RequestLimits) {
        self.limits = limits
        var first = State()
        if case .most(let refusals) = limits.refusals {
            first.lockouts = Lockouts(after: refusals, minutes: limits.lockMinutes)
        }
        state = Mutex(first)
    }

    /// A request of somebody who is signed in.
    func person(_ person: PersonID, at now: Moment) -> Hold? {
        hold(.person, limits.perPerson, 1, person.description, at: now)
    }

    /// False where there is no need to find out which projects a question is about.
    var countsProjects: Bool { limits.perProject != .unlimited }

    /// So many questions about a project.
    func questions(_ count: Int, about project: String, at now: Moment) -> Hold? {
        hold(.project, limits.perProject, count, project, at: now)
    }

    /// A request of nobody we know.
    func stranger(at address: String, at now: Moment) -> Hold? {
        hold(.address, limits.perAddress, 1, address, at: now)
    }

    private func hold(
        _ limit: ReachedLimit, _ cap: RequestLimits.Cap, _ amount: Int, _ name: String, at now: Moment
    ) -> Hold? {
        guard case .most(let most) = cap else { return nil }
        let admission = state.withLock {
            $0.counts[limit, default: MinuteCounts()].add(
                amount, of: name, most: most, crowd: .isCountedTogether, at: now)
        }
        guard admission != .admitted else { return nil }
        return Hold(limit: limit, until: Self.nextMinute(after: now), isFirst: admission == .first)
    }
}

// MARK: Locks

extension RequestGate {
    /// Whether a token is locked out; nobody has looked at it yet. Its name is made where it is needed.
    func token(at now: Moment, _ name: () -> String) -> Hold? {
        guard state.withLock({ $0.lockouts?.isEmpty == false }) else { return nil }
        let name = Self.token(name())
        return state.withLock { Self.lock(.lockedToken, name, in: $0, at: now) }
    }

    /// Whether a person whose credential is good is kept out: from a locked address come only those who were seen there
    /// before, so that nobody can lock out people at work.
    func arrival(of person: PersonID, from address: String, at now: Moment) -> Hold? {
        state.withLock { state in
            guard state.lockouts != nil else { return nil }
            if let hold = Self.lock(.lockedAddress, Self.address(address), in: state, at: now),
                !state.newcomers.knows(person.description, at: address)
            {
                return hold
            }
            state.newcomers.welcome(person.description, at: address)
            return nil
        }
    }

    /// Counts a refused credential. From a locked address nobody is told what was wrong with it.
    ///
    /// - Returns: the lock that stood before, and those that begin with this one.
    func refusal(of token: String, from address: String, at now: Moment) -> (hold: Hold?, begun: [ReachedLimit]) {
        state.withLock { state in
            let hold = Self.lock(.lockedAddress, Self.address(address), in: state, at: now)
            var begun: [ReachedLimit] = []
            if state.lockouts?.note(Self.address(address), at: now) == true { begun.append(.lockedAddress) }
            if state.lockouts?.note(Self.token(token), at: now) == true { begun.append(.lockedToken) }
            return (hold, begun)
        }
    }

    private static func lock(_ limit: ReachedLimit, _ name: String, in state: State, at now: Moment) -> Hold? {
        state.lockouts?.end(of: name, at: now).map { Hold(limit: limit, until: $0, isFirst: false) }
    }

    private static func address(_ address: String) -> String { "address \(address)" }
    private static func token(_ name: String) -> String { "token \(name)" }

    /// When the minute after this moment begins.
    private static func nextMinute(after moment: Moment) -> Moment {
        Moment(seconds: (moment.seconds / 60 + 1) * 60) ?? moment
    }
}
