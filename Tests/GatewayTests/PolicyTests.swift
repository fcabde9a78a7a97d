import AuditLog
import Gateway
import GatewayTesting
import Governance
import Identity
import JSON
import Testing

@Suite("Rules change where two stewards sign them")
struct PolicyTests {
    static let stella = World.person("stella", [.steward], for: ["council"])
    private let world: World

    init() throws { world = try World() }

    private func propose(_ set: PolicySet) throws -> Gateway.PolicyStep {
        world.shelf.add(set)
        return try world.gateway.propose(
            ["hash": .string(set.identity.hash), "reason": "The panel asked for it."], by: World.sam)
    }

    /// The set without SEC-2, signed by two.
    private func agree() throws -> PolicySet {
        let set = try RuleChange.withoutTraining()
        guard case .done(let offer, _) = try propose(set) else { throw Unexpected("not proposed") }
        guard case .done = try world.gateway.signPolicy(set.identity.hash, version: offer.version, by: Self.stella)
        else { throw Unexpected("not signed") }
        return set
    }

    @Test("from the next question on, with the new hash in intent and answer, and in a log that verifies")
    func activated() throws {
        let before = try world.ask(Town.query("P-0001"), by: World.rosa)
        let set = try agree()
        let after = try world.ask(Town.query("P-0001", by: ["area"]), by: World.rosa)
        #expect(before.body?.policy == (try World.policy.get().identity.hash))
        #expect(after.body?.policy == set.identity.hash)
        let story = try world.story()
        #expect(story.faults.isEmpty)
        let told = story.entries("policy.activate").last
        #expect(told?.event["bundle"] == .string(set.identity.hash))
        #expect(Set(told?.event["approvers"]?.elements ?? []).count == 2)
        #expect(story.entries("query.intent").last?.event["policy"]?.object?["bundle"] == .string(set.identity.hash))
        #expect(world.shelf.remembered == [set.identity.hash])
    }

    @Test("one steward twice is not two")
    func twice() throws {
        let set = try RuleChange.withoutTraining()
        guard case .done(let offer, _) = try propose(set) else { throw Unexpected("not proposed") }
        guard
            case .refused(let refusal, _) = try world.gateway.signPolicy(
                set.identity.hash, version: offer.version, by: World.sam)
        else { throw Unexpected("signed") }
        #expect(refusal.reasons.map(\.clause) == ["OVR-3"])
        #expect(world.gateway.policy.identity.hash != set.identity.hash)
    }

    @Test("a signature is on what its steward read: an older version is no signature")
    func olderVersion() throws {
        let set = try RuleChange.withoutTraining()
        guard case .done(let offer, _) = try propose(set) else { throw Unexpected("not proposed") }
        guard
            case .changedMeanwhile = try world.gateway.signPolicy(
                set.identity.hash, version: offer.version - 1, by: Self.stella)
        else { throw Unexpected("signed") }
    }

    @Test("a set whose examples do not hold, or that lies under another's hash, is refused by name")
    func unfit() throws {
        let set = try RuleChange.closing(on: "2026-04-05")
        guard case .refused(let refusal, _) = try propose(set) else { throw Unexpected("proposed") }
        #expect(refusal.reasons.contains { $0.message.contains("OVR-9") && $0.message.contains("no example") })
        let good = try RuleChange.withoutTraining()
        world.shelf.replace(good.identity.hash, by: set.bundle)
        guard
            case .refused(let other, _) = try world.gateway.propose(
                ["hash": .string(good.identity.hash), "reason": "Swapped."], by: World.sam)
        else { throw Unexpected("proposed") }
        #expect(other.reasons.contains { $0.message.contains("do not have this hash") })
    }

    @Test("a start with the files of before is refused once others are in force")
    func otherFiles() throws {
        let set = try agree()
        #expect(
            throws: GatewayError.otherPolicy(inForce: set.identity.hash, given: try World.policy.get().identity.hash)
        ) {
            try world.restart()
        }
    }

    @Test("a question that runs while the rules change gets no answer, and is not charged")
    func whileRunning() throws {
        world.engine.meanwhile { [world] in
            world.engine.meanwhile(nil)
            let set = try? RuleChange.withoutTraining()
            guard let set, case .done(let offer, _)? = try? self.propose(set) else { return }
            _ = try? world.gateway.signPolicy(set.identity.hash, version: offer.version, by: Self.stella)
        }
        let outcome = try world.ask(Town.query("P-0001"), by: World.rosa)
        #expect(outcome.refusal?.reasons.map(\.clause) == ["OVR-3"])
        let story = try world.story()
        #expect(story.faults.isEmpty && story.spent("project P-0001") == "0")
        #expect(try world.ask(Town.query("P-0001"), by: World.rosa).body != nil)
    }
}

extension JSONObject {
    fileprivate var policy: String? {
        self["provenance"]?.object?["policy"]?.object?["hash"]?.text
    }
}
