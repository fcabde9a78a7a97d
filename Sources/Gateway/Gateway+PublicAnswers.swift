package import JSON

/// An answer as the public may read of it.
package struct PublicAnswer: Sendable {
    /// Drawn at random when the answer was recorded: nothing else has this name, and nothing follows from its order.
    package let id: String
    /// The month in which it was recorded, such as `2026-04`.
    package let month: String
    package let project: String
    /// Its unit, its dimensions with their groupings, and the kinds of its measures: no value, no code, no filter.
    package let shape: JSONValue
    package let isRecalled: Bool
}

extension Gateway {
    /// The answers that left, by month and then by their random names. A month is listed once it is over: until then
    /// each new line would tell when somebody asked. Held answers are listed once two people let them leave.
    package var publicAnswers: [PublicAnswer] {
        let (answers, recalled) = published.answers(before: thisMonth)
        return answers.compactMap { answer in
            guard reviews.mayLeave(intent: answer.intent) else { return nil }
            return PublicAnswer(
                id: answer.name, month: answer.month, project: answer.project, shape: answer.shape,
                isRecalled: recalled.contains(answer.outcome))
        }
    }
}
