import AuditLog
import Gateway
import Governance
import Identity
import JSON
import Snapshots
import Synchronization
import Testing

@Suite("What happens while a question runs")
struct MeanwhileTests {
    /// Something that speaks against an answer, and the clause that says so.
    enum Event: CaseIterable, Sendable {
        case suspension, ending, training, leaving, ownerLeaving, unsigned, otherData, otherOptOuts, staleOptOuts, mark

        var clause: String {
            switch self {
            case .suspension, .ending: "OVR-2"
            case .training: "SEC-2"
            case .leaving: "SEC-1"
            case .ownerLeaving: "ACC-2"
            case .unsigned: "LEG-2"
            case .otherData, .otherOptOuts: "PRI-2"
            case .staleOptOuts: "PRI-1"
            case .mark: "GOV-2"
            }
        }

        func happen(in world: World) throws {
            switch self {
            case .suspension: try world.take(.suspend(reason: "a report is late"), on: "P-0001")
            case .ending: try world.take(.end(reason: "it is done"), on: "P-0001")
            case .mark: try world.take(.mark(.suspended, reason: "a complaint"), on: "P-0001")
            case .training: try world.change("rosa") { $0["training"] = nil }
            case .leaving: try world.change("rosa") { $0["left"] = "2026-04-01" }
            case .ownerLeaving: try world.change("olive") { $0["left"] = "2026-04-01" }
            case .unsigned:
                try world.take(.takeBackSignature(.controller("icb"), reason: "our board has doubts"), on: "P-0001")
            case .otherData: world.serve(try Town.generation(id: "G-2"))
            case .otherOptOuts: world.serve(try Town.generation(optOuts: "2026-04-02"))
            case .staleOptOuts: world.clock.move(days: 30)
            }
        }
    }

    @Test(
        "an answer does not leave that would not be allowed now; nothing is stored or charged",
        arguments: Event.allCases)
    func withheld(event: Event) throws {
        let world = try World()
        world.engine.meanwhile { try? event.happen(in: world) }
        let outcome = try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1")
        world.engine.meanwhile(nil)
        #expect(outcome.refusal?.code == "SH-G402")
        #expect(outcome.refusal?.reasons.contains { $0.clause == event.clause } ?? false)
        #expect(try world.answers(of: "P-0001").isEmpty)
        let story = try world.story()
        #expect(story.unpaired == 0)
        #expect(story.decided("deny") == 1)
        #expect(story.spent("project P-0001") == "0")
        #expect(story.spent("dataset person") == "0")
    }

    @Test("a suspension also stops an answer whose values were drawn long ago")
    func withheldFromStore() throws {
        let world = try World()
        _ = try world.ask(Town.query("P-0002"), by: World.omar)
        try world.take(.suspend(reason: "a report is late"), on: "P-0001")
        let outcome = try world.ask(Town.query("P-0001"), by: World.rosa)
        #expect(outcome.refusal != nil)
        try world.take(.resume(reason: "it came"), on: "P-0001")
        #expect(try world.ask(Town.query("P-0001"), by: World.rosa).body != nil)
    }
}

extension World {
    func serve(_ next: Generation) { served.serve(next) }

    /// Changes members of a person's record.
    func change(_ id: String, _ edit: (inout JSONObject) -> Void) throws {
        guard let person = try gateway.person(PersonID(id)!), var body = person.json.object else {
            throw Unexpected("no such person")
        }
        body["id"] = nil
        body["version"] = nil
        edit(&body)
        guard case .done = try gateway.change(person.id, from: person.version, to: .object(body), by: World.sam.person)
        else { throw Unexpected("the record was not changed") }
    }
}
