import AuditLog
import Gateway
import GatewayTesting
import Governance
import Identity
import JSON
import Linux
import Synchronization
import Testing

@Suite("Changes that race questions")
struct RaceTests {
    private static let project = "P-0001"
    private static let plain = SignatureTerms(reference: nil, lastDay: nil)

    /// Changes of the project of which some stop it and others let it go on; whoever takes one may find it refused.
    private static let changes: [(ProjectAction, AuthenticatedPrincipal)] = [
        (.suspend(reason: "a report is late"), World.sam), (.resume(reason: "it came"), World.sam),
        (.takeBackSignature(.accountableOwner, reason: "she is away"), World.olive),
        (.sign(.accountableOwner, plain), World.olive),
        (.takeBackSignature(.controller("icb"), reason: "another decision"), World.sam),
        (.sign(.controller("icb"), plain), World.sam),
        (.mark(.suspended, reason: "a complaint"), World.sam), (.mark(.held, reason: "it was settled"), World.sam),
        (.amend(nil), World.rosa), (.grant(budget: "1/50", reason: "more"), World.sam),
        // Steps of those who may not take them: they must be refused, whatever happens meanwhile.
        (.resume(reason: "I want it"), World.rosa), (.mark(.held, reason: "I want it"), World.rosa),
        (.sign(.controller("icb"), plain), World.rosa), (.grant(budget: "1", reason: "I want it"), World.omar),
    ]

    @Test(
        "no answer leaves after an entry that forbids it, each step is taken on the version before, and at the end none does",
        arguments: [1, 2, UInt64(MonotonicClock.system.now().nanoseconds)])
    func race(seed: UInt64) throws {
        let world = try World()
        let start = try world.story().entries.count
        let answers = Mutex(0)
        try inParallel(6) { thread in
            var random = SeededRandomness(seed: seed &+ UInt64(thread))
            for _ in 0..<12 {
                if thread < 3 {
                    let by = [["sex"], ["area"], ["carer"], []].randomElement(using: &random) ?? []
                    let outcome = try? world.ask(Town.query(Self.project, by: by), by: World.rosa)
                    if outcome?.body != nil { answers.withLock { $0 += 1 } }
                } else if thread == 3 {
                    // Nobody else changes the record, so every other change brings her back.
                    try? world.change("rosa") { $0["left"] = $0["left"] == nil ? "2026-04-01" : nil }
                } else if let (action, principal) = Self.changes.randomElement(using: &random) {
                    try? world.take(action, on: Self.project, by: principal)
                }
            }
        }
        try? world.take(.end(reason: "it is done"), on: Self.project)
        _ = try world.ask(Town.query(Self.project), by: World.rosa)
        let story = try world.story()
        #expect(story.faults == [] && story.unpaired == 0 && story.undebited.isEmpty, "seed \(seed)")
        var standing = Standing()
        for (place, entry) in story.entries.enumerated() {
            standing.hear(entry, isRaced: place >= start)
            #expect(standing.faults.isEmpty, "seed \(seed), entry \(entry.seq): \(standing.faults)")
        }
        #expect(standing.released == answers.withLock { $0 }, "seed \(seed)")
    }

    /// What the log's own entries say may happen, folded by a reader who knows nothing of the gateway's code.
    private struct Standing {
        private(set) var faults: [String] = []
        private(set) var released = 0
        private var version = 0
        private var state = ""
        private var mark = "held"
        private var signed: Set<String> = []
        private var isHere = true
        private var intents: Set<Int> = []

        private var forbids: [String] {
            (state == "approved" ? [] : ["the project is \(state)"])
                + (["held", "warned"].contains(mark) ? [] : ["its mark is \(mark)"])
                + (signed == ["owner", "icb"] ? [] : ["only \(signed) have signed"]) + (isHere ? [] : ["rosa has left"])
        }

        mutating func hear(_ entry: AuditEntry, isRaced: Bool) {
            faults = []
            if entry.type == "people.change", isRaced { isHere = entry.event["change"]?.text != "leaves" }
            guard entry.event["project"]?.text == RaceTests.project || entry.type == "query.outcome" else { return }
            if entry.type == "query.intent" { intents.insert(entry.seq) }
            if entry.type == "query.outcome", intents.contains(entry.event["intent"]?.number ?? -1),
                entry.event["decision"]?.text == "allow"
            {
                released += 1
                faults = forbids
            }
            guard let version = entry.event["version"]?.number else { return }
            if version != self.version + 1 { faults.append("version \(version) follows \(self.version)") }
            self.version = version
            take(entry)
        }

        private mutating func take(_ entry: AuditEntry) {
            let isOfText = entry.event["of"]?.text != "amendment"
            switch entry.type {
            case "project.approve", "project.resume": state = "approved"
            case "project.suspend": state = "suspended"
            case "project.end": state = "ended"
            case "project.sign" where isOfText: signed.insert(signer(entry))
            case "project.unsign" where isOfText: signed.remove(signer(entry))
            case "mark.change": mark = entry.event["mark"]?.text ?? ""
            default: break
            }
        }

        private func signer(_ entry: AuditEntry) -> String { entry.event["controller"]?.text ?? "owner" }
    }
}
