/// A day of the Gregorian calendar from 1970-01-01 to 9999-12-31, written `YYYY-MM-DD`.
package struct CivilDay: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Days since 1970-01-01.
    package let number: Int

    private static let range = 0...2_932_896

    /// The day this many days after 1970-01-01, or nil outside the range.
    package init?(number: Int) {
        guard Self.range.contains(number) else { return nil }
        self.number = number
    }

    /// Reads `YYYY-MM-DD`, or gives nil where the text has another form or the calendar has no such day.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = decimal(bytes[0..<4]), let month = decimal(bytes[5..<7]), let day = decimal(bytes[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// A day by its parts, or nil where the calendar has no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard (1970...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.length(ofMonth: month, year: year)
        else { return nil }
        // Years begin on 1 March here, so that the leap day ends its year and month lengths follow one line.
        let marchYear = month > 2 ? year : year - 1
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        self.init(
            number: 365 * marchYear + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468)
    }

    package var description: String {
        let (year, month, day) = parts
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// The day of the same number some months later, or the last day of that month where it is shorter; stops at the
    /// end of the calendar.
    package func adding(months: Int) -> CivilDay {
        let (year, month, day) = parts
        let later = year * 12 + month - 1 + min(max(months, 0), 12 * 9999)
        let (laterYear, laterMonth) = (later / 12, later % 12 + 1)
        let laterDay = min(day, Self.length(ofMonth: laterMonth, year: laterYear))
        return CivilDay(year: laterYear, month: laterMonth, day: laterDay) ?? Self.last
    }

    /// The first day of the next quarter of the calendar; stops at the end of the calendar.
    package var firstOfNextQuarter: CivilDay {
        let (year, month, _) = parts
        let next = month <= 9 ? CivilDay(year: year, month: (month + 2) / 3 * 3 + 1, day: 1) : nil
        return next ?? CivilDay(year: year + 1, month: 1, day: 1) ?? Self.last
    }

    package static func < (left: CivilDay, right: CivilDay) -> Bool { left.number < right.number }

    private static let last = CivilDay(checked: range.upperBound)

    private init(checked number: Int) { self.number = number }

    private var parts: (year: Int, month: Int, day: Int) {
        let days = number + 719_468
        let (era, dayOfEra) = days.quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// A number written in ASCII digits only, or nil. For a handful of digits.
func decimal(_ bytes: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for byte in bytes {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value
}

/// A number with leading zeros.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
