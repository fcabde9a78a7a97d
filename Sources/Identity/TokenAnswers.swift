package import JSON

/// What a sign-in service said when it was asked about tokens, by the hashes of their texts, and when it is not asked at all. Times are seconds of a
/// clock that never goes back.
package struct TokenAnswers: Sendable {
    package enum Advice: Sendable {
        case known(JSONObject)
        /// Ask, and note what came of it.
        case ask
        /// It did not answer a moment ago, or too many ask it now.
        case refuse
    }

    private let keptFor: Int
    private var answers: [String: (object: JSONObject, until: Int)] = [:]
    private var asking = 0
    private var silentUntil = 0

    /// So many tokens are remembered, and so many may be asked about at the same time: strangers make up tokens, and each
    /// question holds somebody who works.
    package static let mostAnswers = 4_096
    package static let mostAsking = 8
    /// For so many seconds after a failure nobody asks, and everybody is told at once.
    package static let pause = 5

    package init(keepingFor seconds: Int) { keptFor = seconds }

    package mutating func advice(for hash: String, at now: Int) -> Advice {
        if let answer = answers[hash], now < answer.until { return .known(answer.object) }
        guard now >= silentUntil, asking < Self.mostAsking else { return .refuse }
        asking += 1
        return .ask
    }

    /// Takes the answer to a question that `advice` allowed; nil for a failure.
    package mutating func note(_ answer: JSONObject?, for hash: String, at now: Int) {
        asking -= 1
        guard let answer else {
            silentUntil = now + Self.pause
            return
        }
        if answers.count >= Self.mostAnswers { answers = answers.filter { now < $0.value.until } }
        if answers.count >= Self.mostAnswers { answers.removeAll() }
        answers[hash] = (answer, now + keptFor)
    }
}
