package import Catalogue
package import DifferentialPrivacy

/// Something debited from, or reserved in, a ledger on a day.
package struct LedgerEntry: Sendable, Hashable {
    package let day: CalendarDay
    package let amount: Rational

    package init(day: CalendarDay, amount: Rational) {
        self.day = day
        self.amount = amount
    }

    /// Reads `YYYY-MM-DD` and an exact fraction; nil where either is written in another way.
    package init?(day: String, amount: String) {
        guard let day = CalendarDay(day), let amount = Rational(parsing: amount) else { return nil }
        self.init(day: day, amount: amount)
    }
}

/// What a ledger holds on a day.
package struct LedgerBalance: Sendable, Hashable {
    package let cap: Rational
    /// Debits and reservations of the rolling span.
    package let spent: Rational
    /// 0 where a lowered cap has been overtaken.
    package let left: Rational

    package init(cap: Rational, spent: Rational, left: Rational) {
        self.cap = cap
        self.spent = spent
        self.left = left
    }

    /// Whole percent of the cap that is spent, rounded up; 100 for a cap of 0, and at most 999.
    package var percentSpent: Int {
        guard cap.numerator > 0 else { return 100 }
        for percent in 0..<999 {
            // spent ∕ cap ≤ percent ∕ 100, by terms: a product that overflows is larger than anything.
            guard let part = Rational(percent, over: 100), let share = try? cap.multiplied(by: part) else { return 999 }
            if spent <= share { return percent }
        }
        return 999
    }
}

/// Yes or no for one price in one ledger.
package enum LedgerDecision: Sendable, Hashable {
    /// Covered, and what is left afterwards.
    case covered(left: Rational)
    /// Not covered, what there is, and what is missing.
    case short(left: Rational, by: Rational)
}

/// Sums of exact fractions over a rolling span of days.
package enum LedgerArithmetic {
    /// What is spent and left on a day. An entry counts on its day and for the rest of the span; one dated later than
    /// today counts too, so that a clock set back frees nothing.
    ///
    /// Throws `AccountingError.overflow`: then nothing is covered.
    package static func balance(
        _ entries: some Sequence<LedgerEntry>, cap: Rational, days: Int, today: CalendarDay
    ) throws(AccountingError) -> LedgerBalance {
        let spent = try Rational.sum(entries.filter { $0.day.number > today.number - days }.map(\.amount))
        return LedgerBalance(cap: cap, spent: spent, left: spent < cap ? try cap.subtracting(spent) : .zero)
    }

    /// Whether a price is covered by what is left; a price of 0 always is. Throws `AccountingError.overflow`.
    package static func decide(
        _ price: Rational, _ balance: LedgerBalance
    ) throws(AccountingError) -> LedgerDecision {
        guard price == .zero || price <= balance.left else {
            return .short(left: balance.left, by: try price.subtracting(balance.left))
        }
        return .covered(left: try balance.left.subtracting(price))
    }
}
