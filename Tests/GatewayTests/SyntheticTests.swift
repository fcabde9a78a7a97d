import AuditLog
import Gateway
import Governance
import Identity
import JSON
import QueryEngines
import Snapshots
import Testing

@Suite("The synthetic tier")
struct SyntheticTests {
    /// The same question about made-up rows, without a project.
    static func madeUp(_ query: JSONValue) -> JSONValue {
        guard var object = query.object else { return query }
        object["project"] = nil
        object["purpose"] = nil
        object["tier"] = "synthetic"
        return .object(object)
    }

    static let questions = [
        Town.query("P-0001"), Town.query("P-0001", by: ["sex", "area"], totals: true), Town.query("P-0001", by: []),
    ]

    @Test(
        "answers anybody signed in, whatever their role and without a project",
        arguments: [
            World.rosa, World.sam, World.pat, World.ada, World.person("nobody-knows", [.operator]),
        ])
    func anybody(principal: AuthenticatedPrincipal) throws {
        let world = try World()
        let body = try #require(try world.ask(Self.madeUp(Town.query("P-0001")), by: principal).body)
        #expect(body["tier"] == "synthetic" && body["project"] == "none" && body.spent == "0")
        #expect(body["says"]?.text?.hasPrefix("Made-up rows") == true)
        #expect(body["provenance"]?.object?["rows"]?.text?.hasPrefix("Made-up rows") == true)
        #expect(body["protection"]?.object?["guarantee"]?.text?.hasPrefix("Made-up rows") == true)
        #expect(body["query"]?.text?.hasPrefix("S-") == true)
        let clauses = body["clauses"]?.elements.map(\.object) ?? []
        #expect(clauses.first { $0?["id"] == "SEC-1" }??["verdict"] == "pass")
        #expect(clauses.allSatisfy { $0?["id"] == "SEC-1" || $0?["verdict"] == "not applicable" })
        #expect(try world.story().faults == [])
    }

    @Test("refuses who has left")
    func left() throws {
        let world = try World()
        try world.dismiss(World.omar)
        let refusal = try #require(try world.ask(Self.madeUp(Town.query("P-0001")), by: World.omar).refusal)
        #expect(refusal.reasons.map(\.clause) == ["SEC-1", "HOUSE-6"])
        #expect(try world.story().faults == [])
    }

    @Test("has the shape of the real answer, number for number", arguments: questions)
    func sameShape(query: JSONValue) throws {
        let world = try World()
        let real = try #require(try world.ask(query, by: World.rosa).body)
        let tried = try #require(try world.ask(Self.madeUp(query), by: World.rosa).body)
        #expect(Set(tried.keys) == Set(real.keys).union(["tier"]))
        #expect(tried["dimensions"] == real["dimensions"] && tried["measures"] == real["measures"])
        #expect(tried.rows?.elements.map { $0.object?.keys } == real.rows?.elements.map { $0.object?.keys })
        for member in ["protection", "budget"] {
            #expect(tried[member]?.object?.keys == real[member]?.object?.keys, "\(member)")
        }
        #expect(tried["record"]?.object?["rules"] == real["record"]?.object?["rules"])
    }

    @Test(
        "is protected by the profile that real rows of the dataset have, an exact one too",
        arguments: [
            "counts-nhs", "cell-key",
        ])
    func exactProfile(profile: String) throws {
        let world = try World(protection: profile)
        let query = Self.madeUp(Town.query("P-0001", by: ["sex", "area"], totals: true))
        let body = try #require(try world.ask(query, by: World.rosa).body)
        #expect(body["protection"]?.object?["profile"]?.text == profile)
        let cells = body.rows?.elements.compactMap { $0.object?["people"]?.object } ?? []
        #expect(cells.count == 15 && cells.contains { $0["status"] == "released" })
        #expect(try world.ask(query, by: World.sam).body?.rows == body.rows)
        #expect(try world.story().faults == [])
    }

    @Test("gives the same question the same values, and never those of real rows")
    func sameValues() throws {
        let world = try World()
        let query = Town.query("P-0001", by: ["sex", "area"])
        let first = try #require(try world.ask(Self.madeUp(query), by: World.rosa).body)
        let again = try #require(try world.ask(Self.madeUp(query), by: World.sam).body)
        #expect(first.rows == again.rows && world.engine.runs == 1)
        let real = try #require(try world.ask(query, by: World.rosa).body)
        #expect(real.spent == "1/50" && world.engine.runs == 2, "it was drawn anew, and paid")
    }

    @Test("reads no row and no record but the asker's own, and the engine gets nothing else")
    func nothingReal() throws {
        let world = try World()
        world.faults.arm(.lost, at: .max)
        for query in Self.questions {
            #expect(try world.ask(Self.madeUp(query), by: World.rosa, mark: "again").body != nil)
            _ = try world.check(Self.madeUp(query), by: World.rosa)
        }
        let calls = Set(world.faults.calls.filter { $0.hasPrefix("store.") })
        #expect(calls == ["store.document"])
        #expect(world.engine.generations.allSatisfy { $0.isMadeUp })
    }

    @Test("tells two gateways with one catalogue and other people the same, to the byte of every made-up row")
    func twins() throws {
        let (world, twin) = (try World(), try World())
        twin.serve(try Town.generation(id: "G-2", optOuts: "2026-04-02", digest: "77", people: 40))
        for query in Self.questions {
            let body = Self.madeUp(query)
            let (one, other) = (try world.ask(body, by: World.rosa).body, try twin.ask(body, by: World.rosa).body)
            for member in ["says", "dimensions", "measures", "provenance", "protection", "budget", "clauses", "record"]
            {
                #expect(one?[member] == other?[member], "\(member)")
            }
        }
        let digests = [world, twin].map { $0.engine.generations.map { $0.tables.mapValues(\.digest) } }
        #expect(digests[0] == digests[1] && !digests[0].isEmpty)
    }

    @Test("touches no budget, no release and no answer, and is in the log as what it is")
    func untouched() throws {
        let world = try World()
        let before = try world.budget().left
        for query in Self.questions { _ = try world.ask(Self.madeUp(query), by: World.rosa) }
        #expect(try world.budget().left == before)
        #expect(try world.budget().release == nil)
        #expect(try world.answers(of: "P-0001").isEmpty)
        let story = try world.story()
        #expect(story.faults == [] && story.unpaired == 0)
        let intents = story.entries("query.intent")
        let outcomes = story.entries("query.outcome")
        #expect(intents.count == 3 && outcomes.count == 3 && story.entries("ledger.debit").isEmpty)
        for entry in intents + outcomes { #expect(entry.event["tier"] == "synthetic") }
        for intent in intents { #expect(intent.event["ask"] == "0" && intent.event["project"] == "none") }
        for outcome in outcomes { #expect(outcome.event["budget"] == nil && outcome.event["decision"] == "allow") }
        try world.restart()
        #expect(try world.budget().left == before, "a start reads the log, and finds nothing to charge")
    }

    @Test("is refused for its shape as the real question is")
    func limits() throws {
        let world = try World()
        world.serve(try Town.generation(population: 60))
        let query = Town.query("P-0001", by: ["sex", "area"])
        let real = try #require(try world.ask(query, by: World.rosa).refusal)
        let tried = try #require(try world.ask(Self.madeUp(query), by: World.rosa).refusal)
        #expect(real.code == tried.code && real.reasons == tried.reasons)
        #expect(try world.story().entries("query.outcome").last?.event["tier"] == "synthetic")
        #expect(try world.story().faults == [])
    }

    @Test("records what cannot be understood, and what fails")
    func failures() throws {
        let world = try World()
        let broken = JSONValue.object(["tier": "synthetic", "unit": "cat"])
        #expect(try world.ask(broken, by: World.rosa).problem?.pointer == "/unit")
        world.engine.fail(with: .cancelled)
        let outcome = try world.ask(Self.madeUp(Town.query("P-0001")), by: World.rosa)
        #expect(outcome.failure == "SH-E501")
        world.engine.fail(with: nil)
        #expect(try world.ask(Self.madeUp(Town.query("P-0001")), by: World.rosa).body != nil)
        let story = try world.story()
        #expect(story.decided("error") == 1 && story.entries("request.rejected").count == 1 && story.faults == [])
    }

    @Test("says at the check that it would run, for nothing")
    func check() throws {
        let world = try World()
        guard case .judged(let judgement) = try world.check(Self.madeUp(Town.query("P-0001")), by: World.sam) else {
            throw Unexpected("it was understood")
        }
        #expect(judgement.reasons.isEmpty && judgement.price == nil && judgement.tickMilliseconds == 0)
        #expect(world.engine.runs == 0)
        let entry = try #require(try world.story().entries("query.check").last)
        #expect(entry.event["tier"] == "synthetic" && entry.event["project"] == "none")
    }
}

extension World {
    fileprivate func check(_ query: JSONValue, by principal: AuthenticatedPrincipal) throws -> CheckedQuery {
        let asker = Asker(
            principal: principal, channel: "http", address: "192.0.2.7", idempotencyKey: nil, prefersJob: false)
        return try #require(try gateway.check([query], by: asker).checks.first).query
    }

    /// Records that somebody left the day before.
    fileprivate func dismiss(_ principal: AuthenticatedPrincipal) throws {
        _ = try gateway.record(
            Person(
                id: principal.person, name: "Gone", affiliation: "A university", accreditation: nil, training: nil,
                agreement: nil, seat: nil, left: CivilDay("2026-03-31"), version: 2), by: Self.sam.person)
    }
}
