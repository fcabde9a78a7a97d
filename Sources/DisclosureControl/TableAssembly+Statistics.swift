import Catalogue
import DifferentialPrivacy
import QueryLanguage

extension TableAssembly {
    func value(_ statistic: Statistic, _ cell: Cell) -> ReleasedValue {
        switch statistic {
        case .sum(let sum, let missing): return self.sum(sum, missing, cell)
        case .mean(let moments):
            return self.moments(moments, cell, HalfWidths.eachOfTwo) { moments in moments.mean }
        case .variance(let moments, let squares):
            let part = Counted(part: squares, units: moments.count.units)
            return self.moments(moments, cell, HalfWidths.eachOfThree) { moments in
                side(part, cell, HalfWidths.eachOfThree).map { moments.variance(squares: $0.side) }
            }
        case .quantiles(let quantiles): return self.quantiles(quantiles, cell)
        case .personYears(let months): return personYears(months, cell)
        case .rate(let of, let months, let per):
            return ratio(
                side(of, cell, HalfWidths.eachOfTwo), to: side(months, cell, HalfWidths.eachOfTwo),
                ProtectedRatio.Form(per: per, kind: .ofYears))
        case .ofReference(let of, let use, let per): return ofReference(of, use, per, cell)
        case .standardised(let standardised):
            switch standardised.standard {
            case .population(let strataOf, let strataTo):
                return indirect(standardised, strataOf: strataOf, strataTo: strataTo, cell)
            case .weights(_, let weights, let strataOf, let strataTo):
                return direct(standardised, weights, strataOf: strataOf, strataTo: strataTo, cell)
            }
        case .movingMean(let mean): return movingMean(mean, cell)
        }
    }

    private func sum(_ sum: Counted, _ missing: Counted?, _ cell: Cell) -> ReleasedValue {
        guard let shown = side(sum, cell, HalfWidths.alone) else { return .notShown }
        let least = plan.query.parts[sum.part].clamp?.lowerBound ?? 0
        let total = ProtectedCount(
            shown.side, isNearThreshold: shown.isNearThreshold, mayBeBelowZero: least < 0)
        return .sum(total, units: shown.units, missing: self.missing(missing, cell))
    }

    private func moments(
        _ moments: Moments, _ cell: Cell, _ odds: Int, _ estimate: (ProtectedMoments) -> Estimate?
    ) -> ReleasedValue {
        guard let clamp = plan.query.parts[moments.sum].clamp, let count = side(moments.count, cell, odds),
            let sum = side(Counted(part: moments.sum, units: moments.count.units), cell, odds),
            let estimate = estimate(
                ProtectedMoments(sum: sum.side, count: count.side, about: moments.about, clamp: clamp))
        else { return .notShown }
        return .statistic(
            ProtectedStatistic(
                estimate, isNearThreshold: count.isNearThreshold, beside: [.denominator(count.side.value)]),
            missing: missing(moments.missing, cell))
    }

    private func quantiles(_ quantiles: Quantiles, _ cell: Cell) -> ReleasedValue {
        guard case .divided(_, .values(let bins)) = plan.query.parts[quantiles.histogram],
            let units = side(
                Counted(part: quantiles.count.units, units: quantiles.count.units), cell, HalfWidths.alone),
            let entries = entries(quantiles.histogram, cell)
        else { return .notShown }
        let histogram = NoisyHistogram(entries: entries, noise: widths.noise[quantiles.histogram])
        let ranges = quantiles.thousandths.map { thousandth in
            let found = histogram.bins(ofThousandth: thousandth)
            return bins.ranges[found.lowerBound].lowerBound...bins.ranges[found.upperBound].upperBound
        }
        // Half the width of a range against its middle, as for an interval.
        let isWide = ranges.contains { range in
            10 * (Int128(range.upperBound) - Int128(range.lowerBound))
                > 3 * Int128((Int128(range.lowerBound) + Int128(range.upperBound)).magnitude)
        }
        return .quantiles(
            ProtectedQuantiles(
                ranges: ranges, units: units.units, isLowReliability: units.isNearThreshold || isWide),
            missing: missing(quantiles.missing, cell))
    }

    /// Months ∕ 12, with one decimal.
    private func personYears(_ months: Counted, _ cell: Cell) -> ReleasedValue {
        guard let shown = side(months, cell, HalfWidths.alone) else { return .notShown }
        func years(_ months: Int, _ rounding: Rounding) -> Int128 {
            divide(Int128(max(0, months)) * 10, by: 12, rounding: rounding)
        }
        let (value, width) = (shown.side.value, shown.side.halfWidth)
        return .statistic(
            ProtectedStatistic(
                Estimate(
                    value: years(value, .nearest), low: years(value - width, .down), high: years(value + width, .up),
                    decimals: 1), isNearThreshold: shown.isNearThreshold, beside: [.units(shown.units)]), missing: nil)
    }

    /// A public number has no noise, so that the count's interval stands alone.
    private func ofReference(_ of: Counted, _ use: ReferenceUse, _ per: Int, _ cell: Cell) -> ReleasedValue {
        guard let number = use.numbers[cell.marginal][cell.number], number > 0 else { return .notDefined }
        return side(of, cell, HalfWidths.alone).flatMap { shown in
            ProtectedRatio(
                shown.side, to: ProtectedRatio.Side(value: number, halfWidth: 0),
                form: ProtectedRatio.Form(per: per, kind: .ofReference), isNearThreshold: shown.isNearThreshold)
        }.map { .ratio($0, missing: nil) } ?? .notShown
    }

    /// The mean of what is shown here and in the cells just before: nothing is drawn for it, and nothing is charged.
    private func movingMean(_ mean: MovingMean, _ cell: Cell) -> ReleasedValue {
        let marginal = plan.marginals[cell.marginal]
        guard let position = marginal.kept.firstIndex(of: mean.dimension),
            let counted = plan.query.measures[mean.measure].averaged,
            let width = widths.noise[counted.part].halfWidth(ofSumOf: mean.width)
        else { return .notDefined }
        let group = marginal.groups(ofCell: cell.number)[position]
        let code = plan.query.dimensions[mean.dimension].groups[group].code
        let isMissing = MissingKind.allCases.contains { $0.code == code }
        guard group >= mean.width - 1, !isMissing else { return .notDefined }
        let step = marginal.sizes[(position + 1)...].reduce(1, *)
        let cells = (0..<mean.width).map { Cell(marginal: cell.marginal, number: cell.number - $0 * step) }
        let shown = cells.compactMap { side(counted, $0, HalfWidths.alone) }
        guard shown.count == cells.count else { return .notShown }
        let isCount = plan.query.parts[counted.part].isCount
        let reach = Int128(width) + (isCount ? Int128(plan.profile.roundingError * mean.width) : 0)
        let total = shown.reduce(0) { $0 + Int128($1.side.value) }
        func scaled(_ total: Int128, _ rounding: Rounding) -> Int128 {
            divide(10 * total, by: Int128(mean.width), rounding: rounding)
        }
        let low = total - reach
        let least = plan.query.parts[counted.part].clamp?.lowerBound ?? 0
        return .statistic(
            ProtectedStatistic(
                Estimate(
                    value: scaled(total, .nearest), low: scaled(least < 0 ? low : max(0, low), .down),
                    high: scaled(total + reach, .up), decimals: 1),
                isNearThreshold: shown.contains(where: \.isNearThreshold), beside: []), missing: nil)
    }
}

extension Measure {
    /// What a moving mean of this measure is made of.
    fileprivate var averaged: Counted? {
        switch kind {
        case .units(let part): Counted(part: part, units: part)
        case .events(let part, let units): Counted(part: part, units: units)
        case .statistic(.sum(let sum, _)): sum
        case .proportion, .ratio, .statistic: nil
        }
    }
}

extension MeasurePart {
    /// Between which values a sum clamps.
    var clamp: ClosedRange<Int>? { if case .sum(let quantity, _) = self { quantity.clamp } else { nil } }
}
