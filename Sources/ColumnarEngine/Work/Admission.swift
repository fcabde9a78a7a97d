import Linux
import QueryEngines

/// Lets so many queries in at a time as their costs allow, in the order in which they came.
final class Admission: Sendable {
    private struct State: Sendable {
        var free: Int
        /// The tickets of those who wait, the first to be let in first.
        var waiting: [Int] = []
        var nextTicket = 0
    }

    private let state: Monitor<State>

    private static let patienceMilliseconds = 5

    /// - Parameter capacity: how much cost may be inside together; no single cost is above it.
    init(capacity: Int) { state = Monitor(State(free: capacity)) }

    /// Waits for room, runs `body`, and gives the room back. Throws `cancelled` where the asker does not want to wait.
    func enter<Result: ~Copyable>(
        cost: Int, _ clock: MonotonicClock, isCancelled: () -> Bool, _ body: () throws(EngineError) -> Result
    ) throws(EngineError) -> Result {
        let ticket = state.update { state in
            state.nextTicket += 1
            state.waiting.append(state.nextTicket)
            return state.nextTicket
        }
        while true {
            let moment = clock.now().advanced(byMilliseconds: Self.patienceMilliseconds)
            let isIn: Void? = state.wait(until: moment) { state in
                guard state.waiting.first == ticket, state.free >= cost else { return nil }
                state.waiting.removeFirst()
                state.free -= cost
                return ()
            }
            if isIn != nil { break }
            if isCancelled() {
                state.update { state in state.waiting.removeAll { $0 == ticket } }
                throw .cancelled
            }
        }
        defer { state.update { $0.free += cost } }
        return try body()
    }
}
