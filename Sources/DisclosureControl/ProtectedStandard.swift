import DifferentialPrivacy

/// What an indirectly standardised number compares with: the rates of everybody who is counted, by stratum.
///
/// None of its numbers is shown, and all of them carry noise, which is in the interval of what is made of them.
struct IndirectStandard {
    /// In the grand total, by stratum.
    let events: [Int]
    let persons: [Int]
    /// Widths that hold for all strata at once, but once in sixty.
    let eventsWidth: Int
    let personsWidth: Int
    /// The noise of one stratum of one cell.
    let noise: DiscreteNoise

    /// With which odds one number of one stratum may lie outside, so that all of them may once in sixty.
    static func odds(strata: Int) -> Int { 2 * HalfWidths.eachOfThree * strata }

    /// Fixed point: what is expected is counted in 2^−24.
    static let fractionBits = 24

    /// Σ rate × the cell's noisy `persons`, in 2^−24; what is true lies between the ends but once in thirty, unless the
    /// strata's own widths fail.
    ///
    /// Where a stratum is so thin that its rate says little, with fewer people than four times their width, its part lies
    /// between 0 and all of its events. Elsewhere the rate lies between two ends; and the noise of the cell's strata, which are summed with rates
    /// as coefficients, reaches no further than `DiscreteNoise.halfWidth(ofSquaredCoefficients:)`.
    func expected(_ cell: [Int]) -> Estimate {
        let one = Int128(1) << Self.fractionBits
        var value: Int128 = 0
        var low: Int128 = 0
        var high: Int128 = 0
        var squares: UInt128 = 0
        var largest: UInt128 = 0
        for (stratum, number) in cell.enumerated() {
            let number = Int128(number)
            let (events, persons) = (Int128(events[stratum]), Int128(persons[stratum]))
            let all = max(0, events + Int128(eventsWidth)) * one
            let rate = max(0, events) * one / max(1, persons)
            let least = max(1, persons - Int128(personsWidth))
            let most = divide(all, by: least, rounding: .up)
            guard persons > 4 * Int128(personsWidth), persons > 0, most < Self.largestRate else {
                // Nobody's cell holds more people than there are, so that no product is larger than all events.
                value += rate * min(max(0, number), max(1, persons))
                high += all
                continue
            }
            let lowest = max(0, events - Int128(eventsWidth)) * one / (persons + Int128(personsWidth))
            value += number * rate
            low += number * (number < 0 ? most : lowest)
            high += number * (number < 0 ? lowest : most)
            squares += UInt128(most * most)
            largest = max(largest, UInt128(most))
        }
        let reach = noise.halfWidth(
            ofSquaredCoefficients: squares, largest: largest, missingOneIn: HalfWidths.eachOfThree)
        return Estimate(value: value, low: max(0, low - reach), high: max(0, high + reach), decimals: 0)
    }

    /// Below it every product fits; a rate as large is that of nobody.
    private static let largestRate = Int128(1) << 48
}

extension IndirectStandard {
    /// Observed ∕ expected, with two decimals; nil where nothing is expected.
    static func ratio(_ observed: ProtectedRatio.Side, to expected: Estimate) -> Estimate? {
        guard expected.value > 0 else { return nil }
        func scaled(_ above: Int, _ below: Int128, _ rounding: Rounding) -> Int128 {
            divide(Int128(above) * (100 << fractionBits), by: below, rounding: rounding)
        }
        let (low, high) = (observed.value - observed.halfWidth, observed.value + observed.halfWidth)
        return Estimate(
            value: scaled(observed.value, expected.value, .nearest),
            low: expected.high.map { scaled(max(0, low), max(1, $0), .down) } ?? 0,
            high: expected.low > 0 ? scaled(high, expected.low, .up) : nil, decimals: 2)
    }
}

/// A directly standardised rate of one cell: Σ weight × events ∕ persons ∕ Σ weight.
struct DirectStandard {
    /// Public: one for each stratum, not all 0.
    let weights: [Int]
    /// A width of the persons of a stratum that holds for all strata at once, but once in forty.
    let personsWidth: Int
    /// The noise of the events of one stratum.
    let noise: DiscreteNoise

    /// With which odds the persons of one stratum may lie outside, so that those of all of them may once in forty.
    static func odds(strata: Int) -> Int { HalfWidths.eachOfTwo * strata }

    /// For each so many, with so many decimals; nil where a stratum that weighs anything may have nobody in it.
    func rate(events: [Int], persons: [Int], scale: Int128, decimals: Int) -> Estimate? {
        let one = Int128(1) << Self.fractionBits
        let whole = weights.reduce(0) { $0 + Int128($1) }
        var value: Int128 = 0
        var low: Int128 = 0
        var high: Int128 = 0
        var squares: UInt128 = 0
        var largest: UInt128 = 0
        for (stratum, weight) in weights.enumerated() where weight > 0 {
            let (number, width) = (Int128(persons[stratum]), Int128(personsWidth))
            guard number > width else { return nil }
            let share = Int128(weight) * one
            let lowest = divide(share, by: whole * (number + width), rounding: .down)
            let most = divide(share, by: whole * (number - width), rounding: .up)
            let events = Int128(events[stratum])
            value += divide(events * share, by: whole * number, rounding: .nearest)
            low += events * (events < 0 ? most : lowest)
            high += events * (events < 0 ? lowest : most)
            squares += UInt128(most) * UInt128(most)
            largest = max(largest, UInt128(most))
        }
        let reach = noise.halfWidth(
            ofSquaredCoefficients: squares, largest: largest, missingOneIn: HalfWidths.eachOfTwo)
        return Estimate(
            value: divide(max(0, value) * scale, by: one, rounding: .nearest),
            low: divide(max(0, low - reach) * scale, by: one, rounding: .down),
            high: divide(max(0, high + reach) * scale, by: one, rounding: .up), decimals: decimals)
    }

    /// Fixed point: weights are counted in 2^−40.
    private static let fractionBits = 40
}
