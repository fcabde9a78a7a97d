/// A second of civil time in UTC from 1970 to 9999, written `YYYY-MM-DDThh:mm:ssZ`.
package struct Moment: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
    package let seconds: Int

    private static let range = 0...253_402_300_799
    private static let secondsInDay = 86_400

    /// The moment this many seconds after 1970-01-01T00:00:00Z, or nil outside the range.
    package init?(seconds: Int) {
        guard Self.range.contains(seconds) else { return nil }
        self.seconds = seconds
    }

    /// Reads `YYYY-MM-DDThh:mm:ssZ`, or gives nil.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 20, bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"), bytes[19] == UInt8(ascii: "Z"),
            let day = CivilDay(String(text.prefix(10))),
            let hour = decimal(bytes[11..<13]), let minute = decimal(bytes[14..<16]),
            let second = decimal(bytes[17..<19]), hour < 24, minute < 60, second < 60
        else { return nil }
        self.init(seconds: day.number * Self.secondsInDay + hour * 3600 + minute * 60 + second)
    }

    /// The day it falls on, in UTC.
    package var day: CivilDay {
        // The two ranges cover the same years, so the day is always there.
        CivilDay(number: seconds / Self.secondsInDay)!
    }

    package var description: String {
        let second = seconds % Self.secondsInDay
        return "\(day)T\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))Z"
    }

    /// The moment some seconds later; stops at the end of the calendar.
    package func adding(seconds more: Int) -> Moment {
        let (later, overflows) = seconds.addingReportingOverflow(max(more, 0))
        return Moment(checked: overflows ? Self.range.upperBound : min(later, Self.range.upperBound))
    }

    private init(checked seconds: Int) { self.seconds = seconds }

    package static func < (left: Moment, right: Moment) -> Bool { left.seconds < right.seconds }
}
