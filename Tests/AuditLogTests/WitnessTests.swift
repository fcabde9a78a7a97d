import AuditLog
import JSON
import Linux
import OpenSSL
import Synchronization
import Testing

@Suite("Witnesses")
struct WitnessTests {
    /// Three witnesses that work, of which two must sign.
    static func policy(names: [String] = ["council", "university", "health"], quorum: Int = 2) throws -> WitnessPolicy {
        let witnesses = try names.enumerated().map { index, name in
            "witness \(name) \(try signer(name, seed: UInt8(50 + index)).key) http://127.0.0.1:\(9000 + index)\n"
        }
        return try WitnessPolicy(
            parsing: "# two of three\nlog \(TestLog.signer().key)\n\(witnesses.joined())"
                + "group trusted \(quorum) \(names.joined(separator: " "))\nquorum trusted\n")
    }

    static func signer(_ name: String, seed: UInt8) throws -> WitnessSigner {
        try WitnessSigner(name: "\(name).example.org/witness", seed: [UInt8](repeating: seed, count: 32))
    }

    /// Witnesses in memory, as the judgement tells them to be.
    final class Village: Sendable {
        let state = Mutex<(seen: [String: Checkpoint], deaf: Set<String>, now: UInt64)>(([:], [], 1_772_400_000))
        let liar: WitnessSigner?

        init(liar: WitnessSigner? = nil) { self.liar = liar }

        func answer(_ witness: WitnessPolicy.Witness, _ body: [UInt8]) -> (status: Int, body: [UInt8])? {
            state.withLock { state in
                guard !state.deaf.contains(witness.name), let key = try? TestLog.signer().key else { return nil }
                switch WitnessJudgement(of: body, keys: [key], seen: { _ in state.seen[witness.name] }) {
                case .refuse(let status, let text): return (status, Array(text.utf8))
                case .conflict(let seen): return (409, Array("\(seen)\n".utf8))
                case .accept(_, let checkpoint):
                    state.seen[witness.name] = checkpoint
                    let seeds: [String: UInt8] = ["council": 50, "university": 51, "health": 52]
                    let own = try? WitnessTests.signer(witness.name, seed: seeds[witness.name] ?? 0)
                    guard let signer = liar ?? own else { return nil }
                    let time = UnixTime(seconds: Int64(state.now), nanoseconds: 0)
                    return (200, Array(SignedNote.line(signer.cosign(checkpoint, at: time)).utf8))
                }
            }
        }
    }

    @Test("A round collects cosignatures, keeps the quorum's checkpoint, and tells of it once a day")
    func round() throws {
        let test = try TestLog(segmentSize: 64)
        let village = Village()
        let log = try test.open(publishEvery: .zero)
        let round = try WitnessRound(log: log, policy: Self.policy(), transport: village.answer)
        #expect(try round.run() == ["council": .cosigned, "university": .cosigned, "health": .cosigned])
        #expect(try log.entry(log.size - 1).type == "witness.cosigned")
        _ = try log.append(AuditDraft.notes(0..<5))
        try log.publish()
        village.state.withLock { $0.deaf = ["health"] }
        #expect(try round.run() == ["council": .cosigned, "university": .cosigned, "health": .unreachable])
        #expect(try log.entry(log.size - 1).type == "boot", "not twice a day")
        let receipt = try log.witnessed(log.receipt(for: 3, disclosures: []))
        let reading = ReceiptReading(
            checking: receipt.json.bytes(), key: try TestLog.signer().key, policy: try Self.policy(),
            freshSince: 1_772_400_000, file: "receipt")
        #expect(reading.findings == [])
        // A witness that missed one catches up by the size it tells.
        village.state.withLock { $0.deaf = [] }
        _ = try log.append([.note(6)])
        try log.publish()
        #expect(try round.run()["health"] == .cosigned)
        log.stop()
        #expect(try test.verify(policy: Self.policy(), freshSince: 1_772_400_000).codes == [])
        #expect(try test.verify(policy: Self.policy(), freshSince: 1_772_400_001).codes == ["E-STALE"], "T35")
    }

    @Test("A witness that answers with a wrong key, and a log that was put back, are told apart from silence")
    func wrong() throws {
        let test = try TestLog(segmentSize: 64)
        let copy = try TestLog(copying: test)
        let village = Village()
        let log = try test.open(publishEvery: .zero)
        _ = try log.append(AuditDraft.notes(0..<3))
        try log.publish()
        let lying = Village(liar: try Self.signer("council", seed: 99))
        let deceived = try WitnessRound(log: log, policy: Self.policy(), transport: lying.answer)
        #expect(Set(try deceived.run().values) == [.wrongKey])
        let round = try WitnessRound(log: log, policy: Self.policy(), transport: village.answer)
        _ = try round.run()
        log.stop()
        let old = try copy.open(publishEvery: .zero)
        defer { old.stop() }
        let again = try WitnessRound(log: old, policy: Self.policy(), transport: village.answer)
        #expect(Set(try again.run().values) == [.hasSeenMore(size: 4)])
    }

    @Test("Where a fresh quorum is demanded, nothing new is logged without one, and a restart remembers the last")
    func demand() throws {
        let test = try TestLog(segmentSize: 64)
        let village = Village()
        let clock = WallClock.fixed(UnixTime(seconds: 1_772_400_000, nanoseconds: 0))
        let log = try test.open(publishEvery: .zero)
        log.demandWitnesses(within: 3600, clock: clock)
        let request = AuditDraft(type: "query.check", event: ["req": "r"])
        #expect(throws: AuditError.witnessesSilent) { try log.append([request]) }
        _ = try WitnessRound(log: log, policy: Self.policy(), transport: village.answer).run()
        _ = try log.append([request])
        log.stop()
        let again = try test.open(publishEvery: .zero)
        defer { again.stop() }
        _ = try WitnessRound(log: again, policy: Self.policy(), transport: village.answer)
        again.demandWitnesses(within: 3600, clock: clock)
        _ = try again.append([request])
        again.demandWitnesses(
            within: 3600, clock: .fixed(UnixTime(seconds: 1_772_403_601, nanoseconds: 0)))
        #expect(throws: AuditError.witnessesSilent) { try again.append([request]) }
    }

    private static func failures(_ test: TestLog, _ freshSince: UInt64?) throws -> [String] {
        try test.verify(policy: policy(), freshSince: freshSince).codes.filter { $0.hasPrefix("E-") }
    }

    @Test("T28–T37: what nothing inside the log can show, witnesses do")
    func forgeries() throws {
        let test = try Story.log()
        let village = Village()
        let log = try test.open()
        _ = try WitnessRound(log: log, policy: Self.policy(), transport: village.answer).run()
        log.stop()
        let fresh: UInt64 = 1_772_400_000
        #expect(try Self.failures(test, fresh) == [])
        let cosigned = try test.bytes("\(test.directory)/cosigned")

        // T28, T30: rewritten and signed again; the cosigned checkpoints are gone.
        let rewritten = try TestLog(copying: test)
        var forgery = try Forgery(of: rewritten)
        forgery.lines[2].event["snapshot"] = "2026-02"
        let head = try forgery.write(to: rewritten)
        try Forgery.sign(head, of: rewritten)
        try FileSystem.remove("\(rewritten.directory)/cosigned")
        #expect(try rewritten.verify().codes == [])
        #expect(try rewritten.verify(policy: Self.policy()).codes == ["E-WITNESS"])

        // T31: one colluding witness signs the other history.
        let bytes = try rewritten.bytes("\(rewritten.directory)/checkpoint")
        let note = try #require(SignedNote(parsing: bytes))
        let checkpoint = try #require(Checkpoint(parsing: note.text))
        let time = UnixTime(seconds: Int64(fresh), nanoseconds: 0)
        let colluding = note.adding([try Self.signer("health", seed: 52).cosign(checkpoint, at: time)])
        try rewritten.overwrite("\(rewritten.directory)/checkpoint", colluding.bytes)
        #expect(try rewritten.verify(policy: Self.policy()).codes == ["E-WITNESS"])

        // T32: the old cosignatures pasted under it.
        let pasted = note.adding(try #require(SignedNote(parsing: cosigned)).signatures.filter { $0.bytes.count == 72 })
        try rewritten.overwrite("\(rewritten.directory)/checkpoint", pasted.bytes)
        #expect(try rewritten.verify(policy: Self.policy()).codes == ["E-WITNESS"])

        // T34, T35: rolled back to a state that was honestly cosigned; only freshness shows it.
        let old = try TestLog(copying: test)
        let going = try test.open()
        _ = try going.append([.note(1)])
        village.state.withLock { $0.now += 86_400 }
        try going.publish()
        let round = try WitnessRound(log: going, policy: Self.policy(), transport: village.answer)
        #expect(Set(try round.run().values) == [.cosigned])
        going.stop()
        #expect(try Self.failures(old, nil) == [])
        #expect(try Self.failures(old, fresh + 86_400) == ["E-STALE"])
        #expect(try Self.failures(test, fresh + 86_400) == [])
    }

    @Test(
        "A policy that cannot be meant is refused at its line",
        arguments: [
            ("", 1), ("quorum none\nquorum none\n", 2), ("witness a b\nquorum a\n", 1), ("quorum nobody\n", 1),
            ("group g any a\nquorum g\n", 1), ("what is this\n", 1), ("log x\nquorum none\n", 1), ("\n\n", 3),
        ])
    func malformedPolicy(text: String, line: Int) {
        let fault = #expect(throws: WitnessPolicy.Fault.self) { try WitnessPolicy(parsing: text) }
        #expect(fault?.line == line)
    }

    @Test("A witness counts once, and groups of groups count as they say")
    func groups() throws {
        let (a, b) = (try Self.signer("a", seed: 1), try Self.signer("b", seed: 2))
        let twice = "witness a \(a.key)\nwitness b \(a.key)\nquorum a\n"
        #expect(throws: WitnessPolicy.Fault.self) { try WitnessPolicy(parsing: twice) }
        let policy = try WitnessPolicy(
            parsing: "witness a \(a.key)\nwitness b \(b.key)\ngroup both all a b\ngroup top 1 both\nquorum top\n")
        let checkpoint = Checkpoint(origin: "x", size: 1, root: .emptyTree)
        let time = UnixTime(seconds: 100, nanoseconds: 0)
        let later = UnixTime(seconds: 200, nanoseconds: 0)
        let one = SignedNote(text: checkpoint.text, signatures: [a.cosign(checkpoint, at: time)])
        #expect(policy.verdict(on: one) == .missing(signed: ["a"]))
        #expect(policy.verdict(on: one.adding([b.cosign(checkpoint, at: later)])) == .quorum(seenAt: 100))
    }
}
