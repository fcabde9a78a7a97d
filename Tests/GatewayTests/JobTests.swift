import AuditLog
import Gateway
import Governance
import Identity
import JSON
import Linux
import QueryEngines
import Synchronization
import Testing

@Suite("A question that nobody waits for")
struct JobTests {
    @Test("is told of at once, with the receipt of its intent; its answer is read later, under the same name")
    func answered() throws {
        let world = try World()
        let engine = world.holdEngine()
        let told = try #require(try world.ask(Town.query("P-0001"), by: World.rosa, asJob: true).job)
        try engine.waitUntilHeld()
        #expect(try world.read(told.id)?.job?.json["status"] == "running")
        #expect(try world.story().entries("query.intent").last?.event["job"] == true)
        #expect(try world.answers(of: "P-0001").isEmpty)
        engine.letGo()
        let body = try #require(try world.end(of: told.id)?.body)
        #expect(body["query"] == .string(told.id))
        #expect(body["status"] == "released")
        #expect(try world.answers(of: "P-0001") == [body])
        #expect(try world.ask(Town.query("P-0001"), by: World.rosa).body?.rows == body.rows)
        #expect(world.engine.runs == 1)
    }

    @Test("is refused, or not understood, as quickly as any other")
    func decidedAtOnce() throws {
        let world = try World()
        #expect(try world.ask(Town.query("P-0009"), by: World.rosa, asJob: true).refusal?.code == "SH-G401")
        #expect(try world.ask(["unit": 7], by: World.rosa, asJob: true).problem != nil)
        #expect(try world.story().unpaired == 0)
    }

    @Test("is not to be seen by those who may not read its project")
    func foreign() throws {
        let world = try World()
        let engine = world.holdEngine()
        let told = try #require(try world.ask(Town.query("P-0001"), by: World.rosa, asJob: true).job)
        #expect(try world.gateway.answer(told.id, for: World.omar) == nil)
        guard case .notThere = try world.gateway.cancel(told.id, by: World.omar) else { throw Unexpected("seen") }
        #expect(try world.gateway.answer(told.id, for: World.olive) != nil, "the owner is of the project")
        guard case .notYours = try world.gateway.cancel(told.id, by: World.olive) else { throw Unexpected("hers") }
        engine.letGo()
        _ = try world.end(of: told.id)
    }

    @Test("is the same one when it is asked again under the same mark, and another question under it is a mistake")
    func marked() throws {
        let world = try World()
        let engine = world.holdEngine()
        let told = try #require(try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1", asJob: true).job)
        for asJob in [true, false] {
            #expect(try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1", asJob: asJob).job?.id == told.id)
        }
        let other = try world.ask(Town.query("P-0001", by: ["area"]), by: World.rosa, mark: "m-1", asJob: true)
        #expect(other.problem?.code == "SH-G621")
        engine.letGo()
        let body = try #require(try world.end(of: told.id)?.body)
        #expect(try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1", asJob: true).body == body)
        #expect(try world.story().spent("project P-0001") == "1/50")
    }

    @Test("tells in its progress the same of a full town and of an empty one, and waits for its tick")
    func progress() throws {
        let told = try [Town.people, 0].map { people in
            let world = try World(tick: 40)
            world.serve(try Town.generation(people: people))
            let start = MonotonicClock.system.now()
            let job = try #require(try world.ask(Town.query("P-0001"), by: World.rosa, asJob: true).job)
            #expect(try world.end(of: job.id)?.body != nil)
            #expect(start.milliseconds(until: MonotonicClock.system.now()) >= 40)
            return job.json["progress"]?.object?["tickMilliseconds"]
        }
        #expect(told == [40, 40])
    }

    @Test("is what a large question becomes by itself, and a check says so")
    func large() throws {
        let limits = JobLimits(threads: 1, waiting: 1, perPerson: 2, perProject: 2, fromClass: 2)
        let world = try World(jobs: limits)
        world.serve(try Town.generation(population: 30_000_000))
        let asker = Asker(
            principal: World.rosa, channel: "http", address: "192.0.2.7", idempotencyKey: nil, prefersJob: false)
        guard case .judged(let judgement) = try world.gateway.check([Town.query("P-0001")], by: asker).checks[0].query
        else { throw Unexpected("not judged") }
        #expect(judgement.wouldBeJob)
        let job = try #require(try world.ask(Town.query("P-0001"), by: World.rosa).job)
        #expect(try world.end(of: job.id)?.body != nil)
    }

    @Test("that the engine could not finish is charged, and says so later")
    func failed() throws {
        let world = try World()
        world.engine.fail(with: .missing("a dataset"))
        let job = try #require(try world.ask(Town.query("P-0001"), by: World.rosa, asJob: true).job)
        #expect(try world.end(of: job.id)?.failure == "SH-E502")
        #expect(try world.story().spent("project P-0001") == "1/50")
    }

    /// How many a limit lets in before it says no.
    static let limits: [(limits: JobLimits, projects: [String], letIn: Int, crowd: JobCrowd)] = [
        (JobLimits(threads: 1, waiting: 9, perPerson: 2, perProject: 9, fromClass: 8), ["P-0001"], 2, .person),
        (JobLimits(threads: 1, waiting: 9, perPerson: 9, perProject: 3, fromClass: 8), ["P-0001"], 3, .project),
        (
            JobLimits(threads: 1, waiting: 3, perPerson: 2, perProject: 2, fromClass: 8), ["P-0001", "P-0002"], 4,
            .gateway
        ),
    ]

    @Test("is turned away where too many are under way, on the record and without an intent", arguments: limits)
    func bounded(limits: JobLimits, projects: [String], letIn: Int, crowd: JobCrowd) throws {
        let world = try World(jobs: limits)
        let engine = world.holdEngine()
        var jobs: [String] = []
        var last: RecordedOutcome?
        for number in 0..<10 {
            let project = projects[number % projects.count]
            let principal = project == "P-0001" ? World.rosa : World.omar
            last = try world.ask(Town.query(project, by: ["area"]), by: principal, asJob: true)
            guard let job = last?.job else { break }
            jobs.append(job.id)
        }
        #expect(jobs.count == letIn)
        guard case .crowded(let said)? = last?.outcome else { throw Unexpected("let in") }
        if crowd != .gateway { #expect(said == crowd) }
        let story = try world.story()
        #expect(story.entries("query.intent").count { $0.event["job"] == true } == letIn)
        #expect(story.entries("request.rejected").last?.event["code"] == .string(said.code))
        // Whoever cancels makes room.
        guard case .done = try world.gateway.cancel(jobs[1], by: World.sam) else { throw Unexpected("not cancelled") }
        let principal = projects.count == 1 ? World.rosa : World.omar
        #expect(try world.ask(Town.query(projects.last ?? "", by: ["area"]), by: principal, asJob: true).job != nil)
        engine.letGo()
        for job in jobs { _ = try world.end(of: job) }
        try world.settle()
    }
}

extension World {
    /// What somebody of the project reads under a name.
    func read(_ id: String) throws -> RecordedOutcome? { try gateway.answer(id, for: Self.sam) }

    /// The same once it is no job any more.
    func end(of id: String) throws -> RecordedOutcome? {
        for _ in 0..<60_000 {
            let read = try read(id)
            guard read?.job != nil else { return read }
            WorkerThread.pause(milliseconds: 1)
        }
        throw Unexpected("it has not ended in a minute")
    }

    /// Waits until the log has an outcome for every intent.
    func settle() throws {
        for _ in 0..<60_000 {
            if try story().unpaired == 0 { return }
            WorkerThread.pause(milliseconds: 1)
        }
        throw Unexpected("not everything has ended in a minute")
    }

    /// From now on every run of the engine waits until it is let go, or told to stop.
    func holdEngine() -> EngineHold {
        let hold = EngineHold()
        engine.hold(hold)
        return hold
    }
}

/// Keeps runs of an engine from going on.
final class EngineHold: Sendable {
    private struct State {
        var held = 0
        var stopped = 0
        var isOpen = false
    }

    private let state = Monitor(State())

    /// How many runs were told to stop while they were held.
    var stopped: Int { state.read { $0.stopped } }

    func letGo() { state.update { $0.isOpen = true } }

    /// Waits until so many runs are held, or were.
    func waitUntilHeld(_ count: Int = 1) throws {
        let deadline = MonotonicClock.system.now().advanced(byMilliseconds: 60_000)
        guard state.wait(until: deadline, { $0.held >= count ? true : nil }) != nil else {
            throw Unexpected("the engine does not run")
        }
    }

    func pass(isCancelled: () -> Bool) throws(EngineError) {
        state.update { $0.held += 1 }
        while state.wait(until: MonotonicClock.system.now().advanced(byMilliseconds: 1), { $0.isOpen ? true : nil })
            == nil
        {
            guard isCancelled() else { continue }
            state.update { $0.stopped += 1 }
            throw .cancelled
        }
    }
}
