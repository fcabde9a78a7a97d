package import Catalogue
import DifferentialPrivacy
package import QueryLanguage

/// A table that may not be asked for, whatever the data are, and what to ask instead.
package struct LimitRefusal: Sendable, Hashable {
    package enum Limit: Sendable, Hashable, CaseIterable {
        case dimensions, cells, density, bounds, measures, lineage, rows
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
        let notOffered = measureRefusals(query, profile: profile) + exactRefusals(query, profile: profile)
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
            limits: limits, totals: query.totals, declaredUnits: declaredUnits(query, in: catalogue))
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
        return refusals + boundRefusals(query, profile: profile)
    }

    /// The fewest units that any dataset of the query's own unit declares: what a filter may leave.
    private static func declaredUnits(_ query: ResolvedQuery, in catalogue: Catalogue) -> Int {
        let named = query.datasets.compactMap { catalogue.dataset($0) }.filter { $0.unit == query.unit }
        let register = catalogue.register(of: query.unit)
        return (named + [register].compactMap { $0 }).map(\.declaredUnits).min() ?? 0
    }

    /// What no profile of this version can protect yet, whatever the data are.
    private static func measureRefusals(_ query: ResolvedQuery, profile: Profile) -> [LimitRefusal] {
        query.measures.compactMap { measure in
            guard case .statistic(let statistic) = measure.kind else { return nil }
            return LimitRefusal(
                limit: .measures,
                message:
                    "`\(measure.name)` is a \(statistic.word): the profile `\(profile.name)` does not offer that yet.",
                change: "Leave `\(measure.name)` out; counts, proportions and ratios of counts are offered.")
        }
    }

    private static func boundRefusals(_ query: ResolvedQuery, profile: Profile) -> [LimitRefusal] {
        let noise = profile.noise[query.precision]
        guard case .noise = profile.mechanism else { return [] }
        let isHeld = query.parts.allSatisfy {
            DiscreteGaussian(noiseMultiplierSquared: noise, contributionBound: $0.bound) != nil
        }
        guard !isHeld else { return [] }
        return [
            LimitRefusal(
                limit: .bounds, message: "The most that one unit may add to a cell is too large for exact noise.",
                change: "Ask with a smaller `atMost`.")
        ]
    }
}

/// What the sizes of the dimensions must obey. Sizes multiply without overflow: `Int.max` stands for anything larger.
struct ShapeRule {
    let limits: Profile.Limits
    let totals: Bool
    let declaredUnits: Int

    /// Cells of the whole table.
    func cells(_ sizes: [Int]) -> Int { product(sizes) }

    /// Cells of all marginals that are shown.
    func releasedCells(_ sizes: [Int]) -> Int { product(totals ? sizes.map { $0 + 1 } : sizes) }

    func isDense(_ sizes: [Int]) -> Bool {
        let (needed, tooLarge) = cells(sizes).multipliedReportingOverflow(by: limits.unitsPerCell)
        return !tooLarge && declaredUnits >= needed
    }

    func passes(_ sizes: [Int]) -> Bool { releasedCells(sizes) <= limits.cells && isDense(sizes) }

    private func product(_ sizes: [Int]) -> Int {
        sizes.reduce(1) { product, size in
            let (next, tooLarge) = product.multipliedReportingOverflow(by: size)
            return tooLarge ? Int.max : next
        }
    }
}
