import Catalogue
package import JSON
import QueryLanguage

/// Which answers of a project two people look at before they leave, beside those for which its profile asks for that.
package enum ReviewRule: String, Sendable, Hashable, CaseIterable {
    case none
    /// Answers that rest on a sensitive dataset or variable.
    case sensitiveAnswers = "sensitive-answers"
    case everyAnswer = "every-answer"

    /// Whether an answer to a query is held. Reads the query and the catalogue only.
    func holds(_ query: ResolvedQuery, in catalogue: Catalogue) -> Bool {
        switch self {
        case .none: false
        case .everyAnswer: true
        case .sensitiveAnswers: query.isSensitive(in: catalogue)
        }
    }
}

extension ResolvedQuery {
    /// Whether it touches a dataset of the sensitive tier, or a sensitive variable of any other.
    func isSensitive(in catalogue: Catalogue) -> Bool {
        datasets.contains { catalogue.dataset($0)?.tier ?? .sensitive == .sensitive }
            || variables.contains { catalogue.dataset($0.dataset)?.variable(named: $0.name)?.isSensitive ?? true }
    }
}

/// What one of two people says of an answer that waits for them.
package struct ReviewDecision: Sendable, Hashable {
    package let releases: Bool
    /// Why, in the reviewer's own words.
    package let words: String

    /// Reads the body of a decision: `decision`, which is `release` or `refuse`, and `words`.
    ///
    /// Throws a `JSONError` with the place of what does not fit.
    package init(body: JSONValue) throws(JSONError) {
        let fields = try JSONCursor(body).object()
        try fields.allowOnly("decision", "words")
        releases = try fields.required("decision").oneOf([("release", true), ("refuse", false)])
        words = try fields.required("words").text(1...2000)
    }
}

extension RefusalReason {
    /// Why an answer does not leave: what the reviewer who said no wrote.
    package static func refusedInReview(_ words: String) -> RefusalReason {
        HouseRule.review.reason(
            words, change: "Ask another question; asking this one again is free, and is looked at again.",
            ask: .steward)
    }

    /// Why somebody cannot decide on an answer now.
    package static func noDecision(_ message: String, change: String) -> RefusalReason {
        HouseRule.review.reason(message, change: change, ask: .steward)
    }
}
