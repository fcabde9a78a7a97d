import DifferentialPrivacy
import Testing

@Suite struct AccountingTests {
    private let delta = Rational(1, over: 10_000_000)

    @Test("a part costs C / (2 z²)", arguments: [(1, 9, "1/18"), (1, 25, "1/50"), (4, 25, "2/25"), (3, 400, "3/800")])
    func cost(cells: Int, noise: Int, text: String) {
        #expect(
            ZeroConcentratedPrivacy.cost(cellsPerUnit: cells, noiseMultiplierSquared: noise)?.description == text)
    }

    @Test("a cost without cells or without noise is none")
    func noCost() {
        #expect(ZeroConcentratedPrivacy.cost(cellsPerUnit: 0, noiseMultiplierSquared: 25) == nil)
        #expect(ZeroConcentratedPrivacy.cost(cellsPerUnit: 1, noiseMultiplierSquared: 0) == nil)
        #expect(ZeroConcentratedPrivacy.cost(cellsPerUnit: .max, noiseMultiplierSquared: .max) == nil)
    }

    @Test(
        "ε at δ = 1e-7 is the published figure, rounded up",
        arguments: [
            ("1/50", 1, "1.2", "1.0"), ("1/50", 2, "1.16", "1.00"), ("2", 2, "13.36", "12.57"),
            ("10", 4, "35.3915", "34.1567"), ("64", 2, "128.24", "126.33"), ("1/800", 4, "0.2852", "0.2312"),
            ("0", 2, "0.00", "0.00"),
        ])
    func epsilon(rho: String, places: Int, simple: String, tight: String) throws {
        let rho = try #require(Rational(parsing: rho))
        let delta = try #require(delta)
        let bounds = try ZeroConcentratedPrivacy.Conversion.allCases.map { conversion in
            try ZeroConcentratedPrivacy.epsilon(rho: rho, delta: delta, conversion: conversion, places: places)
                .description
        }
        #expect(bounds == [simple, tight])
    }

    @Test("the tight ε is never above the simple one, and both grow with ρ")
    func order() throws {
        let delta = try #require(delta)
        var before = (Rational.zero, Rational.zero)
        for numerator in [1, 2, 5, 10, 50, 100, 1_000, 10_000, 100_000, 640_000] {
            let rho = try #require(Rational(numerator, over: 10_000))
            let simple = try ZeroConcentratedPrivacy.epsilon(rho: rho, delta: delta, conversion: .simple, places: 6)
            let tight = try ZeroConcentratedPrivacy.epsilon(rho: rho, delta: delta, conversion: .tight, places: 6)
            #expect(tight.rational <= simple.rational)
            #expect(before.0 < simple.rational && before.1 < tight.rational)
            before = (simple.rational, tight.rational)
        }
    }

    @Test(
        "the membership advantage is 2 Φ(√(ρ/2)) - 1, rounded up",
        arguments: [
            ("0", "0.0000"), ("1/50", "0.0797"), ("1/2", "0.3830"), ("2", "0.6827"), ("10", "0.9747"), ("32", "1.0000"),
            ("33", "1.0000"), ("64", "1.0000"),
        ])
    func advantage(rho: String, text: String) throws {
        let rho = try #require(Rational(parsing: rho))
        #expect(try ZeroConcentratedPrivacy.membershipAdvantage(rho: rho, places: 4).description == text)
    }

    @Test("parameters outside the stated ranges are errors")
    func ranges() throws {
        let delta = try #require(delta)
        let large = try #require(Rational(6_401, over: 100))
        for (rho, delta, places) in [
            (large, delta, 2), (.one, .zero, 2), (.one, .one, 2), (.one, delta, 10), (.one, delta, -1),
        ] {
            #expect(throws: AccountingError.outOfRange) {
                try ZeroConcentratedPrivacy.epsilon(rho: rho, delta: delta, conversion: .tight, places: places)
            }
        }
        #expect(throws: AccountingError.outOfRange) {
            try ZeroConcentratedPrivacy.membershipAdvantage(rho: large, places: 2)
        }
    }

    @Test("the widest terms that a fraction can have do not overflow")
    func extremes() throws {
        let tiny = try #require(Rational(1, over: .max))
        let nearly = try #require(Rational(.max - 1, over: .max))
        for rho in [tiny, nearly] {
            for delta in [tiny, nearly] {
                for conversion in ZeroConcentratedPrivacy.Conversion.allCases {
                    #expect(throws: Never.self) {
                        try ZeroConcentratedPrivacy.epsilon(rho: rho, delta: delta, conversion: conversion, places: 9)
                    }
                }
            }
            #expect(throws: Never.self) { try ZeroConcentratedPrivacy.membershipAdvantage(rho: rho, places: 9) }
        }
    }

    @Test(
        "a fraction is printed rounded up, never down",
        arguments: [("1/3", 2, "0.34"), ("9/50", 2, "0.18"), ("2", 0, "2"), ("1/1000", 2, "0.01"), ("0", 3, "0.000")])
    func decimals(fraction: String, places: Int, text: String) throws {
        let fraction = try #require(Rational(parsing: fraction))
        #expect(FixedDecimal(roundingUp: fraction, places: places)?.description == text)
        #expect(FixedDecimal(roundingUp: fraction, places: 10) == nil)
    }
}
