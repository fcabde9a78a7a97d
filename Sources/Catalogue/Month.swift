/// A calendar month, written `YYYY-MM`, between 1700-01 and 2999-12.
package struct Month: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Months since year 0: `year × 12 + (month − 1)`.
    package let number: Int

    private static let range = (1700 * 12)...(2999 * 12 + 11)

    /// The month `number` months after January of year 0, or nil outside 1700–2999.
    package init?(number: Int) {
        guard Self.range.contains(number) else { return nil }
        self.number = number
    }

    /// Reads `YYYY-MM`, or gives nil.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 7, bytes[4] == UInt8(ascii: "-"),
            let year = Month.digits(bytes[0..<4]), let month = Month.digits(bytes[5..<7]), (1...12).contains(month)
        else { return nil }
        self.init(number: year * 12 + month - 1)
    }

    package var year: Int { number / 12 }

    /// 1 for January to 12 for December.
    package var monthOfYear: Int { number % 12 + 1 }

    package var description: String {
        let month = monthOfYear < 10 ? "0\(monthOfYear)" : "\(monthOfYear)"
        return "\(year)-\(month)"
    }

    package static func < (a: Month, b: Month) -> Bool { a.number < b.number }

    static func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for byte in bytes {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }
}
