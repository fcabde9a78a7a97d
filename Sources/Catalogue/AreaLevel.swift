/// How small the areas of a grouping are, the smallest first.
package enum AreaLevel: String, Sendable, Hashable, CaseIterable, Comparable {
    case belowWard = "below-ward"
    case ward, borough, region

    private var rank: Int {
        switch self {
        case .belowWard: 0
        case .ward: 1
        case .borough: 2
        case .region: 3
        }
    }

    package static func < (left: AreaLevel, right: AreaLevel) -> Bool { left.rank < right.rank }
}
