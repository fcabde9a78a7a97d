import Catalogue
import QueryLanguage

extension StaticLimits {
    /// One way to write a dimension: its own grouping, or a coarser one of the same variable.
    private struct Choice {
        let grouping: String
        let size: Int
        let isChange: Bool
    }

    /// Names the groupings that would pass: of all ways to write the dimensions, the one with the fewest changes that
    /// keeps the most cells. Where none passes, the dimensions to leave out.
    static func coarser(_ query: ResolvedQuery, catalogue: Catalogue, rule: ShapeRule) -> String {
        let ways = query.dimensions.map { choices(for: $0, in: catalogue) }
        var best: (changes: Int, cells: Int, names: String)?
        for combination in combinations(ways) {
            let sizes = combination.map(\.size)
            guard rule.passes(sizes) else { continue }
            let names = zip(query.dimensions, combination).filter { $0.1.isChange }
                .map { "`\($0.0.name)` by `\($0.1.grouping)`" }.joined(separator: " and ")
            let candidate = (combination.count { $0.isChange }, rule.cells(sizes), names)
            if let known = best, (known.changes, -known.cells, known.names) <= (candidate.0, -candidate.1, names) {
                continue
            }
            best = candidate
        }
        if let best { return "Ask for \(best.names): that table would pass." }
        return leavingOut(query, rule: rule)
    }

    /// The dimension's own grouping first, then the coarser ones, the finest of them first: at most 12, so that four
    /// dimensions have at most 12⁴ combinations.
    private static func choices(for dimension: Dimension, in catalogue: Catalogue) -> [Choice] {
        let own = Choice(grouping: dimension.grouping, size: dimension.groups.count, isChange: false)
        guard let variable = catalogue.dataset(dimension.name.dataset)?.variable(named: dimension.name.name),
            let grouping = variable.grouping(named: dimension.grouping)
        else { return [own] }
        let missing = dimension.groups.count - grouping.groups.count
        let coarser = variable.groupings
            .filter { $0.isAddressable && $0.groups.count < grouping.groups.count }
            .map { Choice(grouping: $0.name, size: $0.groups.count + missing, isChange: true) }
            .sorted { ($1.size, $0.grouping) < ($0.size, $1.grouping) }
        return [own] + coarser.prefix(11)
    }

    private static func combinations(_ choices: [[Choice]]) -> [[Choice]] {
        choices.reduce([[]]) { partial, next in partial.flatMap { head in next.map { head + [$0] } } }
    }

    private static func leavingOut(_ query: ResolvedQuery, rule: ShapeRule) -> String {
        let all = Array(query.dimensions.indices)
        let subsets = (0..<(1 << all.count)).map { bits in all.filter { bits & (1 << $0) != 0 } }
        let passing = subsets.filter { kept in rule.passes(kept.map { query.dimensions[$0].groups.count }) }
        guard let kept = passing.max(by: { $0.count < $1.count }), kept.count < all.count else {
            return "Ask for a larger population."
        }
        let names = all.filter { !kept.contains($0) }.map { "`\(query.dimensions[$0].name)`" }
        return "Leave out \(names.joined(separator: " and ")): that table would pass."
    }
}
