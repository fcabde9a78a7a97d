import AuditLog
import Gateway
import GatewayTesting
import Governance
import Identity
import JSON
import Linux
import Synchronization
import Testing

@testable import Gateway

@Suite("How a question ends that somebody else ends")
struct JobEndTests {
    private func nothingIsLeft(in world: World, _ decision: String) throws {
        let story = try world.story()
        #expect(story.faults == [])
        #expect(story.unpaired == 0)
        #expect(story.decided(decision) == 1)
        for ledger in ["project P-0001", "dataset person"] { #expect(story.spent(ledger) == "0") }
        #expect(try world.answers(of: "P-0001").isEmpty)
        #expect(try world.gateway.parts.store.stagedRequests().isEmpty)
    }

    /// When it happens: in the engine, in the wait for the tick, or before a thread was free.
    enum Moment: CaseIterable, Sendable {
        case running, atTheTick, waiting
    }

    /// A job of rosa's that stands at this moment.
    private func job(
        at moment: Moment, _ body: (World, JobStatus) throws -> Void
    ) throws -> (world: World, hold: EngineHold) {
        let world = try World(
            tick: moment == .atTheTick ? 60_000 : 0,
            jobs: JobLimits(threads: 1, waiting: 4, perPerson: 3, perProject: 4, fromClass: 8))
        let hold = world.holdEngine()
        let first =
            moment == .waiting
            ? try world.ask(Town.query("P-0002", by: ["carer"]), by: World.omar, asJob: true).job : nil
        try first.map { _ in try hold.waitUntilHeld() }
        let told = try #require(try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1", asJob: true).job)
        switch moment {
        case .running: try hold.waitUntilHeld()
        case .waiting: #expect(told.json["status"] == "waiting")
        case .atTheTick:
            hold.letGo()
            while try world.gateway.parts.store.stagedRequests().isEmpty { WorkerThread.pause(milliseconds: 1) }
        }
        try body(world, told)
        if let first {
            _ = try world.gateway.cancel(first.id, by: World.omar)
        }
        world.gateway.stop()
        return (world, hold)
    }

    @Test(
        "by cancelling it: at once, with nothing left and nothing charged, by whom it stands in the log",
        arguments: Moment.allCases, [World.rosa, World.sam])
    func cancelled(moment: Moment, principal: AuthenticatedPrincipal) throws {
        let (world, _) = try job(at: moment) { world, told in
            guard case .done(let receipt) = try world.gateway.cancel(told.id, by: principal) else {
                throw Unexpected("not cancelled")
            }
            let read = try #require(try world.read(told.id))
            #expect(read.end == "SH-G408")
            #expect(read.receipt.seq == receipt.seq)
            guard case .tooLate = try world.gateway.cancel(told.id, by: principal) else { throw Unexpected("twice") }
        }
        let story = try world.story()
        #expect(story.faults == [] && story.unpaired == 0)
        let cancel = try #require(story.entries("query.cancel").first)
        let outcome = story.entries[cancel.seq + 1]
        #expect(outcome.event["decision"] == "aborted" && outcome.event["reasons"] == ["SH-G408"])
        #expect(outcome.event["intent"] == cancel.event["intent"])
        if moment != .waiting { try nothingIsLeft(in: world, "aborted") }
        // The mark is free: nothing was answered under it.
        try world.restart()
        #expect(try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1", asJob: true).job != nil)
    }

    @Test(
        "by whatever speaks against it: before the change is answered, with the clause; the engine stops",
        arguments: [MeanwhileTests.Event.suspension, .ending, .training, .leaving, .ownerLeaving, .unsigned, .mark],
        [Moment.running, .atTheTick])
    func authorisation(event: MeanwhileTests.Event, moment: Moment) throws {
        var name = ""
        let (world, hold) = try job(at: moment) { world, told in
            name = told.id
            try event.happen(in: world)
            let refusal = try #require(try world.read(told.id)?.refusal)
            #expect(refusal.code == "SH-G402")
            #expect(refusal.reasons.contains { $0.clause == event.clause })
        }
        #expect(hold.stopped == (moment == .running ? 1 : 0))
        try nothingIsLeft(in: world, "deny")
        let said = try world.read(name)?.refusal?.reasons
        try world.restart()
        #expect(try world.read(name)?.refusal?.reasons == said, "the words are the same after a restart")
    }

    @Test("by nothing that does not concern it")
    func unconcerned() throws {
        let world = try World()
        let hold = world.holdEngine()
        let told = try #require(try world.ask(Town.query("P-0001"), by: World.rosa, asJob: true).job)
        try world.take(.suspend(reason: "a report is late"), on: "P-0002")
        try world.change("omar") { $0["left"] = "2026-04-01" }
        try world.change("rosa") { $0["affiliation"] = "Another university" }
        try world.take(.report(.yearly, text: "We found carers who had no help."), on: "P-0001", by: World.rosa)
        hold.letGo()
        #expect(try world.end(of: told.id)?.body != nil)
    }

    @Test(
        "by the gateway's stop, and by its sudden end: nothing left, nothing charged, and so it reads",
        arguments: [true, false])
    func stopped(inOrder: Bool) throws {
        let world = try World()
        let hold = world.holdEngine()
        let told = try #require(try world.ask(Town.query("P-0001"), by: World.rosa, asJob: true).job)
        try hold.waitUntilHeld()
        if inOrder {
            world.gateway.stop()
            #expect(try world.story().decided("aborted") == 1)
            #expect(try world.ask(Town.query("P-0001"), by: World.rosa, asJob: true).crowd == .gateway)
        }
        try world.restart()
        #expect(try world.read(told.id)?.end == "SH-G405")
        try nothingIsLeft(in: world, "aborted")
        hold.letGo()
    }

    @Test("while somebody waits for it: they are told the clause, too")
    func whileWaiting() throws {
        let world = try World(tick: 60_000)
        world.engine.meanwhile { try? world.take(.suspend(reason: "a report is late"), on: "P-0001") }
        let outcome = try world.ask(Town.query("P-0001"), by: World.rosa)
        #expect(outcome.refusal?.reasons.contains { $0.clause == "OVR-2" } ?? false)
        try nothingIsLeft(in: world, "deny")
    }

    @Test(
        "races with its answer, and exactly one of the two stands in the log: no release behind a suspension",
        arguments: [1, 2, UInt64(MonotonicClock.system.now().nanoseconds)])
    func races(seed: UInt64) throws {
        let world = try World(
            tick: 2, jobs: JobLimits(threads: 3, waiting: 9, perPerson: 9, perProject: 9, fromClass: 8))
        let jobs = Mutex<[String]>([])
        try inParallel(3) { thread in
            var random = SeededRandomness(seed: seed &+ UInt64(thread))
            for _ in 0..<15 {
                do { try Self.step(thread, world, jobs, &random) } catch { Issue.record(error, "seed \(seed)") }
            }
        }
        world.gateway.stop()
        let comment: Comment = "seed \(seed)"
        let story = try world.story()
        #expect(story.faults == [] && story.unpaired == 0 && story.undebited.isEmpty, comment)
        #expect(Self.lateReleases(story) == [], comment)
        let before = try jobs.withLock { $0 }.map { try #require(try world.read($0)).kind }
        try world.restart()
        #expect(try jobs.withLock { $0 }.map { try #require(try world.read($0)).kind } == before, comment)
        #expect(try world.gateway.parts.store.stagedRequests().isEmpty, comment)
    }

    /// One asks, one cancels, and one suspends and resumes.
    private static func step(
        _ thread: Int, _ world: World, _ jobs: borrowing Mutex<[String]>, _ random: inout SeededRandomness
    ) throws {
        switch thread {
        case 0:
            let by = [["sex"], ["area"], ["carer"], []].randomElement(using: &random) ?? []
            if let job = try world.ask(Town.query("P-0001", by: by), by: World.rosa, asJob: true).job {
                jobs.withLock { $0.append(job.id) }
            }
        case 1:
            guard let id = jobs.withLock({ $0.randomElement(using: &random) }) else { break }
            _ = try world.gateway.cancel(id, by: World.rosa)
        default:
            try? world.take(.suspend(reason: "a report is late"), on: "P-0001")
            WorkerThread.pause(milliseconds: Int.random(in: 0...3, using: &random))
            try? world.take(.resume(reason: "it came"), on: "P-0001")
        }
        WorkerThread.pause(milliseconds: Int.random(in: 0...3, using: &random))
    }

    /// The entries of answers that left while the log had said that the project is suspended.
    private static func lateReleases(_ story: Story) -> [Int] {
        var isSuspended = false
        return story.entries.compactMap { entry in
            if entry.type == "project.suspend" { isSuspended = true }
            if entry.type == "project.resume" { isSuspended = false }
            return isSuspended && entry.type == "query.outcome" && entry.event["decision"] == "allow" ? entry.seq : nil
        }
    }
}

extension RecordedOutcome {
    var crowd: JobCrowd? { if case .crowded(let crowd) = outcome { crowd } else { nil } }
    /// What a reader is told, in a word.
    var kind: String { end ?? refusal?.code ?? failure ?? (body == nil ? "under way" : "answered") }
}
