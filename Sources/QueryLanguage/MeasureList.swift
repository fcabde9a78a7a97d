import Catalogue
import JSON

/// The measures of a query, and the parts they are made of, each different part once.
struct MeasureList {
    /// What else a measure needs: known when everything but it is read.
    struct Surroundings {
        let dimensions: [Dimension]
        /// What engines will tabulate.
        let marginals: [Marginal]
        let measures: [Measure?]
    }

    /// Finishes a measure that depends on dimensions or on other measures.
    typealias Finish = (inout Resolver, Surroundings) throws(QueryError) -> Measure

    /// In the asker's order; nil where the measure is still to be finished.
    var measures: [Measure?] = []
    var unfinished: [(slot: Int, finish: Finish)] = []
    var parts: [MeasurePart] = []
    /// Every count of rows, and where it stands.
    var rowCounts: [(pointer: String, rows: SelectedRows)] = []
    /// Every measure that only whole units have, and where it stands: it cannot be divided by variables of rows.
    var ofWholeUnits: [(pointer: String, what: String)] = []
    var needsGrandTotal = false

    mutating func place(_ part: MeasurePart) -> Int {
        if let place = parts.firstIndex(of: part) { return place }
        parts.append(part)
        return parts.count - 1
    }

    /// The rows of a count, bounded, and the units behind them.
    mutating func count(_ selection: RowSelection, perCell: Int) -> Counted {
        let part = place(.events(selection, perCell: perCell))
        return Counted(part: part, units: place(.unitsWithEvents(selection)))
    }

    mutating func count(_ predicate: Predicate) -> Counted {
        let part = place(.units(predicate))
        return Counted(part: part, units: part)
    }

    mutating func add(_ measure: Measure) { measures.append(measure) }

    mutating func add(finishing finish: @escaping Finish) {
        unfinished.append((measures.count, finish))
        measures.append(nil)
    }

    /// Moving means last: they look at other measures.
    mutating func finish(
        _ resolver: inout Resolver, _ dimensions: [Dimension], _ marginals: [Marginal]
    ) throws(QueryError) -> [Measure] {
        for (slot, finish) in unfinished {
            measures[slot] = try finish(
                &resolver, Surroundings(dimensions: dimensions, marginals: marginals, measures: measures))
        }
        return measures.compactMap { $0 }
    }
}
