/// A made-up household.
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

        /// What people of these ages who live together are.
        init(ages: [Int]) {
            let (children, older) = (ages.count { $0 < 18 }, ages.count { $0 > 64 })
            switch ages.count - children {
            case let adults where children > 0: self = adults > 1 ? .coupleWithChildren : .loneParent
            case ...1: self = older == 1 ? .oneOlder : .oneAdult
            case 2: self = older == 2 ? .olderCouple : .couple
            default: self = .otherAdults
            }
        }
    }

    /// The codes of tenure in the order of a borough's shares.
    static let tenures: [(code: String, title: String)] = [
        ("outright", "Owned outright"), ("mortgage", "Owned with a mortgage or shared ownership"),
        ("social", "Rented from a council or housing association"), ("private", "Rented from a private landlord"),
    ]

    static let largest = 8

    /// Its place in `DemoPlaces.areas`.
    let area: Int
    let kind: Kind
    /// Its place in `tenures`.
    let tenure: Int
    /// Their places in `DemoPopulation.people`, adults first.
    let people: Range<Int>
}
