import Linux

/// A moment as entries write it: UTC with milliseconds, `2026-03-01T09:30:00.250Z`, years 0000 to 9999.
package struct AuditTime: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Since 1970-01-01T00:00:00Z, without leap seconds.
    package let milliseconds: Int64

    init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The moment, cut to milliseconds.
    init(_ time: UnixTime) {
        milliseconds = time.seconds * 1000 + Int64(time.nanoseconds) / 1_000_000
    }

    /// Nil unless the text is exactly what `description` writes for some moment.
    package init?(parsing text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 24 else { return nil }
        func number(_ range: Range<Int>) -> Int64? { Int64(String(decoding: bytes[range], as: UTF8.self)) }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            let rest = number(20..<23), (1...12).contains(month)
        else { return nil }
        let seconds = ((Self.days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second
        milliseconds = seconds * 1000 + rest
        // Writing it again settles signs, separators, and days that no month has.
        guard description.utf8.elementsEqual(bytes) else { return nil }
    }

    package var description: String {
        let rest = (milliseconds % 1000 + 1000) % 1000
        return UnixTime(seconds: (milliseconds - rest) / 1000, nanoseconds: Int32(rest) * 1_000_000).description
    }

    /// The day, `2026-03-01`.
    var day: String { String(decoding: description.utf8.prefix(10), as: UTF8.self) }

    package static func < (left: AuditTime, right: AuditTime) -> Bool { left.milliseconds < right.milliseconds }

    /// Days since the epoch. The year is counted from March, so that the leap day comes last.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let marchYear = month > 2 ? year : year - 1
        let monthFromMarch = (month + 9) % 12
        let leapDays = floor(marchYear, 4) - floor(marchYear, 100) + floor(marchYear, 400)
        return marchYear * 365 + leapDays + (153 * monthFromMarch + 2) / 5 + day - 1 - 719_468
    }

    private static func floor(_ number: Int64, _ divisor: Int64) -> Int64 {
        number >= 0 ? number / divisor : -((-number + divisor - 1) / divisor)
    }
}
