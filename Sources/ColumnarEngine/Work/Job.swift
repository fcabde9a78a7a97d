import Linux
import QueryEngines
import Synchronization

/// One query's work, cut into pieces that any thread may do.
final class Job: Sendable {
    private struct State: Sendable {
        var left: Int
        var underway = 0
        var failure: EngineError?
    }

    let pieces: Int
    private let work: @Sendable (Int, Job) throws(EngineError) -> Void
    private let state: Monitor<State>
    private let stopped = Atomic<Bool>(false)

    /// How often an asker's wish to stop is looked at, at least.
    private static let patienceMilliseconds = 5

    /// - Parameter work: does one piece; may end early where the job is stopped.
    init(pieces: Int, _ work: @escaping @Sendable (Int, Job) throws(EngineError) -> Void) {
        self.pieces = pieces
        self.work = work
        state = Monitor(State(left: pieces))
    }

    /// Whether what is left need not be done: the asker left, or a piece failed.
    var isStopped: Bool { stopped.load(ordering: .relaxed) }

    /// Says that a thread takes a piece.
    func begin() { state.update(waking: .nobody) { $0.underway += 1 } }

    /// Does a piece that was begun.
    func run(_ piece: Int) {
        var failure: EngineError?
        if !isStopped {
            do throws(EngineError) { try work(piece, self) } catch { failure = error }
        }
        if failure != nil { stop() }
        let isLast = state.update(waking: .nobody) { state in
            state.left -= 1
            state.underway -= 1
            state.failure = state.failure ?? failure
            return state.left == 0 || isStopped
        }
        // Who waits is woken only where there may be something to see: waking for every piece costs more than some do.
        if isLast { state.update { _ in } }
    }

    private func stop() { stopped.store(true, ordering: .relaxed) }

    /// Waits until all is done. Throws what a piece threw, or `cancelled` where the asker wants no more; then no thread is
    /// at work for it any more.
    func wait(_ clock: MonotonicClock, isCancelled: () -> Bool) throws(EngineError) {
        while true {
            let moment = clock.now().advanced(byMilliseconds: Self.patienceMilliseconds)
            let finished = state.wait(until: moment) { state -> State? in
                state.left == 0 || self.isStopped && state.underway == 0 ? state : nil
            }
            if let finished {
                if let failure = finished.failure { throw failure }
                guard finished.left == 0, !isStopped else { throw .cancelled }
                return
            }
            if isCancelled() { stop() }
        }
    }
}
