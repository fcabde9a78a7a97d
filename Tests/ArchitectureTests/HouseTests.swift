import Testing

/// Holds the whole checkout to every rule of the house.
@Suite("The house")
struct HouseTests {
    static let house = Result { try House.thisCheckout() }

    @Test(arguments: Rule.all)
    func `keeps the rule`(rule: Rule) throws {
        for finding in rule.findings(try Self.house.get()) {
            Issue.record(Comment(rawValue: finding.description))
        }
    }

    @Test func `has rooms to look at`() throws {
        let house = try Self.house.get()
        #expect(house.plan.rooms.count >= 15)
        #expect(house.sources.count >= house.plan.rooms.count)
    }
}
