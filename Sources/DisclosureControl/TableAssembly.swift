import DifferentialPrivacy
import QueryLanguage

/// A cell of a marginal that is shown.
struct Cell {
    let marginal: Int
    let number: Int
}

/// Measures from parts.
struct TableAssembly {
    let plan: ReleasePlan
    let shown: ShownNumbers
    let widths: HalfWidths

    func value(_ measure: Measure, _ cell: Cell) -> ReleasedValue {
        switch measure.kind {
        case .units(let part): count(Counted(part: part, units: part), cell).map { .count($0) } ?? .notShown
        case .events(let part, let units):
            count(Counted(part: part, units: units), cell).map { .count($0) } ?? .notShown
        case .proportion(let numerator, let denominator, let missing):
            proportion(numerator, denominator, missing, cell)
        case .ratio(let of, let to, let per):
            ratio(
                side(of, cell, HalfWidths.eachOfTwo), to: side(to, cell, HalfWidths.eachOfTwo),
                ProtectedRatio.Form(per: per, kind: .plain))
        case .statistic(let statistic): value(statistic, cell)
        }
    }

    /// The number of a part in a cell, where it and the units behind it show.
    func number(_ counted: Counted, _ cell: Cell) -> Int? {
        let numbers = shown.numbers[cell.marginal]
        return numbers[counted.units][cell.number] == nil ? nil : numbers[counted.part][cell.number]
    }

    func units(_ counted: Counted, _ cell: Cell) -> Int? { shown.numbers[cell.marginal][counted.units][cell.number] }

    /// The entries of a divided part in a cell, where the units behind them show.
    func entries(_ part: Int, _ cell: Cell) -> [Int]? {
        let groups = plan.query.parts[part].entriesPerCell
        let entries = shown.numbers[cell.marginal][part][(cell.number * groups)..<((cell.number + 1) * groups)]
        let numbers = entries.compactMap { $0 }
        return numbers.count == groups ? numbers : nil
    }

    /// A number that shows, with how far it may lie from the truth and whether the units behind it are few.
    struct Shown {
        let side: ProtectedRatio.Side
        let units: Int
        let isNearThreshold: Bool
    }

    func side(_ counted: Counted, _ cell: Cell, _ odds: Int) -> Shown? {
        guard let value = number(counted, cell), let units = units(counted, cell) else { return nil }
        return Shown(
            side: ProtectedRatio.Side(value: value, halfWidth: widths.of(counted.part, missingOneIn: odds)),
            units: units, isNearThreshold: isNearThreshold(units))
    }

    func count(_ counted: Counted, _ cell: Cell) -> ProtectedCount? {
        side(counted, cell, HalfWidths.alone).map {
            ProtectedCount($0.side, isNearThreshold: $0.isNearThreshold, mayBeBelowZero: false)
        }
    }

    /// What a row of those without a value shows; nil where none was asked for.
    func missing(_ counted: Counted?, _ cell: Cell) -> ReleasedValue.Missing? {
        counted.map { count($0, cell).map { .count($0) } ?? .notShown }
    }

    func ratio(
        _ of: Shown?, to: Shown?, _ form: ProtectedRatio.Form, missing: ReleasedValue.Missing? = nil
    ) -> ReleasedValue {
        guard let of, let to,
            let ratio = ProtectedRatio(
                of.side, to: to.side, form: form, isNearThreshold: of.isNearThreshold || to.isNearThreshold)
        else { return .notShown }
        return .ratio(ratio, missing: missing)
    }

    private func proportion(_ numerator: Int, _ denominator: Int, _ missing: Int?, _ cell: Cell) -> ReleasedValue {
        ratio(
            side(Counted(part: numerator, units: numerator), cell, HalfWidths.eachOfTwo),
            to: side(Counted(part: denominator, units: denominator), cell, HalfWidths.eachOfTwo),
            ProtectedRatio.Form(per: 1, kind: .proportion),
            missing: self.missing(missing.map { Counted(part: $0, units: $0) }, cell))
    }

    /// Below T + z, where only upward noise may have let a count through.
    private func isNearThreshold(_ units: Int) -> Bool {
        units < plan.threshold + plan.deviation
    }
}
