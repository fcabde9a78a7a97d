import Catalogue
import QueryLanguage
import Snapshots

/// A cell that a unit is in, and the rows that put it there; nil where the unit is there by itself.
struct PlacedCell {
    let cell: Int
    let rows: Set<Int>?
}

/// Puts units into cells.
struct Placement {
    private let marginals: [Marginal]
    /// For each dimension, the group of a unit; nil for dimensions over rows.
    private let unitGroups: [((UInt32) -> Int?)?]
    /// For each dimension over rows, the group of a row; nil for the others.
    private let rowGroups: [((Int) -> Int?)?]
    /// The rows that the dimensions are over, by unit; nil where they are over units only.
    private let rows: [UInt32: [Int]]?
    /// C, and the choice where a unit is in more cells; nil for marginals without a dimension over rows.
    private let bounding: [(limit: Int, choice: ContributionBounding)?]

    init(_ plan: EnginePlan, _ data: LinkedData) throws(EngineError) {
        marginals = plan.marginals
        var unitGroups: [((UInt32) -> Int?)?] = []
        var rowGroups: [((Int) -> Int?)?] = []
        for dimension in plan.dimensions {
            let groupOf = dimension.groupOf
            if dimension.rows == nil {
                let code = try data.code(dimension.column)
                unitGroups.append { groupOf[code($0)] }
                rowGroups.append(nil)
            } else {
                let code = try data.codes(dimension.column).ofRow
                unitGroups.append(nil)
                rowGroups.append { groupOf[code($0)] }
            }
        }
        self.unitGroups = unitGroups
        self.rowGroups = rowGroups
        guard let selection = plan.rowDimensions else {
            rows = nil
            bounding = marginals.map { _ in nil }
            return
        }
        guard let dataset = data.generation.catalogue.dataset(selection.dataset) else {
            throw .missing("`\(selection.dataset)`")
        }
        rows = try data.rows(selection)
        bounding = marginals.map { marginal in
            guard marginal.kept.contains(where: { plan.dimensions[$0].rows != nil }) else { return nil }
            return (dataset.bounds.cells, ContributionBounding(marginal, of: plan.dimensions, key: plan.boundingKey))
        }
    }

    /// For each marginal, the cells in which the unit counts.
    func cells(of unit: UInt32) -> [[PlacedCell]] {
        var own: [Int?] = []
        for group in unitGroups {
            guard let group else {
                own.append(nil)
                continue
            }
            guard let index = group(unit) else { return marginals.map { _ in [] } }
            own.append(index)
        }
        guard let rows else {
            return marginals.map { marginal in [PlacedCell(cell: number(marginal, own.map { $0 ?? 0 }), rows: nil)] }
        }
        let placed = (rows[unit] ?? []).compactMap { row -> (row: Int, groups: [Int])? in
            var groups: [Int] = []
            for (index, group) in rowGroups.enumerated() {
                guard let place = group.map({ $0(row) }) ?? own[index] else { return nil }
                groups.append(place)
            }
            return (row, groups)
        }
        return zip(marginals, bounding).map { marginal, bounding in
            let byCell = Dictionary(grouping: placed) { number(marginal, $0.groups) }
            let cells = byCell.keys.sorted()
            let kept = bounding.map { $0.choice.kept(cells, of: unit, limit: $0.limit) } ?? cells
            return kept.map { PlacedCell(cell: $0, rows: Set((byCell[$0] ?? []).map(\.row))) }
        }
    }

    /// The number of a cell, row-major over the kept dimensions.
    private func number(_ marginal: Marginal, _ groups: [Int]) -> Int {
        zip(marginal.kept, marginal.sizes).reduce(0) { $0 * $1.1 + groups[$1.0] }
    }
}
