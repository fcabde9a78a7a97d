import Identity
import Testing

@testable import Governance

@Suite struct `Evaluation always ends in an answer` {
    @Test func `a fact that is not there means no`() throws {
        let policy = try Fixture.policy()
        let verdicts = policy.evaluate(at: .query, facts: Facts([:]), owner: nil)
        // TRU-1 reads a day that is absent where no report is to come: there it says nothing.
        let asked = policy.clauses.filter { $0.moments.contains(.query) && $0.id != "TRU-1" }.map(\.id)
        #expect(asked.count > 12)
        // These read the released table only.
        #expect(
            verdicts.filter { $0.answer == .notDecidableInAdvance }.map(\.clause).sorted() == [
                "INC-3", "PRI-4", "SEC-4",
            ])
        for verdict in verdicts where asked.contains(verdict.clause) {
            #expect(verdict.answer == .fail, "\(verdict.clause)")
            #expect(verdict.reason != nil)
        }
    }

    @Test func `a fact of another type means no`() throws {
        let condition = Condition.atLeast(.fact("optOuts.listAgeDays"), .literal(.integer(1)))
        #expect(throws: EvaluationError.factHasAnotherType("optOuts.listAgeDays")) {
            try condition.holds(Facts(["optOuts.listAgeDays": .text("7")]))
        }
    }

    @Test func `texts are compared by their bytes`() throws {
        // U+212A KELVIN SIGN equals K for Swift's own comparison.
        let facts = Facts(["a": .text("K"), "b": .texts(["\u{212A}"])])
        #expect(try !Condition.contained(.fact("a"), in: .fact("b")).holds(facts))
    }

    @Test(arguments: [
        (Condition.all([.isTrue("yes"), .not(.isTrue("no"))]), true),
        (.any([.isTrue("no"), .isTrue("yes"), .isTrue("absent")]), true),
        (.all([.present("absent"), .isTrue("absent")]), false),
        (.equals(.fact("seven"), .literal(.integer(7))), true),
        (.atLeast(.literal(.integer(6)), .fact("seven")), false),
        (.before(.fact("day"), .monthsAfter(fact: "day", months: 1)), true),
        (.before(.fact("day"), .fact("day")), false),
        (.subset(.literal(.texts(["a"])), of: .literal(.texts(["b", "a"]))), true),
        (.empty(.literal(.texts(["a"]))), false),
    ])
    func `conditions mean what they say`(condition: Condition, expected: Bool) throws {
        let facts = Facts([
            "yes": .boolean(true), "no": .boolean(false), "seven": .integer(7), "day": .day(CivilDay("2026-01-31")!),
        ])
        #expect(try condition.holds(facts) == expected)
    }
}
