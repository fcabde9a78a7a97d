package import Catalogue
import DifferentialPrivacy
package import QueryLanguage

/// A table that may not be asked for, whatever the data are, and what to ask instead.
package struct LimitRefusal: Sendable, Hashable {
    package enum Limit: Sendable, Hashable, CaseIterable {
        case dimensions, cells, density, bounds, measures, lineage, rows, suppression
    }

    package let limit: Limit
    /// What is wrong, in plain words.
    package let message: String
    /// What would pass.
    package let change: String

    /// A stable code for clients and logs, never reused or renumbered.
    package var code: String {
        switch limit {
        case .dimensions: "SH-P401"
        case .cells: "SH-P402"
        case .density: "SH-P403"
        case .bounds: "SH-P404"
        case .measures: "SH-P405"
        case .lineage: "SH-P406"
        case .rows: "SH-P407"
        case .suppression: "SH-P408"
        }
    }
}

/// What can be refused from the query and the catalogue alone: the same answer on every server with this metadata.
package enum StaticLimits {
    /// Every static limit that the table breaks; none where it may be asked for.
    package static func check(_ query: ResolvedQuery, catalogue: Catalogue, profile: Profile) -> [LimitRefusal] {
        let limits = profile.limits
        let strange = lineageRefusals(query, catalogue: catalogue, profile: profile)
        guard strange.isEmpty else { return strange }
        let notOffered = exactRefusals(query, profile: profile)
        guard notOffered.isEmpty else { return notOffered }
        guard query.dimensions.count <= limits.dimensions else {
            return [
                LimitRefusal(
                    limit: .dimensions,
                    message:
                        "The table has \(query.dimensions.count) dimensions; at most \(limits.dimensions) are allowed.",
                    change: "Leave out \(query.dimensions.count - limits.dimensions) of them, or ask two tables.")
            ]
        }
        let rule = ShapeRule(
            limits: limits, totals: query.totals, declaredUnits: declaredUnits(query, in: catalogue),
            suppression: SuppressionShape(query, profile: profile))
        let sizes = query.dimensions.map(\.groups.count)
        var refusals: [LimitRefusal] = []
        if rule.releasedCells(sizes) > limits.cells {
            refusals.append(
                LimitRefusal(
                    limit: .cells,
                    message: "The table has \(rule.releasedCells(sizes)) cells with its totals; "
                        + "at most \(limits.cells) are allowed.",
                    change: coarser(query, catalogue: catalogue, rule: rule)))
        }
        if !rule.isDense(sizes) {
            refusals.append(
                LimitRefusal(
                    limit: .density,
                    message: "\(rule.declaredUnits) declared \(query.unit.rawValue)s over \(rule.cells(sizes)) cells "
                        + "are fewer than \(limits.unitsPerCell) for each cell.",
                    change: coarser(query, catalogue: catalogue, rule: rule)))
        }
        if refusals.isEmpty, let shape = rule.suppression, !shape.isSolvable(sizes, rule) {
            refusals.append(shape.refusal(change: coarser(query, catalogue: catalogue, rule: rule)))
        }
        return refusals + entryRefusals(query, rule) + boundRefusals(query, profile: profile)
    }

    /// The fewest units that any dataset of the query's own unit declares: what a filter may leave.
    private static func declaredUnits(_ query: ResolvedQuery, in catalogue: Catalogue) -> Int {
        let named = query.datasets.compactMap { catalogue.dataset($0) }.filter { $0.unit == query.unit }
        let register = catalogue.register(of: query.unit)
        return (named + [register].compactMap { $0 }).map(\.declaredUnits).min() ?? 0
    }

    /// What strata and bins come to, which are counted in each cell though they are not shown.
    ///
    /// Rates by stratum of each cell need as many people for each stratum as a table would need for a cell: over thin
    /// strata a measure is standardised indirectly. The rates of the whole population need them once.
    private static func entryRefusals(_ query: ResolvedQuery, _ rule: ShapeRule) -> [LimitRefusal] {
        let sizes = query.dimensions.map(\.groups.count)
        return query.measures.compactMap { measure in
            guard let hidden = measure.entriesPerCell(query.parts) else { return nil }
            let entries = rule.releasedCells(sizes).multipliedReportingOverflow(by: hidden.entries)
            if entries.overflow || entries.partialValue > mostEntries {
                return LimitRefusal(
                    limit: .measures,
                    message: "`\(measure.name)` divides each of \(rule.releasedCells(sizes)) cells into "
                        + "\(hidden.entries) strata or bins; at most \(mostEntries) are counted in all.",
                    change: "Ask with a coarser grouping, or fewer cells.")
            }
            let cells = hidden.isOfEachCell ? sizes : []
            guard hidden.areStrata, !rule.isDense(cells + [hidden.entries]) else { return nil }
            return LimitRefusal(
                limit: .measures,
                message: "`\(measure.name)` needs the rates of \(hidden.entries) strata"
                    + (hidden.isOfEachCell ? " in each cell" : "")
                    + ", which is too many for \(rule.declaredUnits) declared \(query.unit.rawValue)s.",
                change: hidden.isOfEachCell
                    ? "Ask with the method `indirect`, or with coarser strata." : "Ask with coarser strata.")
        }
    }

    /// The most entries of one part in all cells together.
    private static let mostEntries = 100_000

    private static func boundRefusals(_ query: ResolvedQuery, profile: Profile) -> [LimitRefusal] {
        let noise = profile.noise[query.precision]
        guard case .noise = profile.mechanism else { return [] }
        // A moving mean adds up the noise of its cells.
        let isHeld = query.parts.allSatisfy { part in
            DiscreteGaussian(noiseMultiplierSquared: noise * query.longestMovingMean, contributionBound: part.bound)
                != nil
        }
        guard !isHeld else { return [] }
        return [
            LimitRefusal(
                limit: .bounds, message: "The most that one unit may add to a cell is too large for exact noise.",
                change: "Ask with a smaller `atMost`, or a narrower `clamp`.")
        ]
    }
}

extension ResolvedQuery {
    /// How many cells a moving mean adds up, at most; 1 where there is none.
    fileprivate var longestMovingMean: Int {
        measures.reduce(1) { longest, measure in
            guard case .statistic(.movingMean(let mean)) = measure.kind else { return longest }
            return max(longest, mean.width)
        }
    }
}

extension Measure {
    /// Into how many entries it divides a cell, whether these are strata with rates of their own, and whether each cell
    /// has such rates or the whole population alone; nil where it divides nothing.
    fileprivate func entriesPerCell(
        _ parts: [MeasurePart]
    ) -> (entries: Int, areStrata: Bool, isOfEachCell: Bool)? {
        switch kind {
        case .statistic(.quantiles(let quantiles)): (parts[quantiles.histogram].entriesPerCell, false, true)
        case .statistic(.standardised(let standardised)):
            switch standardised.standard {
            case .population(let strata, _): (parts[strata].entriesPerCell, true, false)
            case .weights(_, _, let strata, _): (parts[strata].entriesPerCell, true, true)
            }
        case .units, .events, .proportion, .ratio, .statistic: nil
        }
    }
}

/// What the sizes of the dimensions must obey. Sizes multiply without overflow: `Int.max` stands for anything larger.
struct ShapeRule {
    let limits: Profile.Limits
    let totals: Bool
    let declaredUnits: Int
    /// Under a profile that hides cells: what follows from them.
    let suppression: SuppressionShape?

    /// Cells of the whole table.
    func cells(_ sizes: [Int]) -> Int { product(sizes) }

    /// Cells of all marginals that are shown.
    func releasedCells(_ sizes: [Int]) -> Int { product(totals ? sizes.map { $0 + 1 } : sizes) }

    func isDense(_ sizes: [Int]) -> Bool {
        let (needed, tooLarge) = cells(sizes).multipliedReportingOverflow(by: limits.unitsPerCell)
        return !tooLarge && declaredUnits >= needed
    }

    func passes(_ sizes: [Int]) -> Bool {
        releasedCells(sizes) <= limits.cells && isDense(sizes) && suppression?.isSolvable(sizes, self) ?? true
    }

    private func product(_ sizes: [Int]) -> Int {
        sizes.reduce(1) { product, size in
            let (next, tooLarge) = product.multipliedReportingOverflow(by: size)
            return tooLarge ? Int.max : next
        }
    }
}
