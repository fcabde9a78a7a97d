import AuditLog
import Gateway
import Governance
import Identity
import JSON
import Testing

@Suite("An answer held for review")
struct ReviewTests {
    static let query = Town.query("P-0001", by: ["sex", "area"], totals: true)

    @Test("leaves when two people agree, as exactly the bytes that they saw; it was charged before")
    func released() throws {
        let world = try World(review: .everyAnswer)
        let first = try world.ask(Self.query, by: World.rosa, mark: "m-1")
        let id = try #require(first.held?["query"]?.text)
        #expect(first.held?["status"] == "held" && first.held?["rows"] == nil)
        #expect(try world.story().spent("project P-0001") == "2/25")
        #expect(try world.story().entries.suffix(3).map(\.type) == ["query.outcome", "ledger.debit", "review.hold"])
        #expect(first.receipt.json.object?["disclosures"] == [], "a digest of a small table can be guessed")
        #expect(try world.gateway.answer(id, for: World.rosa)?.held == first.held)
        var seen: [JSONValue] = []
        for reviewer in [World.sam, World.pat] {
            #expect(try world.gateway.answer(id, for: World.rosa)?.body == nil)
            #expect(try world.ask(Self.query, by: World.rosa, mark: "m-1").held == first.held)
            seen.append(try #require(try world.gateway.review(id, for: reviewer)).answer)
            let after = try world.decide(true, "nobody can be found here", on: id, by: reviewer)
            #expect(after.state == (reviewer.person == World.pat.person ? "released" : "waiting"))
        }
        let answer = try #require(try world.gateway.answer(id, for: World.rosa))
        #expect(seen == [.object(try #require(answer.body)), .object(try #require(answer.body))])
        #expect(try world.ask(Self.query, by: World.rosa, mark: "m-1").body == answer.body)
        #expect(answer.receipt.seq == first.receipt.seq)
        let story = try world.story()
        #expect(story.faults == [] && story.unpaired == 0 && story.undebited.isEmpty)
        try world.restart()
        #expect(try world.gateway.answer(id, for: World.rosa)?.body == answer.body)
    }

    @Test("that a person refuses stays charged, and tells why in that person's words", arguments: [true, false])
    func refused(afterYes: Bool) throws {
        let world = try World(review: .everyAnswer)
        let id = try world.hold()
        if afterYes { _ = try world.decide(true, "fine", on: id, by: World.sam) }
        _ = try world.decide(false, "Area A3 has one school.", on: id, by: World.pat)
        for isRestarted in [false, true] {
            if isRestarted { try world.restart() }
            let refusal = try #require(try world.gateway.answer(id, for: World.rosa)?.refusal)
            #expect(refusal.code == "SH-G406")
            #expect(refusal.reasons.map(\.message) == ["Area A3 has one school."])
            #expect(try world.gateway.answer(id, for: World.sam)?.body == nil)
            #expect(try world.budget().spent == "2/25")
        }
        let late = try world.step(true, "but I like it", on: id, by: World.paula)
        #expect(late?.code == "SH-G407")
        let again = try world.ask(Self.query, by: World.rosa)
        #expect(again.held != nil && again.held?.spent == "0", "asking again is free, and looked at again")
        #expect(try world.story().faults == [])
    }

    @Test("is decided by two different people, and by nobody who is part of the project or has no such office")
    func reviewers() throws {
        let world = try World(review: .everyAnswer)
        let id = try world.hold()
        for stranger in [World.rosa, World.omar, World.olive, World.ada] {
            #expect(try world.gateway.review(id, for: stranger) == nil)
            #expect(try world.gateway.reviews(for: stranger).isEmpty)
            guard case .notThere = try world.gateway.decide(decision(true, "yes"), on: id, by: stranger) else {
                Issue.record("\(stranger.person) decided")
                continue
            }
        }
        #expect(try world.gateway.reviews(for: World.sam).map(\.id) == [id])
        _ = try world.decide(true, "fine", on: id, by: World.sam)
        #expect(try world.step(true, "still fine", on: id, by: World.sam)?.code == "SH-G407")
        #expect(try world.gateway.reviews(for: World.sam).isEmpty)
        #expect(try world.gateway.review(id, for: World.pat)?.decisions.isEmpty == true, "the second one judges alone")
        try world.restart()
        #expect(try world.step(true, "still fine", on: id, by: World.sam)?.code == "SH-G407", "the log remembers who")
        #expect(try world.gateway.answer(id, for: World.rosa)?.body == nil)
        _ = try world.decide(true, "fine too", on: id, by: World.paula)
        #expect(try world.gateway.answer(id, for: World.rosa)?.body != nil)
    }

    @Test("by a steward who asked it is not theirs to decide")
    func author() throws {
        let world = try World(review: .everyAnswer)
        let id = try world.hold()
        let rosa = World.person("rosa", [.researcher, .steward, .panel], for: ["icb"])
        #expect(try world.gateway.review(id, for: rosa) == nil)
        guard case .notThere = try world.gateway.decide(decision(true, "mine"), on: id, by: rosa) else {
            Issue.record("the author decided")
            return
        }
    }

    @Test("does not leave a suspended project, and can be refused all the same")
    func suspended() throws {
        let world = try World(review: .everyAnswer)
        let id = try world.hold()
        try world.take(.suspend(reason: "a report is late"), on: "P-0001")
        #expect(try world.step(true, "fine", on: id, by: World.pat)?.code == "SH-G407")
        try world.take(.resume(reason: "it came"), on: "P-0001")
        _ = try world.decide(true, "fine", on: id, by: World.pat)
        try world.take(.suspend(reason: "a report is late again"), on: "P-0001")
        #expect(try world.step(true, "fine", on: id, by: World.sam)?.code == "SH-G407")
        #expect(try world.decide(false, "not now", on: id, by: World.sam).state == "refused")
    }

    @Test("is one draw with what others ask of the same, whose answers wait for nobody")
    func twins() throws {
        let world = try World(review: .everyAnswer)
        let id = try world.hold()
        let other = try world.ask(Town.query("P-0002", by: ["area", "sex"], totals: true), by: World.omar)
        #expect(other.body != nil && world.engine.runs == 1)
        #expect(try world.story().spent("dataset person") == "2/25")
        #expect(try world.gateway.answer(id, for: World.rosa)?.body == nil)
    }

    @Test("is told of at the check, before anything is spent", arguments: [ReviewRule.none, .everyAnswer])
    func checked(rule: ReviewRule) throws {
        let world = try World(review: rule)
        let asker = Asker(
            principal: World.rosa, channel: "http", address: "192.0.2.7", idempotencyKey: nil, prefersJob: false)
        guard case .judged(let judgement)? = try world.gateway.check([Self.query], by: asker).checks.first?.query else {
            Issue.record("unreadable")
            return
        }
        #expect(judgement.wouldBeHeld == (rule == .everyAnswer))
    }

    @Test("where an approval asks for that of sensitive answers only", arguments: [true, false])
    func sensitive(isSensitive: Bool) throws {
        let world = try World(review: .sensitiveAnswers, protection: isSensitive ? "strict" : "standard")
        world.serve(try Town.generation(tier: isSensitive ? "sensitive" : "pseudonymised"))
        #expect((try world.ask(Self.query, by: World.rosa).held != nil) == isSensitive)
    }

    /// Each call of asking and of both decisions fails once: nothing leaves without two yeses in the log.
    @Test("keeps its promise whatever call fails", arguments: Faults.Kind.allCases)
    func faults(kind: Faults.Kind) throws {
        var fatal = 1
        while true {
            let world = try World(review: .everyAnswer)
            world.faults.arm(kind, at: fatal)
            _ = try? world.ask(Self.query, by: World.rosa, mark: "m-1")
            let waiting = (try? world.gateway.reviews(for: World.sam)) ?? []
            for reviewer in [World.sam, World.pat] {
                guard let id = waiting.first?.id else { continue }
                _ = try? world.step(true, "fine", on: id, by: reviewer)
            }
            let calls = world.faults.calls
            let place: Comment = "\(kind.rawValue) at \(fatal): \(calls.dropFirst(fatal - 1).first ?? "nothing")"
            let meanwhile = try? world.ask(Self.query, by: World.rosa, mark: "m-1")
            try world.restart()
            let story = try world.story()
            let yeses = story.entries("review.decide").count
            #expect(meanwhile?.body == nil || yeses == 2, place)
            let after = try world.ask(Self.query, by: World.rosa, mark: "m-1")
            #expect((after.body != nil) == (yeses == 2), place)
            #expect((after.held != nil) == (yeses < 2), place)
            #expect(try world.budget().spent == "2/25", place)
            #expect(story.faults == [] && story.unpaired == 0 && story.undebited.isEmpty, place)
            guard fatal <= calls.count else { break }
            fatal += 1
        }
        #expect(fatal > 20, "the sweep went through asking and deciding")
    }
}

private func decision(_ releases: Bool, _ words: String) throws -> ReviewDecision {
    try ReviewDecision(body: ["decision": releases ? "release" : "refuse", "words": .string(words)])
}

extension World {
    /// The id of an answer of P-0001 that waits.
    func hold() throws -> String {
        let outcome = try ask(ReviewTests.query, by: Self.rosa)
        return try #require(outcome.held?["query"]?.text)
    }

    /// What speaks against a decision; nil where it was taken.
    fileprivate func step(
        _ releases: Bool, _ words: String, on id: String, by reviewer: AuthenticatedPrincipal
    ) throws -> Refusal? {
        switch try gateway.decide(decision(releases, words), on: id, by: reviewer) {
        case .done: return nil
        case .refused(let refusal, _): return refusal
        case .notThere: throw Unexpected("there is nothing to decide for \(reviewer.person)")
        }
    }

    func decide(
        _ releases: Bool, _ words: String, on id: String, by reviewer: AuthenticatedPrincipal
    ) throws -> AnswerReview {
        guard case .done(let review, _) = try gateway.decide(decision(releases, words), on: id, by: reviewer) else {
            throw Unexpected("the decision was not taken")
        }
        return review
    }
}
