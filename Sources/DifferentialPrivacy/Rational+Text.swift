extension Rational: CustomStringConvertible {
    /// `n/d` in lowest terms, `n` for a whole number: `9/50`, `2`, `0`.
    package var description: String {
        denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)"
    }

    /// Reads exactly what `description` writes. Nil for anything else: a sign, a space, a leading zero, a denominator
    /// of 0 or 1, a fraction that is not in lowest terms, a term above 2^63 − 1.
    package init?(parsing text: String) {
        let terms = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard terms.count <= 2, let numerator = Self.term(terms[0]) else { return nil }
        guard terms.count == 2 else {
            self.init(numerator, over: 1)
            return
        }
        guard let denominator = Self.term(terms[1]), denominator >= 2 else { return nil }
        self.init(numerator, over: denominator)
        guard self.denominator == denominator else { return nil }
    }

    private static func term(_ digits: Substring.UTF8View) -> Int? {
        guard let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1 else { return nil }
        var value = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            let (tens, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (next, stillTooLarge) = tens.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
            guard !tooLarge, !stillTooLarge else { return nil }
            value = next
        }
        return value
    }
}
