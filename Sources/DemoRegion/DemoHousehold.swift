/// A made-up household, before its people have names.
struct DemoHousehold {
    enum Kind: String, CaseIterable {
        case oneOlder, oneAdult, olderCouple, couple, loneParent, coupleWithChildren, otherAdults

        var title: String {
            switch self {
            case .oneOlder: "One person aged 65 or over"
            case .oneAdult: "One person aged under 65"
            case .olderCouple: "Two people, both aged 65 or over"
            case .couple: "Two adults without children"
            case .loneParent: "One adult with children"
            case .coupleWithChildren: "Two adults with children"
            case .otherAdults: "Three or more adults"
            }
        }
    }

    /// The codes of tenure in the order of a borough's shares.
    static let tenures: [(code: String, title: String)] = [
        ("outright", "Owned outright"), ("mortgage", "Owned with a mortgage or shared ownership"),
        ("social", "Rented from a council or housing association"), ("private", "Rented from a private landlord"),
    ]

    static let largest = 8
    /// Households of a hundred with 1, 2, … people.
    private static let sizes = [34, 33, 16, 11, 4, 1, 1]

    /// Its place in `DemoPlaces.areas`.
    let area: Int
    let kind: Kind
    /// Its place in `tenures`.
    let tenure: Int
    /// The whole years of each member, adults first.
    let ages: [Int]

    /// - Parameter most: how many people are left in the area.
    init(area: Int, in place: DemoArea, most: Int, random: inout DemoRandomness) {
        self.area = area
        tenure = random.pick(DemoBorough.all[place.borough].tenure)
        let size = min(most, random.pick(Self.sizes) + 1)
        kind = Self.kind(size: size, decile: place.decile, random: &random)
        ages = Self.ages(kind, size: size, random: &random)
    }

    private static func kind(size: Int, decile: Int, random: inout DemoRandomness) -> Kind {
        let draw = random.below(100)
        // Lone parents are about three times as common in the most deprived areas as in the least.
        let loneParents = 32 - 2 * decile
        switch size {
        case 1: return draw < 42 ? .oneOlder : .oneAdult
        case 2: return draw < 33 ? .olderCouple : draw < 33 + loneParents ? .loneParent : .couple
        default: return draw < loneParents ? .loneParent : draw < 80 ? .coupleWithChildren : .otherAdults
        }
    }

    private static func ages(_ kind: Kind, size: Int, random: inout DemoRandomness) -> [Int] {
        func older() -> Int { 65 + min(random.below(36), random.below(36)) }
        func adult(_ from: Int, _ years: Int) -> Int { from + random.below(years) }
        switch kind {
        case .oneOlder: return [older()]
        case .oneAdult: return [adult(18, 47)]
        case .olderCouple: return [older(), older()]
        case .couple: return [adult(20, 45), adult(20, 45)]
        case .loneParent: return [adult(20, 30)] + (1..<size).map { _ in random.below(18) }
        case .coupleWithChildren: return [adult(24, 26), adult(24, 26)] + (2..<size).map { _ in random.below(18) }
        case .otherAdults: return (0..<size).map { _ in adult(18, 62) }
        }
    }
}
