/// A day of the Gregorian calendar between 1700-01-01 and 2999-12-31, written `YYYY-MM-DD`.
package struct CalendarDay: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Days since 1970-01-01.
    package let number: Int
    package let month: Month
    /// 1 to 31.
    package let dayOfMonth: Int

    /// Reads `YYYY-MM-DD`, or gives nil where there is no such day.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[7] == UInt8(ascii: "-"),
            let month = Month(String(decoding: bytes[0..<7], as: UTF8.self)),
            let day = Month.digits(bytes[8..<10]), (1...Self.length(of: month)).contains(day)
        else { return nil }
        self.init(month: month, dayOfMonth: day)
    }

    init(month: Month, dayOfMonth: Int) {
        self.month = month
        self.dayOfMonth = dayOfMonth
        self.number = Self.firstDay(of: month) + dayOfMonth - 1
    }

    package var description: String { "\(month)-\(dayOfMonth < 10 ? "0" : "")\(dayOfMonth)" }

    package var isLastOfMonth: Bool { dayOfMonth == Self.length(of: month) }

    package static func < (a: CalendarDay, b: CalendarDay) -> Bool { a.number < b.number }

    /// Every day from one to another, both included; none where the second comes first.
    static func days(from: CalendarDay, to: CalendarDay) -> [CalendarDay] {
        guard from <= to else { return [] }
        return (from.month.number...to.month.number).flatMap { number -> [CalendarDay] in
            guard let month = Month(number: number) else { return [] }
            return (1...length(of: month)).map { CalendarDay(month: month, dayOfMonth: $0) }
        }
        .filter { (from...to).contains($0) }
    }

    /// The ISO 8601 week, such as `2025-W01`: a week belongs to the year that holds its Thursday.
    var isoWeek: String {
        // 1970-01-01 was a Thursday: with Monday as 0, the weekday of day n is (n + 3) mod 7.
        let weekday = ((number + 3) % 7 + 7) % 7
        let thursday = number - weekday + 3
        var year = month.year
        if thursday < Self.firstDay(ofYear: year) { year -= 1 }
        if thursday >= Self.firstDay(ofYear: year + 1) { year += 1 }
        let week = (thursday - Self.firstDay(ofYear: year)) / 7 + 1
        return "\(year)-W\(week < 10 ? "0" : "")\(week)"
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func length(of month: Month) -> Int {
        switch month.monthOfYear {
        case 2: isLeap(month.year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The number of 1 January of a year after 1600.
    private static func firstDay(ofYear year: Int) -> Int {
        let before = year - 1
        return 365 * (year - 1970) + (before / 4 - before / 100 + before / 400) - 477
    }

    private static func firstDay(of month: Month) -> Int {
        (0..<month.monthOfYear - 1).reduce(firstDay(ofYear: month.year)) { day, index in
            day + (Month(number: month.year * 12 + index).map { length(of: $0) } ?? 0)
        }
    }
}
