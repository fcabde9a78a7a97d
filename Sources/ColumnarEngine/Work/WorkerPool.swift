import Linux
import QueryEngines

/// A fixed number of threads that do pieces of queries in turn.
final class WorkerPool: Sendable {
    private let turns: Monitor<Turns<Job>>
    private let threads: [WorkerThread]

    init(threads count: Int) throws(SystemError) {
        let turns = Monitor(Turns<Job>())
        self.turns = turns
        var threads: [WorkerThread] = []
        for _ in 0..<max(1, count) {
            threads.append(try WorkerThread(name: "engine") { Self.work(turns) })
        }
        self.threads = threads
    }

    deinit { turns.update { $0.close() } }

    private static func work(_ turns: Monitor<Turns<Job>>) {
        while true {
            let next = turns.wait(waking: .nobody) { turns -> (job: Job, piece: Int)?? in
                if let taken = turns.take(unless: \.isStopped) {
                    // Said while the turn is held, so that no piece is under way that its asker does not know of.
                    taken.work.begin()
                    return .some((taken.work, taken.piece))
                }
                return turns.isClosed ? .some(nil) : nil
            }
            guard let (job, piece) = next ?? nil else { return }
            job.run(piece)
        }
    }

    /// Does a job, and returns when it is done. Throws what a piece threw, or `cancelled`.
    func run(_ job: Job, _ clock: MonotonicClock, isCancelled: () -> Bool) throws(EngineError) {
        turns.update { $0.add(job, pieces: job.pieces) }
        try job.wait(clock, isCancelled: isCancelled)
    }
}
