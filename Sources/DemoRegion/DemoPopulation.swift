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
}

/// Everybody in the demo region, in households, in areas.
struct DemoPopulation {
    let places: DemoPlaces
    let households: [DemoHousehold]
    let people: [DemoPerson]
    /// Numbers of people who are seen in the region and do not live there.
    let visitors: [Int]

    init(seed: UInt64, oneIn: Int) {
        var random = DemoRandomness(seed: seed, stream: 1)
        var identifiers = DemoIdentifiers(random: &random)
        places = DemoPlaces(random: &random)
        var households: [DemoHousehold] = []
        var people: [DemoPerson] = []
        for (area, place) in places.areas.enumerated() {
            var left = Self.people(in: area, of: places, oneIn: oneIn)
            while left > 0 {
                let household = DemoHousehold(area: area, in: place, most: left, random: &random)
                left -= household.ages.count
                Self.add(household, number: households.count, in: place, to: &people, &identifiers, &random)
                households.append(household)
            }
        }
        visitors = (0..<people.count / 50).map { _ in identifiers.next() }
        self.households = households
        self.people = people
    }

    func area(of person: DemoPerson) -> DemoArea { places.areas[households[person.household].area] }

    private static func add(
        _ household: DemoHousehold, number: Int, in place: DemoArea, to people: inout [DemoPerson],
        _ identifiers: inout DemoIdentifiers, _ random: inout DemoRandomness
    ) {
        let weights = DemoEthnicity.weights(borough: place.borough)
        let family = random.pick(weights)
        for (member, age) in household.ages.enumerated() {
            // Couples are mostly of both sexes, and more women than men grow old.
            let followsPartner = member == 1 && random.percent(90)
            let isFemale = followsPartner ? people.last?.isFemale == false : random.percent(age > 80 ? 62 : 51)
            people.append(
                DemoPerson(
                    household: number, identifier: identifiers.next(),
                    birthMonth: DemoCalendar.month(DemoCalendar.asOf.number - age * 12 - random.below(12)), age: age,
                    isFemale: isFemale, ethnicity: random.percent(92) ? family : random.pick(weights)))
        }
    }

    /// The people of an area: the areas of a borough share its people equally, to the last person.
    private static func people(in area: Int, of places: DemoPlaces, oneIn: Int) -> Int {
        let index = places.areas[area].borough
        let borough = DemoBorough.all[index]
        let place = area - DemoBorough.all[0..<index].reduce(0) { $0 + $1.areas }
        let people = (borough.people + oneIn / 2) / oneIn
        return people * (place + 1) / borough.areas - people * place / borough.areas
    }
}
