/// A moment of civil time: seconds since 1970-01-01T00:00:00Z without leap seconds, and nanoseconds in 0..<10⁹.
package struct UnixTime: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let seconds: Int64
    package let nanoseconds: Int32

    /// Nanoseconds outside 0..<10⁹ are a programming error.
    package init(seconds: Int64, nanoseconds: Int32) {
        precondition((0..<1_000_000_000).contains(nanoseconds), "nanoseconds lie in 0..<1,000,000,000")
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    package static func < (left: UnixTime, right: UnixTime) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    /// RFC 3339 in UTC with milliseconds, cut, not rounded: `2026-03-01T09:30:00.250Z`. Years 0000 to 9999.
    package var description: String {
        let (days, second) = seconds.floorDivided(by: 86_400)
        let (year, month, day) = Self.civilDate(daysSinceEpoch: days)
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        let time = "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
        return "\(date)T\(time).\(padded(Int64(nanoseconds) / 1_000_000, 3))Z"
    }

    /// The form of HTTP's `Date` field (RFC 9110, 5.6.7): `Sun, 01 Mar 2026 09:30:00 GMT`. Years 0000 to 9999.
    package var httpDate: String {
        let (days, second) = seconds.floorDivided(by: 86_400)
        let (year, month, day) = Self.civilDate(daysSinceEpoch: days)
        let daysOfWeek = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]  // 1 January 1970 was a Thursday
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let dayOfWeek = daysOfWeek[Int(days.floorDivided(by: 7).remainder)]
        let time = "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
        return "\(dayOfWeek), \(padded(day, 2)) \(months[Int(month - 1)]) \(padded(year, 4)) \(time) GMT"
    }

    /// The day of the Gregorian calendar. Counted in eras of 400 years that begin on 1 March, so that the leap day is
    /// the last day of its year and month lengths follow one line.
    private static func civilDate(daysSinceEpoch: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let daysFromMarchOfYearZeroToEpoch: Int64 = 719_468
        let daysInEra: Int64 = 146_097
        let (era, dayOfEra) = (daysSinceEpoch + daysFromMarchOfYearZeroToEpoch).floorDivided(by: daysInEra)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
    }
}

private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

extension Int64 {
    /// Division towards minus infinity, with a remainder that is never negative. The divisor is positive.
    fileprivate func floorDivided(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
