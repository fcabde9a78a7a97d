/// Some areas of a borough, and how their people find together: families first, then the old, then other adults.
///
/// Everybody's age is given before anybody has a home, so the ages of a borough come out as they are, whatever families
/// look like.
struct DemoNeighbourhood {
    /// People who live together, adults first.
    struct Home {
        /// Its place in `DemoPlaces.areas`.
        let area: Int
        let ages: [Int]
    }

    private let first: Int
    private let deciles: [Int]
    /// How many people each area may still hold.
    private var room: [Int]
    /// How many people of each age have no home yet.
    private var without = [Int](repeating: 0, count: DemoAges.older.upperBound + 1)

    /// - Parameters:
    ///   - areas: their places in `DemoPlaces.areas`.
    ///   - ages: of everybody who lives there.
    init(areas: Range<Int>, of places: DemoPlaces, ages: some Collection<Int>) {
        first = areas.lowerBound
        deciles = areas.map { places.areas[$0].decile }
        room = areas.indices.map { index in
            let place = index - areas.lowerBound
            return ages.count * (place + 1) / areas.count - ages.count * place / areas.count
        }
        for age in ages { without[age] += 1 }
    }

    /// Everybody, area by area.
    mutating func homes(_ random: inout DemoRandomness) -> [Home] {
        var homes = room.map { _ in [[Int]]() }
        func settle(_ ages: [Int], in area: Int) {
            room[area] = max(0, room[area] - ages.count)
            homes[area].append(ages)
        }
        while let child = take(DemoAges.child, &random) {
            let area = place(&random)
            settle(family(of: child, decile: deciles[area], &random), in: area)
        }
        while let older = take(DemoAges.older, &random) { settle(home(ofOlder: older, &random), in: place(&random)) }
        while let adult = take(DemoAges.adult, &random) { settle(home(ofAdult: adult, &random), in: place(&random)) }
        return zip(first..., homes).flatMap { area, all in all.map { Home(area: area, ages: $0) } }
    }

    /// An area, the likelier the more room it has.
    private func place(_ random: inout DemoRandomness) -> Int {
        room.contains { $0 > 0 } ? random.pick(room) : random.below(room.count)
    }

    /// Parents are 18 to 44 years older than each child. Of a hundred families in the most deprived decile 32 have one of
    /// them, in the least deprived 14.
    private mutating func family(of child: Int, decile: Int, _ random: inout DemoRandomness) -> [Int] {
        var children = [child]
        for _ in 0..<random.pick([45, 39, 12, 4]) {
            children += listed(take(near(child, by: 8, in: DemoAges.child), &random))
        }
        let (youngest, eldest) = (children.min() ?? child, children.max() ?? child)
        guard let parent = take(eldest + 18...youngest + 44, &random) ?? adult(&random) else { return children }
        let isAlone = random.percent(34 - 2 * decile)
        return [parent] + (isAlone ? [] : listed(partner(of: parent, in: DemoAges.adult, &random))) + children
    }

    /// Of a hundred homes where the first is over 64, 44 have one person, 38 a couple, and 18 younger adults too.
    private mutating func home(ofOlder first: Int, _ random: inout DemoRandomness) -> [Int] {
        switch random.below(100) {
        case ..<44: return [first]
        case ..<82: return [first] + listed(partner(of: first, in: DemoAges.older, &random))
        default: return [first] + listed(take(DemoAges.adult, &random)) + listed(take(DemoAges.adult, &random))
        }
    }

    /// Of a hundred homes of adults without children, 42 have one person, 38 a couple, and 20 more.
    private mutating func home(ofAdult first: Int, _ random: inout DemoRandomness) -> [Int] {
        switch random.below(100) {
        case ..<42: return [first]
        case ..<80: return [first] + listed(partner(of: first, in: DemoAges.adult, &random))
        default:
            var adults = [first]
            for _ in 0..<2 + random.pick([70, 22, 8]) { adults += listed(take(DemoAges.adult, &random)) }
            return adults
        }
    }

    /// Somebody of about the same age, or of the same group of ages.
    private mutating func partner(
        of age: Int, in group: ClosedRange<Int>, _ random: inout DemoRandomness
    ) -> Int? {
        take(near(age, by: 8, in: group), &random) ?? take(group, &random)
    }

    private mutating func adult(_ random: inout DemoRandomness) -> Int? {
        take(DemoAges.adult, &random) ?? take(DemoAges.older, &random)
    }

    private func near(_ age: Int, by years: Int, in group: ClosedRange<Int>) -> ClosedRange<Int> {
        (age - years...age + years).clamped(to: group)
    }

    private func listed(_ age: Int?) -> [Int] { age.map { [$0] } ?? [] }

    /// One of those of these ages who have no home yet; nil where there is none.
    private mutating func take(_ ages: ClosedRange<Int>, _ random: inout DemoRandomness) -> Int? {
        let all = without[ages].reduce(0, +)
        guard all > 0 else { return nil }
        var left = random.below(all)
        for age in ages {
            if left < without[age] {
                without[age] -= 1
                return age
            }
            left -= without[age]
        }
        return nil
    }
}
