import Gateway
import Governance
import JSON
import Synchronization
import Testing

@Suite("Under an exact profile")
struct ExactProfileTests {
    private static func cells(_ body: JSONObject?) -> [String: Int?] {
        var cells: [String: Int?] = [:]
        guard case .array(let rows)? = body?["rows"] else { return [:] }
        for row in rows {
            let name = ["person.sex", "person.area", "person.carer"].compactMap { row.object?[$0]?.text }
            cells[name.joined(separator: " ")] = .some(row.object?["people"]?.object?["value"]?.number)
        }
        return cells
    }

    @Test("`counts-nhs` holds every table, and two people release what it hides and rounds; a table costs 1")
    func reviewed() throws {
        let world = try World(protection: "counts-nhs")
        let query = Town.query("P-0001", by: ["area", "carer"], totals: true)
        let held = try world.ask(query, by: World.rosa)
        let id = try #require(held.held?["query"]?.text)
        #expect(held.body == nil)
        #expect(try world.story().spent("project P-0001") == "1")
        for reviewer in [World.sam, World.pat] {
            _ = try world.decide(true, "nobody can be found here", on: id, by: reviewer)
        }
        let body = try #require(try world.gateway.answer(id, for: World.rosa)?.body)
        let cells = Self.cells(body)
        // 29 carers in four areas: 7 or 8 in each, which are too few.
        let carers = cells.filter { $0.key.contains("yes") && !$0.key.contains("_total") }
        #expect(carers.count == 4 && carers.allSatisfy { $0.value == .some(nil) })
        #expect(cells["_total _total"] == 320)
        for value in cells.values { if let value { #expect(value % 5 == 0) } }
        #expect(body["protection"]?.object?["profile"]?.text == "counts-nhs")
        let story = try world.story()
        #expect(story.faults == [] && story.unpaired == 0 && story.undebited.isEmpty)
        // The same table again is free; the third one is more than the approval grants.
        let again = try world.ask(query, by: World.rosa)
        #expect(again.held?.spent == "0")
        _ = try world.ask(Town.query("P-0001", by: ["sex"]), by: World.rosa)
        let third = try world.ask(Town.query("P-0001", by: ["area"]), by: World.rosa)
        #expect(third.refusal?.reasons.map(\.clause) == ["PRI-6"])
    }

    @Test("one person fewer, asked by another project after a restart, shows the earlier number")
    func almostTheSame() throws {
        let world = try World(protection: "cell-key")
        let all = Town.query("P-0001", by: ["sex"])
        let first = Self.cells(try world.ask(all, by: World.rosa).body)
        try world.restart()
        // Two people said no since: a new day's list, which is a new question.
        world.serve(try Town.generation(optOuts: "2026-03-31", without: 5))
        let second = Self.cells(try world.ask(Town.query("P-0002", by: ["sex"]), by: World.omar).body)
        #expect(first.count == 2 && second == first)
        #expect(try world.story().spent("project P-0002") == "2")
        #expect(try world.story().faults == [])
    }
}
