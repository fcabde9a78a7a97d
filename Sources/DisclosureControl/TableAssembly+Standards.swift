import QueryLanguage

extension TableAssembly {
    /// Observed, expected, and their ratio.
    func indirect(
        _ standardised: Standardised, strataOf: Int, strataTo: Int, _ cell: Cell
    ) -> ReleasedValue {
        guard let everybody = plan.marginals.firstIndex(where: \.kept.isEmpty) else { return .notShown }
        let total = Cell(marginal: everybody, number: 0)
        let among = Counted(part: standardised.to.units, units: standardised.to.units)
        let odds = IndirectStandard.odds(strata: plan.query.parts[strataOf].entriesPerCell)
        guard let observed = side(standardised.of, cell, HalfWidths.eachOfThree),
            let persons = side(among, cell, HalfWidths.eachOfThree), let own = entries(strataTo, cell),
            let events = entries(strataOf, total), let all = entries(strataTo, total)
        else { return .notShown }
        let expected = IndirectStandard(
            events: events, persons: all, eventsWidth: widths.of(strataOf, missingOneIn: odds),
            personsWidth: widths.of(strataTo, missingOneIn: odds), noise: widths.noise[strataTo]
        ).expected(own)
        guard let ratio = IndirectStandard.ratio(observed.side, to: expected) else { return .notShown }
        let tenths = divide(expected.value * 10, by: 1 << IndirectStandard.fractionBits, rounding: .nearest)
        return .statistic(
            ProtectedStatistic(
                ratio, isNearThreshold: observed.isNearThreshold || persons.isNearThreshold,
                beside: [.observed(observed.side.value), .expected(decimalText(tenths, decimals: 1))]), missing: nil)
    }

    /// The rate, with the numbers of the rate that is not standardised beside it.
    func direct(
        _ standardised: Standardised, _ weights: [Int], strataOf: Int, strataTo: Int, _ cell: Cell
    ) -> ReleasedValue {
        let isOfYears = if case .months = plan.query.parts[standardised.to.part] { true } else { false }
        let form = ProtectedRatio.Form(per: standardised.per, kind: isOfYears ? .ofYears : .plain)
        let odds = DirectStandard.odds(strata: weights.count)
        guard let of = side(standardised.of, cell, HalfWidths.eachOfTwo),
            let to = side(standardised.to, cell, HalfWidths.eachOfTwo), let events = entries(strataOf, cell),
            let persons = entries(strataTo, cell),
            let rate = DirectStandard(
                weights: weights, personsWidth: widths.of(strataTo, missingOneIn: odds), noise: widths.noise[strataOf]
            ).rate(events: events, persons: persons, scale: form.scale, decimals: form.decimals)
        else { return .notShown }
        return .statistic(
            ProtectedStatistic(
                rate, isNearThreshold: of.isNearThreshold || to.isNearThreshold,
                beside: [.numerator(of.side.value), .denominator(form.shownDenominator(to.side.value))]),
            missing: nil)
    }
}
