import Identity
import Linux

/// A sign-in service's key set that is fetched on a thread of its own, so that who signs in waits for it hardly ever.
final class FetchedKeys: Sendable {
    private struct State {
        var cache: KeyCache
        /// What went wrong at the last fetch.
        var failure: String?
        var isWanted = false
        var rounds = 0
        var waiting = 0
        var isStopped = false
    }

    private let issuer: String
    private let fetch: KeyFetch
    private let state: Monitor<State>

    /// How long somebody who signs in waits for a fetch, in milliseconds, and how many may at the same time: the others
    /// are told to come back, so that strangers cannot hold every worker.
    private static let patience = 3_000
    private static let mostWaiting = 4

    /// Nothing is fetched before `start`.
    init(_ issuer: String, _ fetch: KeyFetch, _ times: KeyOrigin.Times) {
        self.issuer = issuer
        self.fetch = fetch
        state = Monitor(State(cache: KeyCache(times)))
    }

    /// The keys to judge a token by; nil where none may be believed.
    func keys(for keyID: String?) -> JSONWebKeySet? {
        let (advice, round) = state.update { state in
            let advice = state.cache.advice(for: keyID, at: Self.now)
            if case .fetch = advice { state.isWanted = true }
            return (advice, state.rounds)
        }
        switch advice {
        case .use(let keys): return keys
        case .refuse: return nil
        case .fetch: return afterFetch(round, keyID)
        }
    }

    private func afterFetch(_ round: Int, _ keyID: String?) -> JSONWebKeySet? {
        let mayWait = state.update(waking: .nobody) { state in
            guard state.waiting < Self.mostWaiting else { return false }
            state.waiting += 1
            return true
        }
        guard mayWait else { return nil }
        let deadline = MonotonicClock.system.now().advanced(byMilliseconds: Self.patience)
        _ = state.wait(until: deadline, waking: .nobody) { $0.rounds > round || $0.isStopped ? true : nil }
        return state.update(waking: .nobody) { state in
            state.waiting -= 1
            guard case .use(let keys) = state.cache.advice(for: keyID, at: Self.now) else { return nil }
            return keys
        }
    }

    /// Fetches when it is time, or when a key is wanted that nobody knows, until `stop`.
    func start() throws(CommandError) -> WorkerThread {
        try doing { () throws(SystemError) in
            try WorkerThread(name: "keys") { [self] in
                while true {
                    let due = state.read { MonotonicInstant(seconds: $0.cache.due) }
                    let isStopped = state.wait(until: due, waking: .nobody) { state -> Bool? in
                        state.isStopped ? true : state.isWanted ? false : nil
                    }
                    if isStopped == true { return }
                    round()
                }
            }
        }
    }

    func stop(_ thread: WorkerThread) {
        state.update { $0.isStopped = true }
        thread.join()
    }

    /// One fetch. It tells what has changed since the last one.
    private func round() {
        let found: JSONWebKeySet?
        let failure: String?
        do throws(CommandError) { (found, failure) = (try fetch.run(), nil) } catch {
            (found, failure) = (nil, error.message)
        }
        let before = state.update { state in
            defer { state.failure = failure }
            state.cache.note(found, at: Self.now)
            state.isWanted = false
            state.rounds += 1
            return state.failure
        }
        guard failure != before else { return }
        Console.tell(failure.map { "no keys of `\(issuer)`: \($0)" } ?? "the keys of `\(issuer)` are there again")
    }

    private static var now: Int { MonotonicClock.system.now().wholeSeconds }
}

/// Times of key sets and of answers about tokens are counted in seconds.
extension MonotonicInstant {
    var wholeSeconds: Int { Int(nanoseconds / 1_000_000_000) }

    fileprivate init(seconds: Int) { self = MonotonicInstant(nanoseconds: 0).advanced(byMilliseconds: seconds * 1000) }
}
