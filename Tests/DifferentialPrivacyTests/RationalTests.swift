import DifferentialPrivacy
import GatewayTesting
import Testing

@Suite struct RationalTests {
    private func fraction(_ text: String) throws -> Rational {
        try #require(Rational(parsing: text), "\(text)")
    }

    @Test(
        "sums are exact and in lowest terms",
        arguments: [
            (["1/50", "2/25", "1/50", "3/50"], "9/50"), ([], "0"), (["1/3", "2/3"], "1"), (["1/18"], "1/18"),
            (["1/9223372036854775807", "9223372036854775806/9223372036854775807"], "1"),
        ])
    func sums(terms: [String], total: String) throws {
        #expect(try Rational.sum(terms.map(fraction)).description == total)
    }

    @Test(
        "text is read back as written",
        arguments: ["0", "1", "2", "1/18", "9223372036854775807", "1/9223372036854775807"])
    func text(text: String) throws {
        #expect(try fraction(text).description == text)
    }

    @Test(
        "any other text is refused",
        arguments: [
            "", "/", "1/", "/2", "-1", "+1", "-1/2", "1/-2", "1/0", "0/1", "0/5", "4/1", "2/4", "01", "1/02", "1.5",
            " 1",
            "1 ", "1/2/3", "1//2", "a", "١", "9223372036854775808", "1/9223372036854775808", "1/2\n",
        ])
    func refusedText(text: String) {
        #expect(Rational(parsing: text) == nil)
    }

    @Test("a fraction is reduced, and none is negative or has no denominator")
    func making() {
        #expect(Rational(6, over: 4)?.description == "3/2")
        #expect(Rational(0, over: 7) == .zero)
        #expect(Rational(-1, over: 2) == nil)
        #expect(Rational(1, over: 0) == nil)
        #expect(Rational(1, over: -2) == nil)
        #expect(Rational(.max, over: .max) == .one)
    }

    @Test("what cannot be kept exactly is an error")
    func errors() throws {
        let huge = try fraction("9223372036854775807")
        let tiny = try fraction("1/9223372036854775807")
        let other = try fraction("1/9223372036854775783")
        #expect(throws: AccountingError.overflow) { try huge.adding(.one) }
        #expect(throws: AccountingError.overflow) { try tiny.adding(other) }
        #expect(throws: AccountingError.overflow) { try huge.multiplied(by: huge) }
        #expect(throws: AccountingError.overflow) { try tiny.multiplied(by: tiny) }
        #expect(throws: AccountingError.negative) { try tiny.subtracting(.one) }
        #expect(try huge.multiplied(by: tiny) == .one)
        #expect(try huge.subtracting(huge) == .zero)
        #expect(tiny < other && other < huge)
    }

    @Test("the laws of fractions hold, seed printed")
    func laws() throws {
        var random = SeededRandomness.fresh("rational laws")
        func next() throws -> Rational {
            let shift = Int.random(in: 43...62, using: &random)
            let numerator = Int(random.nextUInt64() >> shift)
            return try #require(Rational(numerator, over: Int(random.nextUInt64() >> shift) + 1))
        }
        for _ in 0..<2_000 {
            let (a, b, c) = (try next(), try next(), try next())
            do {
                #expect(try a.adding(b) == b.adding(a))
                #expect(try a.adding(b).adding(c) == a.adding(b.adding(c)))
                #expect(try a.multiplied(by: b.adding(c)) == a.multiplied(by: b).adding(a.multiplied(by: c)))
                #expect(try a.adding(b).subtracting(b) == a)
                #expect(try (a < b) == (a.adding(c) < b.adding(c)))
            } catch AccountingError.overflow {
                continue
            }
            #expect(Rational(parsing: a.description) == a)
            #expect([a < b, a == b, a > b].count { $0 } == 1)
            #expect(try a.adding(.zero) == a && a.multiplied(by: .one) == a && a.multiplied(by: .zero) == .zero)
        }
    }
}
