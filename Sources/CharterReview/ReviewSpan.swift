import AuditLog

/// The days that a review is about, in UTC, both included.
package struct ReviewSpan: Sendable, Hashable {
    /// Such as `2026-04-01`.
    package let from: String
    package let to: String

    /// Nil unless both are days, the later one not before the other.
    package init?(from: String, to: String) {
        guard let first = Self.number(ofDay: from), let last = Self.number(ofDay: to), first <= last else { return nil }
        self.from = from
        self.to = to
    }

    func contains(_ day: String) -> Bool { from <= day && day <= to }

    /// Days since 1970; nil for a text that is no day.
    static func number(ofDay day: String) -> Int? {
        AuditTime(parsing: "\(day)T00:00:00.000Z").map { Int($0.milliseconds / 86_400_000) }
    }

    /// Days from Monday to Friday after the first, up to the last; public holidays are counted as working days.
    static func workingDays(from first: String, to last: String) -> Int {
        guard let start = number(ofDay: first), let end = number(ofDay: last), start < end else { return 0 }
        // 1970-01-01 was a Thursday, so 2 and 3 stand for Saturday and Sunday.
        return (start + 1...end).count { ![2, 3].contains($0 % 7) }
    }
}

extension AuditEntry {
    /// The day of the entry, `2026-04-01`.
    var day: String { String(time.prefix(10)) }
}
