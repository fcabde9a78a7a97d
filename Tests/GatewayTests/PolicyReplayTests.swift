import AuditLog
import Gateway
import GatewayStorage
import GatewayTesting
import Governance
import Identity
import JSON
import Testing

@Suite("Trying other policies against the past")
struct PolicyReplayTests {
    /// What is asked, and how it must come out under the shipped set.
    fileprivate enum Kind: CaseIterable {
        /// By omar, whose training is in date: a yes.
        case trained
        /// By rosa, whose training has ended: a no of SEC-2 alone.
        case untrained
        /// For a purpose that nobody approved: a no, and a floor beneath it.
        case marketing
        /// About somebody else's project: no clause is asked.
        case stranger
        case synthetic

        func ask(in world: World) throws -> RecordedOutcome {
            switch self {
            case .trained: try world.ask(Town.query("P-0002"), by: World.omar)
            case .untrained: try world.ask(Town.query("P-0001"), by: World.rosa)
            case .marketing: try world.ask(Town.query("P-0002").with("purpose", "marketing"), by: World.omar)
            case .stranger: try world.ask(Town.query("P-0002"), by: World.rosa)
            case .synthetic: try world.ask(Town.query("P-0002").with("tier", "synthetic"), by: World.omar)
            }
        }
    }

    fileprivate struct Past {
        let world: World
        /// By entry: what was asked, and whether from the fifth of April on.
        let asked: [Int: (kind: Kind, isLate: Bool)]
    }

    /// Questions of five kinds in a random order, half of them before a day and half from it on.
    fileprivate static func past(_ count: Int, seed: UInt64) throws -> Past {
        let world = try World()
        _ = try world.gateway.record(
            Person(
                id: World.rosa.person, name: "Rosa", affiliation: "A university", accreditation: nil,
                training: Person.Term(reference: "C-1", lastDay: CivilDay("2026-03-31")!),
                agreement: World.policy.get().charter.agreement, seat: nil, left: nil, version: 2),
            by: World.sam.person)
        var random = SeededRandomness(seed: seed)
        var asked: [Int: (Kind, Bool)] = [:]
        for number in 0..<count {
            if number == count / 2 {
                world.clock.move(days: 4)
                world.served.serve(try Town.generation(id: "G-2", optOuts: "2026-04-05"))
            }
            guard let kind = Kind.allCases.randomElement(using: &random) else { continue }
            let outcome = try kind.ask(in: world)
            asked[outcome.receipt.seq] = (kind, number >= count / 2)
            #expect((outcome.refusal == nil) == (kind == .trained || kind == .synthetic), "\(kind)")
        }
        return Past(world: world, asked: asked)
    }

    @Test("finds exactly those that a changed clause would have decided otherwise")
    func exact() throws {
        let seed = freshSeed("policy replay")
        let past = try Self.past(80, seed: seed)
        let clauses = past.asked.values.filter { $0.kind != .synthetic }.count
        func entries(_ chosen: (Kind, Bool) -> Bool) -> [Int] {
            past.asked.filter { chosen($0.value.kind, $0.value.isLate) }.keys.sorted()
        }
        let closing = try past.replay(RuleChange.closing(on: "2026-04-05"))
        #expect(closing.flipped == entries { $0 == .trained && $1 })
        #expect(closing.entries.allSatisfy { $0.changes.map(\.clause) == ["OVR-9"] })
        #expect(closing.otherReasons == entries { ($0 == .untrained || $0 == .marketing) && $1 }.count)

        let untrained = try past.replay(RuleChange.withoutTraining())
        #expect(untrained.flipped == entries { kind, _ in kind == .untrained })
        #expect(untrained.entries.allSatisfy { $0.isYes && $0.changes.map(\.clause) == ["SEC-2"] })

        let both = try past.replay(RuleChange.withoutTraining(closing: "2026-04-05"))
        #expect(both.flipped == entries { ($0 == .untrained && !$1) || ($0 == .trained && $1) })

        for stretch in [closing, untrained, both] {
            // The two projects of the world were handed in and approved.
            #expect(stretch.read == clauses + 4)
            #expect(stretch.notReplayable.isEmpty)
            #expect(stretch.unchanged + stretch.otherReasons + stretch.changed == stretch.read)
        }
    }

    @Test("the same set again changes nothing, and neither does an answer that a floor refuses")
    func same() throws {
        let past = try Self.past(20, seed: freshSeed("policy replay"))
        let stretch = try past.replay(World.policy.get())
        #expect(stretch.changed == 0 && stretch.otherReasons == 0 && stretch.notReplayable.isEmpty)
        let open = try RuleChange.set("clauses/beneficial.json") { file in
            guard var object = file.object else { return }
            object["clauses"] = .array((object["clauses"]?.elements ?? []).filter { $0.object?["id"] != "BEN-2" })
            file = .object(object)
        }
        #expect(try past.replay(open).changed == 0)
    }

    @Test("what was erased is counted, and what was changed in the vault is not believed")
    func erased() throws {
        let past = try Self.past(30, seed: freshSeed("policy replay"))
        let vault = try SQLiteVault(directory: "\(past.world.directory)/vault")
        try vault.erase(try vault.subjects(about: "omar", in: nil))
        let gone = past.asked.values.filter { $0.kind == .trained || $0.kind == .marketing }.count
        let stretch = try past.replay(RuleChange.closing(on: "2026-04-05"))
        // His project was handed in by him, and approved by sam under the project's name.
        #expect(stretch.notReplayable[.erased] ?? 0 >= gone)
        #expect(stretch.flipped.isEmpty)
    }

    @Test("other lists than those of then are named, not guessed at")
    func lists() throws {
        let past = try Self.past(6, seed: freshSeed("policy replay"))
        let agreement = try RuleChange.set("charter.json") { file in
            guard var object = file.object else { return }
            object["researcherAgreement"] = "2027.1"
            file = .object(object)
        }
        let stretch = try past.replay(agreement)
        // The two approvals: whose agreement was out of date cannot be told from their facts.
        #expect(stretch.notReplayable == [.otherLists: 2])
    }
}

extension PolicyReplayTests.Past {
    fileprivate func replay(_ set: PolicySet) throws -> ReplayedStretch {
        world.shelf.add(set)
        return try #require(try world.gateway.replayPolicy(set.identity.hash, from: 0, by: World.sam))
    }
}

extension ReplayedStretch {
    fileprivate var flipped: [Int] { entries.filter { $0.wasYes != $0.isYes }.map(\.entry) }
}
