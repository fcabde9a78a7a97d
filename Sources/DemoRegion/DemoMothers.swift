/// Finds each child's mother on a walk through the people: the last woman of 20 to 50 who stands before it in its household.
struct DemoMothers {
    /// Known of children under this age, whose births were notified since records of it are kept.
    static let ages = 0..<10
    /// The most children of one mother that anybody is told of.
    static let mostChildren = 5

    private var mother: DemoPerson?
    private var children = 0

    /// The mother of the next person, where that is known. The adults of a household come before its children.
    mutating func mother(ofNext person: DemoPerson) -> DemoPerson? {
        if mother?.household != person.household { mother = nil }
        if person.isFemale, (20...50).contains(person.age) {
            mother = person
            children = 0
        }
        guard Self.ages.contains(person.age), let mother else { return nil }
        children += 1
        return children <= Self.mostChildren ? mother : nil
    }
}
