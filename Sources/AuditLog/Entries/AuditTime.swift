import Linux

/// A moment as entries write it: UTC with milliseconds, `2026-03-01T09:30:00.250Z`, years 0000 to 9999.
package struct AuditTime: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Since 1970-01-01T00:00:00Z, without leap seconds.
    package let milliseconds: Int64

    init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// A moment in whole seconds since 1970; the last of year 9999 for any later one.
    package init(secondsSince1970 seconds: UInt64) {
        milliseconds = Int64(min(seconds, 253_402_300_799)) * 1000
    }

    /// 1970-01-01T00:00:00.000Z.
    static let start = AuditTime(milliseconds: 0)

    /// The moment, cut to milliseconds.
    init(_ time: UnixTime) {
        milliseconds = time.seconds * 1000 + Int64(time.nanoseconds) / 1_000_000
    }

    /// The length of the text.
    static let byteCount = 24

    /// Nil unless the text is exactly what `description` writes for some moment.
    package init?(parsing text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == Self.byteCount, let time = AuditTime(digits: bytes.span) else { return nil }
        self = time
    }

    /// Reads the 24 bytes of the text.
    init?(digits bytes: Span<UInt8>) {
        guard Self.isPunctuated(bytes), let year = Self.number(bytes, 0, 4), let month = Self.number(bytes, 5, 2),
            let day = Self.number(bytes, 8, 2), let hour = Self.number(bytes, 11, 2),
            let minute = Self.number(bytes, 14, 2), let second = Self.number(bytes, 17, 2),
            let rest = Self.number(bytes, 20, 3), (1...12).contains(month), day >= 1, hour < 24, minute < 60,
            second < 60
        else { return nil }
        let start = Self.days(year, month, 1)
        if day > 28 {
            let next = month == 12 ? Self.days(year + 1, 1, 1) : Self.days(year, month + 1, 1)
            guard start + day - 1 < next else { return nil }
        }
        milliseconds = (((start + day - 1) * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + rest
    }

    /// Whether `2026-03-01T09:30:00.250Z` has its marks in their places.
    private static func isPunctuated(_ bytes: Span<UInt8>) -> Bool {
        bytes[4] == UInt8(ascii: "-") && bytes[7] == UInt8(ascii: "-") && bytes[10] == UInt8(ascii: "T")
            && bytes[13] == UInt8(ascii: ":") && bytes[16] == UInt8(ascii: ":") && bytes[19] == UInt8(ascii: ".")
            && bytes[23] == UInt8(ascii: "Z")
    }

    @inline(__always)
    private static func number(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> Int64? {
        var number: Int64 = 0
        for place in start..<(start + count) {
            let digit = bytes[place] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            number = number * 10 + Int64(digit)
        }
        return number
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
