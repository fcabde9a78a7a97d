import AuditLog
import JSON
import Linux
import Testing

@Suite("Changing the key")
struct RotationTests {
    private static func change(
        from old: UInt8? = 1, to new: UInt8 = 2, next: UInt8 = 4, reason: KeyChangeReason = .planned
    ) throws -> KeyChange {
        try KeyChange(
            retiring: old.map { try TestLog.signer(seed: $0) }, signer: TestLog.signer(seed: new),
            nextKeyDigest: TestLog.signer(seed: next).key.digest, reason: reason)
    }

    @Test("The promised key takes over, both sign the handover, and a verifier follows from the first key")
    func planned() throws {
        let test = try TestLog()
        try test.write([AuditDraft.notes(0..<3)])
        let pin = FileSystem.parent(of: test.directory) + "/pin"
        let size = try AuditLog.rotateKey(at: test.directory, Self.change(), clock: test.clock.wall, pin: pin)
        #expect(size == 5)
        #expect(try test.verify().codes == [])
        let note = try #require(SignedNote(parsing: test.bytes("\(test.directory)/checkpoints/000000000005")))
        for seed: UInt8 in [1, 2] { #expect(try note.verdict(of: TestLog.signer(seed: seed).key) == .valid) }
        #expect(try test.bytes(pin) == note.bytes)
        #expect(throws: AuditError.wrongKey) { try test.open() }
        let log = try test.open(pin: pin, seed: 2)
        _ = try log.append([.note(9)])
        #expect(try log.key == TestLog.signer(seed: 2).key)
        log.stop()
        #expect(try test.verify().codes == [])
        #expect(try test.bytes("\(test.directory)/checkpoints/000000000005") == note.bytes)
        // And once more, to the key that was promised then.
        _ = try AuditLog.rotateKey(
            at: test.directory, Self.change(from: 2, to: 4, next: 5, reason: .suspected), clock: test.clock.wall,
            pin: nil)
        #expect(try test.verify().codes == [])
        try test.open(seed: 4).stop()
        #expect(try test.verify().codes == [])
    }

    @Test("Any other key, and a retiring key that is not in force, are refused and change nothing")
    func refused() throws {
        let test = try TestLog()
        let before = try test.evidence()
        #expect(throws: AuditError.notThePromisedKey) {
            try AuditLog.rotateKey(at: test.directory, Self.change(to: 9), clock: test.clock.wall, pin: nil)
        }
        #expect(throws: AuditError.wrongKey) {
            try AuditLog.rotateKey(at: test.directory, Self.change(from: 9), clock: test.clock.wall, pin: nil)
        }
        #expect(throws: AuditError.self) { try Self.change(from: nil) }
        #expect(throws: AuditError.self) { try Self.change(from: 1, reason: .lost) }
        #expect(try test.evidence() == before)
    }

    @Test("After a crash in the middle the log does not open until the change is finished, by running it again")
    func interrupted() throws {
        let test = try TestLog()
        try test.write([AuditDraft.notes(0..<3)])
        let old = try test.bytes("\(test.directory)/checkpoint")
        let size = try AuditLog.rotateKey(at: test.directory, Self.change(), clock: test.clock.wall, pin: nil)
        try FileSystem.remove("\(test.directory)/checkpoints/000000000005")
        try test.overwrite("\(test.directory)/checkpoint", old)
        #expect(throws: AuditError.handoverMissing(size: size)) { try test.open(seed: 2) }
        #expect(try test.verify().codes == ["E-KEY", "W-TAIL"])
        #expect(try AuditLog.rotateKey(at: test.directory, Self.change(), clock: test.clock.wall, pin: nil) == size)
        #expect(try AuditLog.rotateKey(at: test.directory, Self.change(), clock: test.clock.wall, pin: nil) == size)
        try test.open(seed: 2).stop()
        #expect(try test.verify().codes == [])
    }

    @Test("When the key was lost the promised one signs alone, and verifiers are told to ask the witnesses")
    func lost() throws {
        let test = try TestLog()
        try test.write([AuditDraft.notes(0..<3)])
        let change = try Self.change(from: nil, reason: .lost)
        _ = try AuditLog.rotateKey(at: test.directory, change, clock: test.clock.wall, pin: nil)
        try test.open(seed: 2).stop()
        #expect(try test.verify().codes == ["W-KEY"])
        let asked = try test.verify(policy: WitnessPolicy(parsing: "quorum none\n"))
        #expect(asked.codes == ["W-KEY", "E-WITNESS"], "nobody vouches for the change")
    }

    @Test("What a crash tore is set aside before the change, and the change crosses a segment border")
    func torn() throws {
        for count in 1...7 {
            let test = try TestLog(segmentSize: 8)
            try test.write([AuditDraft.notes(0..<count)])
            try test.overwrite(test.segmentPath(0), test.bytes(test.segmentPath(0)) + [0x7B, 0x22])
            _ = try AuditLog.rotateKey(at: test.directory, Self.change(), clock: test.clock.wall, pin: nil)
            let log = try test.open(seed: 2)
            #expect(log.size == count + 3)
            #expect(try log.entry(count + 1).type == "recovery")
            log.stop()
            #expect(try test.verify().codes == [])
        }
    }
}
