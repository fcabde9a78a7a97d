import Catalogue
import Identity
import Testing

@testable import Governance

@Suite struct `A project works with one release` {
    struct Case: Sendable {
        let since: String
        let asked: String
        let today: String
        let isAllowed: Bool
    }

    static let cases = [
        Case(since: "2026-04-01", asked: "2026-03", today: "2026-04-01", isAllowed: true),
        Case(since: "2026-04-01", asked: "2026-03", today: "2029-04-01", isAllowed: true),
        Case(since: "2026-04-01", asked: "2026-02", today: "2029-04-01", isAllowed: false),
        Case(since: "2026-04-01", asked: "2026-04", today: "2026-06-30", isAllowed: false),
        Case(since: "2026-04-01", asked: "2026-04", today: "2026-07-01", isAllowed: true),
        Case(since: "2026-06-30", asked: "2026-04", today: "2026-06-30", isAllowed: false),
        Case(since: "2026-06-30", asked: "2026-04", today: "2026-07-01", isAllowed: true),
        Case(since: "2026-12-31", asked: "2027-01", today: "2026-12-31", isAllowed: false),
        Case(since: "2026-10-01", asked: "2027-01", today: "2027-01-01", isAllowed: true),
    ]

    @Test(arguments: cases)
    func `and gets a newer one in the next quarter, never an older one`(item: Case) throws {
        let current = CurrentRelease(asOf: Month("2026-03")!, since: try #require(CivilDay(item.since)))
        let turn = current.turn(to: try #require(Month(item.asked)), on: try #require(CivilDay(item.today)))
        #expect((turn == .allowed) == item.isAllowed)
        #expect((turn.verdict == nil) == item.isAllowed)
    }

    @Test(arguments: [
        ("2026-01-01", "2026-04-01"), ("2026-03-31", "2026-04-01"), ("2026-04-01", "2026-07-01"),
        ("2026-08-15", "2026-10-01"), ("2026-12-31", "2027-01-01"), ("9999-12-31", "9999-12-31"),
    ])
    func `counted in quarters of the calendar`(day: String, next: String) throws {
        #expect(CivilDay(day)?.firstOfNextQuarter.description == next)
    }

    @Test func `which a refusal names, with the day of the next`() {
        var asking = Asking()
        asking.turn = .tooSoon(current: Month("2026-03")!, newerFrom: CivilDay("2026-07-01")!)
        let reasons = (try? asking.reasons()) ?? []
        #expect(reasons.map(\.clause) == ["HOUSE-7"])
        #expect(reasons.first?.change == "Ask with `asOf` 2026-03, or ask about newer data from 2026-07-01 on.")
    }
}
