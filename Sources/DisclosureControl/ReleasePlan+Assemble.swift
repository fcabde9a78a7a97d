import Catalogue
import DifferentialPrivacy
import QueryLanguage

extension ReleasePlan {
    /// Builds the answer from drawn values alone: the same draws give the same answer, byte for byte.
    ///
    /// - Parameter stored: at least every draw of this plan, by key.
    /// Throws `unfitDraw` where one is missing or damaged.
    package func assemble(_ stored: [String: DrawnMarginal]) throws(DisclosureError) -> ReleasableTable {
        let assembly = TableAssembly(
            plan: self, shown: try ShownNumbers(self, stored: stored), widths: try HalfWidths(self))
        var rows: [ReleasedRow] = []
        for (index, marginal) in marginals.enumerated() {
            for cell in 0..<marginal.cellCount {
                rows.append(
                    ReleasedRow(
                        codes: codes(marginal, cell: cell),
                        values: query.measures.map { assembly.value($0, marginal: index, cell: cell) }))
            }
        }
        return ReleasableTable(plan: self, rows: rows)
    }

    private func codes(_ marginal: Marginal, cell: Int) -> [String] {
        var codes = query.dimensions.map { _ in ReleasableTable.totalCode }
        for (kept, group) in zip(marginal.kept, marginal.groups(ofCell: cell)) {
            codes[kept] = query.dimensions[kept].groups[group].code
        }
        return codes
    }
}

/// How far noise and rounding may take each part from the truth.
struct HalfWidths {
    let at95: [Int]
    let at975: [Int]

    /// Throws `outOfBounds`.
    init(_ plan: ReleasePlan) throws(DisclosureError) {
        var known: [Int: (at95: Int, at975: Int)] = [:]
        for bound in Set(plan.query.parts.map(\.bound)) {
            guard
                let noise = DiscreteGaussian(
                    noiseMultiplierSquared: plan.noiseMultiplierSquared, contributionBound: bound)
            else { throw .outOfBounds }
            known[bound] = (
                noise.halfWidth(.ninetyFive) + plan.profile.roundingError,
                noise.halfWidth(.ninetySevenAndAHalf) + plan.profile.roundingError
            )
        }
        at95 = plan.query.parts.compactMap { known[$0.bound]?.at95 }
        at975 = plan.query.parts.compactMap { known[$0.bound]?.at975 }
    }
}

/// Measures from parts.
struct TableAssembly {
    let plan: ReleasePlan
    let shown: ShownNumbers
    let widths: HalfWidths

    func value(_ measure: Measure, marginal: Int, cell: Int) -> ReleasedValue {
        let numbers = shown.numbers[marginal]
        switch measure.kind {
        case .units(let part):
            return count(part, units: numbers[part][cell], of: numbers, cell).map { .count($0) } ?? .notShown
        case .events(let part, let units):
            return count(part, units: numbers[units][cell], of: numbers, cell).map { .count($0) } ?? .notShown
        case .proportion(let numerator, let denominator, let missing):
            let form = ProtectedRatio.Form(per: 1, isProportion: true)
            guard
                let ratio = ratio(
                    Counted(part: numerator, units: numerator), Counted(part: denominator, units: denominator), form,
                    numbers, cell)
            else { return .notShown }
            return .ratio(
                ratio,
                missing: missing.map { part in
                    count(part, units: numbers[part][cell], of: numbers, cell).map { .count($0) } ?? .notShown
                })
        case .ratio(let of, let to, let per):
            let form = ProtectedRatio.Form(per: per, isProportion: false)
            return ratio(of, to, form, numbers, cell).map { .ratio($0, missing: nil) } ?? .notShown
        case .statistic: return .notShown
        }
    }

    private func count(_ part: Int, units: Int?, of numbers: [[Int?]], _ cell: Int) -> ProtectedCount? {
        guard let value = numbers[part][cell], let units else { return nil }
        return ProtectedCount(value: value, halfWidth: widths.at95[part], isNearThreshold: isNearThreshold(units))
    }

    private func ratio(
        _ of: Counted, _ to: Counted, _ form: ProtectedRatio.Form, _ numbers: [[Int?]], _ cell: Int
    ) -> ProtectedRatio? {
        guard let above = numbers[of.part][cell], let aboveUnits = numbers[of.units][cell],
            let below = numbers[to.part][cell], let belowUnits = numbers[to.units][cell]
        else { return nil }
        return ProtectedRatio(
            ProtectedRatio.Side(value: above, halfWidth: widths.at975[of.part]),
            to: ProtectedRatio.Side(value: below, halfWidth: widths.at975[to.part]), form: form,
            isNearThreshold: isNearThreshold(aboveUnits) || isNearThreshold(belowUnits))
    }

    /// Below T + z, where only upward noise may have let a count through.
    private func isNearThreshold(_ units: Int) -> Bool {
        let deviation = Int(squareRootCeiling(of: UInt128(plan.noiseMultiplierSquared)))
        return units < plan.threshold + deviation
    }
}
