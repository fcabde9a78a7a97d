import QueryEngines
import QueryLanguage

/// A table on its way from exact numbers to numbers that may show, under an exact profile.
struct ExactTable {
    let plan: ReleasePlan
    /// `[marginal][part][cell]`
    let cells: [[[ExactCell]]]
    /// What was answered before about the same units, or almost the same.
    let seen: [[[AliasGuard.Answer]]]
    /// What shows: nothing until a mechanism says so.
    private(set) var shown: [[[DrawnCell]]]

    init(plan: ReleasePlan, cells: [[[ExactCell]]], seen: [[[AliasGuard.Answer]]]) {
        self.plan = plan
        self.cells = cells
        self.seen = seen
        shown = cells.map { $0.map { $0.map { _ in .hidden } } }
    }

    /// `cell-key`: what is too small stays hidden, all else is changed by the keys of its units.
    mutating func change(by keys: [[[UInt64]]], _ table: PerturbationTable, threshold: Int) {
        shown = showing { marginal, part, cell in
            let number = cells[marginal][part][cell]
            if isTooSmall(number) || number.complement.map(isTooSmall) ?? false { return .hidden }
            return CellKey.shown(
                number.value, cellKey: keys[marginal][part][cell], table: table, threshold: threshold)
        }
    }

    /// `counts-nhs`: what the rules forbid is hidden, then what would give it away; the rest is rounded.
    mutating func suppress(_ rules: SuppressionRules, threshold: Int) throws(DisclosureError) {
        guard let site = rules.dominance else { throw .unruled(plan.profile.name) }
        guard
            let primary = PrimaryRules(
                threshold: threshold, dominance: (site.dominance.contributors, site.dominance.percent),
                percent: site.percent)
        else { throw .outOfBounds }
        let hidden = try SuppressedParts(self, primary, leastPossible: rules.leastPossible).hidden
        shown = showing { marginal, part, cell in
            hidden[marginal][part][cell] ? .hidden : .shown(rules.rounding.shown(cells[marginal][part][cell].value))
        }
    }

    /// Shows what the mechanism lets show: a cell that was hidden once stays hidden, and one that is almost an earlier one
    /// gets that one's number.
    private func showing(_ own: (Int, Int, Int) -> DrawnCell) -> [[[DrawnCell]]] {
        seen.enumerated().map { marginal, parts in
            parts.enumerated().map { part, answers in
                answers.enumerated().map { cell, answer in
                    let value = own(marginal, part, cell)
                    switch answer {
                    case .own, .seen(isHidden: false): return value
                    case .seen(isHidden: true): return .hidden
                    case .alias(let earlier): return value.isHidden ? .hidden : .shown(earlier)
                    }
                }
            }
        }
    }

    /// What to remember: cells that were answered with their own value, and cells that were hidden.
    func released(_ sketches: [[[UnitSketch]]], _ counted: (Int) -> String) -> [ReleasedCell] {
        var released: [ReleasedCell] = []
        for marginal in cells.indices {
            for part in cells[marginal].indices {
                for (cell, value) in shown[marginal][part].enumerated() {
                    let sketch = sketches[marginal][part][cell]
                    let answer = seen[marginal][part][cell]
                    guard sketch.count > 0 else { continue }
                    switch (value, answer) {
                    case (.shown(let number), .own):
                        released.append(ReleasedCell(counted: counted(part), sketch: sketch, shown: number))
                    case (.hidden, .own), (.hidden, .seen(isHidden: false)), (.hidden, .alias):
                        released.append(ReleasedCell(counted: counted(part), sketch: sketch, shown: nil))
                    case (.shown, _), (.hidden, .seen(isHidden: true)): break
                    }
                }
            }
        }
        return released
    }

    /// Somebody is in the cell, but too few.
    func isTooSmall(_ cell: ExactCell) -> Bool { isTooSmall(units: cell.units, persons: cell.persons) }

    private func isTooSmall(_ complement: ExactCell.Complement) -> Bool {
        isTooSmall(units: complement.units, persons: complement.persons)
    }

    private func isTooSmall(units: Int, persons: Int) -> Bool {
        units > 0 && (units < plan.floor.units || persons < plan.floor.persons)
    }
}
