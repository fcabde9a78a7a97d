import Linux

/// Lets many pass side by side, and somebody look while nobody is on the way.
final class Turnstile: Sendable {
    private struct State: Sendable {
        var passing = 0
        var isStill = false
    }

    private let state = Monitor(State())

    func passing<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        _ = state.wait(waking: .nobody) { state -> Bool? in
            guard !state.isStill else { return nil }
            state.passing += 1
            return true
        }
        defer { state.update { $0.passing -= 1 } }
        return try body()
    }

    /// Runs `body` while nobody passes. Whoever comes meanwhile waits, so keep it short.
    func still<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        // First nobody new is let in, then those on the way come out.
        _ = state.wait { state -> Bool? in
            guard !state.isStill else { return nil }
            state.isStill = true
            return true
        }
        defer { state.update { $0.isStill = false } }
        _ = state.wait { $0.passing == 0 ? true : nil }
        return try body()
    }
}
