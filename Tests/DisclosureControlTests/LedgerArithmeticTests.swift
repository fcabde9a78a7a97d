import Catalogue
import DifferentialPrivacy
import DisclosureControl
import Testing

@Suite("A budget lasts over a rolling year")
struct LedgerArithmeticTests {
    private func balance(_ entries: [(String, String)], today: String, cap: String = "2") throws -> LedgerBalance {
        try LedgerArithmetic.balance(
            entries.map { try #require(LedgerEntry(day: $0.0, amount: $0.1)) },
            cap: #require(Rational(parsing: cap)), days: 365, today: #require(CalendarDay(today)))
    }

    @Test("an entry counts for 365 days, its own included, and then no more")
    func rolling() throws {
        let entries = [("2025-03-01", "1/50")]
        #expect(try balance(entries, today: "2025-03-01").spent.description == "1/50")
        #expect(try balance(entries, today: "2026-02-28").spent.description == "1/50")
        #expect(try balance(entries, today: "2026-03-01").spent == .zero)
    }

    @Test("a clock that was set back frees nothing")
    func future() throws {
        #expect(try balance([("2026-03-01", "1/50")], today: "2025-01-01").spent.description == "1/50")
    }

    @Test(
        "what is left covers a price or not, exactly",
        arguments: [
            ("49/25", "1/25", "covered 0"), ("49/25", "2/25", "short 1/25 by 1/25"), ("0", "2", "covered 0"),
            ("3", "1/50", "short 0 by 1/50"), ("3", "0", "covered 0"), ("1/18", "1/50", "covered 433/225"),
        ])
    func decisions(spent: String, price: String, says: String) throws {
        let decision = try LedgerArithmetic.decide(
            #require(Rational(parsing: price)), balance([("2026-01-01", spent)], today: "2026-03-01"))
        let words =
            switch decision {
            case .covered(let left): "covered \(left)"
            case .short(let left, let by): "short \(left) by \(by)"
            }
        #expect(words == says)
    }

    @Test(
        "people read percent, rounded up",
        arguments: [("0", 0), ("1/50", 1), ("17/25", 34), ("681/1000", 35), ("2", 100), ("5/2", 125), ("200", 999)])
    func percent(spent: String, percent: Int) throws {
        #expect(try balance([("2026-01-01", spent)], today: "2026-03-01").percentSpent == percent)
    }

    @Test(
        "text that is not a day and an exact fraction is no entry",
        arguments: [("2026-02-30", "1"), ("2026-02-01", "0.1")])
    func unread(day: String, amount: String) {
        #expect(LedgerEntry(day: day, amount: amount) == nil)
    }
}
