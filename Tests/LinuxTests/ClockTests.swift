import Linux
import Testing

@Suite("Clocks")
struct ClockTests {
    @Test(
        "a moment is written as RFC 3339",
        arguments: [
            (0, 0, "1970-01-01T00:00:00.000Z"),
            (951_782_400, 999_999_999, "2000-02-29T00:00:00.999Z"),
            (1_772_323_199, 1_000_000, "2026-02-28T23:59:59.001Z"),
            (1_772_323_200, 0, "2026-03-01T00:00:00.000Z"),
            (-1, 500_000_000, "1969-12-31T23:59:59.500Z"),
            (-2_203_891_200, 0, "1900-03-01T00:00:00.000Z"),
            (253_402_300_799, 0, "9999-12-31T23:59:59.000Z"),
        ] as [(Int64, Int32, String)])
    func rfc3339(seconds: Int64, nanoseconds: Int32, text: String) {
        #expect(UnixTime(seconds: seconds, nanoseconds: nanoseconds).description == text)
    }

    @Test(
        "a moment is written as HTTP's date",
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
        ] as [(Int64, String)])
    func httpDate(seconds: Int64, text: String) {
        #expect(UnixTime(seconds: seconds, nanoseconds: 0).httpDate == text)
    }

    @Test("a fixed clock stands still and the system's does not go back")
    func clocks() {
        let time = UnixTime(seconds: 5, nanoseconds: 6)
        #expect(WallClock.fixed(time).now() == time)
        let first = MonotonicClock.system.now()
        #expect(MonotonicClock.system.now() >= first)
        #expect(WallClock.system.now() > UnixTime(seconds: 1_700_000_000, nanoseconds: 0))
    }

    @Test("deadlines stop at the end of time instead of overflowing, and count up to whole milliseconds")
    func deadlines() {
        let start = MonotonicInstant(nanoseconds: 1)
        #expect(start.advanced(byMilliseconds: .max).nanoseconds == .max)
        #expect(start.milliseconds(until: MonotonicInstant(nanoseconds: 2)) == 1)
        #expect(start.milliseconds(until: start.advanced(byMilliseconds: 250)) == 250)
        #expect(start.advanced(byMilliseconds: 250).milliseconds(until: start) == 0)
    }
}
