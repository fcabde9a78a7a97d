import AuditLog
import Governance
import JSON
import Synchronization
import Testing

@testable import Gateway

@Suite("After a pruning of the log")
struct PruningTests {
    @Test(
        "a gateway starts with the same ledgers, projects, releases and answers, and old questions cost what they did")
    func folds() throws {
        let world = try World()
        let asker = Asker(
            principal: World.rosa, channel: "http", address: "192.0.2.7", idempotencyKey: nil, prefersJob: false)
        func stir() throws {
            for by in ["sex", "area"] {
                _ = try world.gateway.check([Town.query("P-0001", by: [by]), Town.query("nothing")], by: asker)
                _ = try world.ask(Town.query("P-0001", by: [by]), by: World.rosa)
                _ = try world.ask(Town.query("P-0002", by: [by]), by: World.omar)
                _ = try world.gateway.ledgerReport(for: World.ada)
            }
        }
        try stir()
        world.clock.move(days: 200)
        _ = try world.ask(Town.query("P-0001", by: ["carer"]), by: World.rosa)
        try stir()
        world.clock.move(days: 201)
        _ = try world.gateway.ledgerReport(for: World.ada)
        try world.restart()
        let before = try Told(world)
        let entries = try world.story().entries
        let pruned = try world.auditLog.prune(keeping: .least, mayGo: PrunableEntries.mayGo)
        #expect(pruned.segments > 1 && pruned.entries > 4)
        try world.restart()
        let after = try Told(world)
        #expect(after.ledgers == before.ledgers && !before.ledgers.isEmpty)
        #expect(after.releases == before.releases && !before.releases.contains("none"))
        #expect(after.projects == before.projects && !before.projects.isEmpty)
        #expect(after.answers == before.answers && !before.answers.isEmpty)
        let story = try world.story()
        #expect(story.faults == [])
        // The questions are all there, and of the rest what is no longer is what may go.
        let left = Set(story.entries)
        let gone = entries.filter { !left.contains($0) }
        #expect(gone.count == pruned.entries)
        #expect(Set(gone.map(\.type)).isSubset(of: ["query.check", "export", "request.rejected"]))
        for entry in gone {
            #expect(throws: GatewayError.audit(.pruned(entry.seq))) {
                try world.gateway.receipt(entry.seq, disclosures: [])
            }
        }
        let request = try UnmaskingRequest(body: ["entries": [.integer(gone[0].seq)], "reason": "a complaint"])
        #expect(try world.gateway.askToUnmask(request, by: World.ada) == nil)
        #expect(try world.gateway.unmasked(gone[0].seq, for: World.ada) == nil)
    }

    @Test("Of all types of entries only these may ever be taken out")
    func types() {
        #expect(
            PrunableEntries.types == [
                "auth.failures", "audit.verify", "boot", "export", "heartbeat", "query.check", "request.rejected",
                "shutdown", "vault.read",
            ])
    }
}

/// What a gateway knows from its log, as text.
private struct Told {
    let ledgers: [String]
    let releases: [String]
    let projects: [Project]
    let answers: [String]

    init(_ world: World) throws {
        let gateway = world.gateway
        ledgers = lines(of: gateway.ledgers.state.withLock { $0 }) + lines(of: gateway.versions.now)
        releases = ["P-0001", "P-0002"].map { "\(gateway.releases.current(of: $0).map { "\($0)" } ?? "none")" }
        projects = try gateway.projects()
        answers = try ["P-0001", "P-0002"].flatMap { try world.answers(of: $0) }
            .map { String(decoding: JSONValue.object($0).bytes(), as: UTF8.self) }
    }
}

/// Everything in a value, whatever the order of its dictionaries; objects are numbered in that order.
private func lines(of value: some Any) -> [String] {
    var text = ""
    dump(value, to: &text)
    return text.split(separator: "\n").map { String($0.replacing(/#[0-9]+/, with: "")) }.sorted()
}
