import Gateway
import Governance
import Identity
import JSON
import Testing

@Suite("A request that makes something, under a mark")
struct MarkTests {
    private static let laptop: JSONValue = [
        "what": "A laptop was lost.", "severity": "high", "knownAt": "2026-04-01T07:00:00Z",
    ]

    /// Reports an incident, and gives what is said of it with the number of its entry.
    private func report(
        _ world: World, _ body: JSONValue = laptop, mark: String = "m-1", by name: String = "sam"
    ) throws -> MarkedOutcome<Gateway.IncidentChange> {
        let principal = World.person(name, [.steward])
        let request = MarkedRequest(key: mark, place: "POST /v1/incidents", body: body, by: principal.person)
        return try world.gateway.once(request) { () throws(GatewayError) in
            try world.gateway.report(
                body, by: principal,
                keeping: { (incident: Incident) throws(GatewayError) in
                    [world.gateway.row(keeping: incident.json, of: request)]
                })
        }
    }

    private struct Said: Hashable {
        let reply: JSONValue
        let entry: Int

        init?(_ outcome: MarkedOutcome<Gateway.IncidentChange>?) {
            guard case .made(let reply, let entry)? = outcome else { return nil }
            (self.reply, self.entry) = (reply, entry)
        }
    }

    @Test("makes it once and says the same, whichever call fails", arguments: Faults.Kind.allCases)
    func sweep(kind: Faults.Kind) throws {
        var fatal = 1
        while try trial(kind, at: fatal) { fatal += 1 }
        #expect(fatal > 5, "the sweep went through the whole order of work")
    }

    /// Reports with the n-th call failing, once more, and again after a restart. False where nothing failed any more.
    private func trial(_ kind: Faults.Kind, at fatal: Int) throws -> Bool {
        let world = try World()
        world.faults.arm(kind, at: fatal)
        var said = [try? report(world)]
        let calls = world.faults.calls
        let place: Comment = "\(kind.rawValue) at \(fatal): \(calls.dropFirst(fatal - 1).first ?? "nothing")"
        said.append(try? report(world))
        try world.restart()
        said.append(try report(world))
        let heard = said.compactMap(Said.init)
        #expect(Said(said[2]) != nil && Set(heard).count == 1, place)
        #expect(try world.gateway.incidents().count == 1, place)
        let story = try world.story()
        #expect(story.entries("incident").count == 1 && story.faults == [], place)
        return calls.count >= fatal
    }

    @Test("is shown after a crash behind its entry also where there was no mark")
    func crashWithoutMark() throws {
        let world = try World()
        world.faults.arm(.lasting, at: 1)
        _ = try? world.gateway.report(Self.laptop, by: World.sam)
        let apply = try #require(try firstApply())
        try world.restart()
        world.faults.arm(.lasting, at: apply)
        #expect(throws: GatewayError.self) { _ = try world.gateway.report(Self.laptop, by: World.sam) }
        try world.restart()
        #expect(try world.gateway.incidents().count == 1)
    }

    /// The number of the call that shows what was reported.
    private func firstApply() throws -> Int? {
        let world = try World()
        world.faults.arm(.lost, at: 1_000)
        _ = try world.gateway.report(Self.laptop, by: World.sam)
        return world.faults.calls.firstIndex(of: "store.apply").map { $0 + 1 }
    }

    @Test("is another request with another body, and another's under another name")
    func others() throws {
        let world = try World()
        let first = Said(try report(world))
        guard case .otherRequest = try report(world, ["what": "Nothing"]) else {
            Issue.record("the mark was given to another request")
            return
        }
        let other = Said(try report(world, by: "stella"))
        #expect(first != nil && other != nil && first != other)
        #expect(try world.gateway.incidents().count == 2)
    }

    @Test("leaves the mark free where nothing was made")
    func nothingMade() throws {
        let world = try World()
        guard case .nothingMade(.unreadable) = try report(world, ["what": "Nothing"]) else {
            Issue.record("half a report was taken")
            return
        }
        #expect(Said(try report(world)) != nil)
    }

    @Test("is remembered for a day")
    func aDay() throws {
        let world = try World()
        let first = Said(try report(world))
        #expect(Said(try report(world)) == first)
        world.clock.move(days: 1)
        #expect(Said(try report(world)) != first)
        #expect(try world.gateway.incidents().count == 2)
    }

    @Test("is not begun a second time while the first is under way")
    func underWay() throws {
        let world = try World()
        let request = MarkedRequest(key: "m-1", place: "POST /v1/incidents", body: Self.laptop, by: World.sam.person)
        let outcome = try world.gateway.once(request) { () throws(GatewayError) -> Bool in
            if case .underWay = try world.gateway.once(request, { () throws(GatewayError) in 1 }) {
                true
            } else {
                false
            }
        }
        guard case .nothingMade(true) = outcome else {
            Issue.record("the second was begun")
            return
        }
    }
}
