package import Catalogue

/// The spine of each kind of unit, and how much of it is published.
///
/// Not `Sendable`: the one load that may write has it.
package final class Spines {
    struct Published {
        let segments: [StagedSegment]
        let count: Int
    }

    private var spines: [StatisticalUnit: Spine] = [:]
    private var published: [StatisticalUnit: Published] = [:]

    init() {}

    /// The spine of a kind of unit; an empty one where nobody has a number.
    package subscript(unit: StatisticalUnit) -> Spine {
        if let spine = spines[unit] { return spine }
        let spine = Spine()
        spines[unit] = spine
        return spine
    }

    /// The kinds of unit that have a spine, in the order of their names.
    var units: [StatisticalUnit] { spines.keys.filter { self[$0].count > 0 }.sorted() }

    func published(_ unit: StatisticalUnit) -> Published { published[unit] ?? Published(segments: [], count: 0) }

    /// Takes a spine as it was published.
    func take(_ spine: Spine, of unit: StatisticalUnit, in segments: [StagedSegment]) {
        spines[unit] = spine
        published[unit] = Published(segments: segments, count: spine.count)
    }

    /// For each link of a dataset, how many units it can lead to.
    package func reach(of dataset: Dataset, among datasets: [Dataset]) -> [String: Int] {
        var reach: [String: Int] = [:]
        for link in dataset.links {
            let target = datasets.first { $0.id == link.dataset }
            reach[link.role] = target.map { self[$0.unit].count } ?? 0
        }
        return reach
    }

    /// How many units of each kind have a number.
    package var counts: [StatisticalUnit: Int] { spines.mapValues(\.count) }

    /// Takes back every number that was given since `counts` was asked.
    package func forget(since counts: [StatisticalUnit: Int]) {
        for (unit, spine) in spines { spine.forget(from: counts[unit] ?? 0) }
    }
}
