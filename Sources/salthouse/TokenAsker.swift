import Identity
import JSON
import Linux
import OpenSSL

/// Asks a sign-in service about tokens, on the thread of who signs in, and remembers for a while what it said.
final class TokenAsker: Sendable {
    private struct State {
        var answers: TokenAnswers
        var failure: String?
    }

    private let name: String
    private let question: @Sendable (String) throws(CommandError) -> JSONObject
    private let state: Monitor<State>

    /// For each question.
    static let milliseconds = 3_000

    /// - Parameters:
    ///   - name: whom the operator hears of when there are no answers, and when there are again.
    ///   - question: asks about one token, within `milliseconds`.
    init(
        _ name: String, keepingFor seconds: Int,
        question: @escaping @Sendable (String) throws(CommandError) -> JSONObject
    ) {
        self.name = name
        self.question = question
        state = Monitor(State(answers: TokenAnswers(keepingFor: seconds)))
    }

    /// What the service says of a token; nil where it cannot be asked.
    func ask(_ token: String) -> JSONObject? {
        let hash = Hex.encode(SHA256.hash(Array(token.utf8)))
        switch state.update(waking: .nobody, { $0.answers.advice(for: hash, at: Self.now) }) {
        case .known(let answer): return answer
        case .refuse: return nil
        case .ask: break
        }
        let answer: JSONObject?
        let failure: String?
        do throws(CommandError) { (answer, failure) = (try question(token), nil) } catch {
            (answer, failure) = (nil, error.message)
        }
        let before = state.update(waking: .nobody) { state in
            defer { state.failure = failure }
            state.answers.note(answer, for: hash, at: Self.now)
            return state.failure
        }
        if failure != before { Console.tell(failure ?? "`\(name)` answers again") }
        return answer
    }

    private static var now: Int { MonotonicClock.system.now().wholeSeconds }
}
