import Catalogue

/// A made-up person.
struct DemoPerson {
    /// Its place in `DemoPopulation.households`.
    let household: Int
    /// An NHS number that is given to nobody, as ten digits.
    let identifier: Int
    let birthMonth: Month
    let age: Int
    let isFemale: Bool
    /// Its place in `DemoEthnicity.all`.
    let ethnicity: Int
    /// Its place in `DemoPlaces.practices`.
    let practice: Int
}

/// Everybody in the demo region, in households, in areas.
struct DemoPopulation {
    let places: DemoPlaces
    let households: [DemoHousehold]
    let people: [DemoPerson]
    /// Numbers of people who are seen in the region and do not live there.
    let visitors: [Int]

    /// So many people find together at a time; a borough that has fewer at this scale is one neighbourhood.
    private static let neighbours = 1_500

    init(seed: UInt64, oneIn: Int) {
        var random = DemoRandomness(seed: seed, stream: 1, part: 0)
        var identifiers = DemoIdentifiers(random: &random)
        places = DemoPlaces(random: &random)
        var households: [DemoHousehold] = []
        var people: [DemoPerson] = []
        var firstArea = 0
        for borough in DemoBorough.all {
            let count = (borough.people + oneIn / 2) / oneIn
            let ages = DemoAges(of: borough, people: count)
            let parts = min(max(1, count / Self.neighbours), borough.areas)
            for part in 0..<parts {
                let areas = firstArea + borough.areas * part / parts..<firstArea + borough.areas * (part + 1) / parts
                let numbers = count * part / parts..<count * (part + 1) / parts
                var neighbourhood = DemoNeighbourhood(areas: areas, of: places, ages: numbers.map(ages.age))
                for home in neighbourhood.homes(&random) {
                    let members = people.count..<people.count + home.ages.count
                    let kind = DemoHousehold.Kind(ages: home.ages)
                    Self.add(home, kind, number: households.count, in: places, to: &people, &identifiers, &random)
                    households.append(
                        DemoHousehold(
                            area: home.area, kind: kind, tenure: random.pick(borough.tenure), people: members))
                }
            }
            firstArea += borough.areas
        }
        visitors = (0..<people.count / 50).map { _ in identifiers.next() }
        self.households = households
        self.people = people
    }

    func area(of person: DemoPerson) -> DemoArea { places.areas[households[person.household].area] }

    private static func add(
        _ home: DemoNeighbourhood.Home, _ kind: DemoHousehold.Kind, number: Int, in places: DemoPlaces,
        to people: inout [DemoPerson], _ identifiers: inout DemoIdentifiers, _ random: inout DemoRandomness
    ) {
        let place = places.areas[home.area]
        let weights = DemoEthnicity.weights(borough: place.borough)
        let family = random.pick(weights)
        for (member, age) in home.ages.enumerated() {
            // Couples are mostly of both sexes.
            let followsPartner = member == 1 && age > 17 && random.percent(90)
            let isFemale =
                followsPartner
                ? people.last?.isFemale == false : random.percent(women(age, isAlone: kind == .loneParent))
            people.append(
                DemoPerson(
                    household: number, identifier: identifiers.next(),
                    birthMonth: DemoCalendar.month(DemoCalendar.asOf.number - age * 12 - random.below(12)), age: age,
                    isFemale: isFemale, ethnicity: random.percent(92) ? family : random.pick(weights),
                    practice: random.percent(85) ? place.practice : places.practice(in: place.borough, &random)))
        }
    }

    /// Of a hundred people of this age the women: most who bring up children alone are, and more women than men grow old.
    private static func women(_ age: Int, isAlone: Bool) -> Int {
        switch age {
        case ..<18: 49
        case ..<65: isAlone ? 86 : 49
        case ..<81: 52
        default: 62
        }
    }
}
