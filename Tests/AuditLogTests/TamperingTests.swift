import Foundation
import JSON
import Linux
import Testing

@testable import AuditLog

@Suite("Tampering")
struct TamperingTests {
    /// A log with two segments. Segment 0: line 1 header, 2 genesis, 3 its commit, 4–6 the beginning, 7 commit,
    /// 8 intent, 9 commit, 10–11 outcome and debit, 12 commit, 13 a refused intent, 14 commit at the border.
    private static func story() throws -> TestLog {
        let test = try TestLog(segmentSize: 8)
        try test.write(Story.batches)
        return test
    }

    struct Attack: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What must be among the findings: `code file:line`.
        let caught: [String]
        let change: @Sendable (TestLog) throws -> Void

        init(_ name: String, _ caught: String..., change: @escaping @Sendable (TestLog) throws -> Void) {
            testDescription = name
            self.caught = caught
            self.change = change
        }
    }

    private static let first = "segments/000000000000.jsonl"
    private static let second = "segments/000000000008.jsonl"

    static let entries = [
        Attack("T01 a changed value", "E-CHAIN \(first):6", "E-COMMIT \(first):7", "E-ROOT checkpoint:3") {
            try $0.replace("care_event", by: "case_event", line: 5)
        },
        Attack("T01 a flipped bit that breaks the JSON", "E-CANON \(first):5", "E-CHAIN \(first):6") {
            try $0.edit { $0[4][60] = UInt8(ascii: "\"") }
        },
        Attack("T02 a deleted entry", "E-SEQ \(first):5", "E-CHAIN \(first):5", "E-COMMIT \(first):6") {
            try $0.edit { $0.remove(at: 4) }
        },
        Attack("T03 an inserted entry", "E-SEQ \(first):6", "E-CHAIN \(first):6") {
            try $0.edit { $0.insert($0[3], at: 5) }
        },
        Attack("T04 two entries swapped", "E-SEQ \(first):4", "E-CHAIN \(first):4") {
            try $0.edit { $0.swapAt(3, 4) }
        },
        Attack("T05 a number used twice", "E-SEQ \(first):5", "E-CHAIN \(first):6") {
            try $0.replace("\"seq\":2,", by: "\"seq\":1,", line: 5)
        },
        Attack("T06 the tail cut at a batch", "E-TRUNCATED checkpoint:2") {
            try $0.edit(8) { $0.removeLast(3) }
        },
        Attack("T07 the tail cut inside an entry", "E-FRAME \(second):9", "E-TRUNCATED checkpoint:2") {
            let bytes = try $0.bytes($0.segmentPath(8))
            try $0.overwrite($0.segmentPath(8), Array(bytes.dropLast(100)))
        },
        Attack("T08 the first segment removed", "E-SEGMENT \(second):0") { try FileSystem.remove($0.segmentPath(0)) },
        Attack("T09 the last segment removed", "E-TRUNCATED checkpoint:2") { try FileSystem.remove($0.segmentPath(8)) },
        Attack("T10 a foreign segment", "E-SEGMENT \(second):1", "E-CHAIN \(second):2") {
            let foreign = try TestLog(segmentSize: 8)
            try foreign.write([AuditDraft.notes(0..<7), AuditDraft.notes(0..<7)])
            try $0.overwrite($0.segmentPath(8), foreign.bytes(foreign.segmentPath(8)))
        },
        Attack("T11 a changed commit line", "E-COMMIT \(first):7") { try $0.replace("#4 ", by: "#5 ", line: 7) },
        Attack("T12 an entry written differently", "E-CANON \(first):5", "E-CHAIN \(first):6") {
            try $0.replace(",\"v\":1", by: ", \"v\":1", line: 5)
        },
        Attack("T13 a hole of zeros", "E-CANON \(first):5", "E-CHAIN \(first):6") {
            try $0.edit { lines in for place in 90..<120 { lines[4][place] = 0 } }
        },
        Attack("T14 a changed tile", "E-TILE tree/0:0") {
            var bytes = try $0.bytes("\($0.directory)/tree/0")
            bytes[40] ^= 1
            try $0.overwrite("\($0.directory)/tree/0", bytes)
        },
        Attack("a carriage return", "E-CANON \(first):5") { try $0.edit { $0[4].append(0x0D) } },
        Attack("an unknown line", "E-FRAME \(first):5") { try $0.edit { $0.insert(Array("# a note".utf8), at: 4) } },
        Attack("another header", "E-ORIGIN \(first):2") { try $0.replace("example.org", by: "example.com", line: 1) },
    ]

    static let signatures = [
        Attack("T16 the size of the checkpoint changed", "E-SIG checkpoint:0") {
            try Self.editCheckpoint($0) { $0.replacingOccurrences(of: "\n13\n", with: "\n12\n") }
        },
        Attack("T17 the signature stripped", "E-SIG checkpoint:0") {
            try Self.editCheckpoint($0) { String($0[..<($0.range(of: "—")?.lowerBound ?? $0.endIndex)]) }
        },
        Attack("T18 signed by another key", "E-SIG checkpoint:0") {
            try Forgery.sign(Forgery(of: $0).write(to: $0), of: $0, seeds: [9])
        },
        Attack("T19 signed by a retired key", "E-SIG checkpoint:0") {
            try Forgery.sign(Self.rotated($0, to: 2), of: $0, seeds: [1])
        },
        Attack("T20 everything recomputed, without a key", "E-ROOT checkpoint:3") {
            var forgery = try Forgery(of: $0)
            forgery.lines[2].event["snapshot"] = "2026-02"
            try forgery.write(to: $0)
        },
        Attack("T22 a fresh log under a key of one's own", "E-KEY \(first):2", "E-SIG checkpoint:0") {
            var forgery = try Forgery(of: $0)
            forgery.lines[0].event["key"] = .string(try TestLog.signer(seed: 9).key.description)
            try Forgery.sign(forgery.write(to: $0), of: $0, seeds: [9])
        },
        Attack("T23 a clock rolled back, signed again", "E-TIME \(first):8") {
            var forgery = try Forgery(of: $0)
            forgery.lines[6].time = "2026-01-01T00:00:00.000Z"
            try Forgery.sign(forgery.write(to: $0), of: $0)
        },
        Attack("T27 a change to a key that was not promised", "E-KEY \(second):7", "E-SIG checkpoint:0") {
            try Forgery.sign(Self.rotated($0, to: 9), of: $0, seeds: [9])
        },
        Attack("a change to the promised key by a thief of that key alone", "E-KEY checkpoints/000000000014:0") {
            try Forgery.sign(Self.rotated($0, to: 2), of: $0, seeds: [2], archived: true)
        },
        Attack("a change of keys whose handover is missing", "E-KEY checkpoints/000000000014:0") {
            try Forgery.sign(Self.rotated($0, to: 2), of: $0, seeds: [1, 2])
        },
        Attack("no checkpoint", "E-NOTE checkpoint:0") { try FileSystem.remove("\($0.directory)/checkpoint") },
        Attack("not a checkpoint", "E-NOTE checkpoint:0") { try $0.overwrite("\($0.directory)/checkpoint", [1, 2]) },
    ]

    @Test("Changed entries are caught at their line", arguments: entries)
    func entry(attack: Attack) throws { try check(attack) }

    @Test("False signatures and keys are caught", arguments: signatures)
    func signature(attack: Attack) throws { try check(attack) }

    private func check(_ attack: Attack) throws {
        let test = try Self.story()
        #expect(try test.verify().codes == [])
        try attack.change(test)
        let places = try test.verify().places
        for expected in attack.caught { #expect(places.contains(expected), "\(places)") }
    }

    @Test("A change to the promised key is followed")
    func rotation() throws {
        let test = try Self.story()
        try Forgery.sign(Self.rotated(test, to: 2), of: test, seeds: [1, 2], archived: true)
        #expect(try test.verify().codes == [])
    }

    @Test("T28–T37: what nothing inside can show, a kept checkpoint does")
    func keptCheckpoints() throws {
        let test = try Self.story()
        let kept = LogVerifier.KnownCheckpoint(file: "kept", bytes: try test.bytes("\(test.directory)/checkpoint"))
        let early = try TestLog(copying: test)
        var forgery = try Forgery(of: test)
        forgery.lines[2].event["snapshot"] = "2026-02"
        try Forgery.sign(forgery.write(to: test), of: test)
        #expect(try test.verify().codes == [], "T28 rewritten and signed again")
        #expect(try test.verify(known: [kept]).places == ["E-FORK kept:3"], "T29, T37")
        forgery = try Forgery(of: early)
        forgery.lines.removeLast(3)
        try Forgery.sign(forgery.write(to: early), of: early)
        #expect(try early.verify().codes == [], "T33 rolled back to a signed state")
        #expect(try early.verify(known: [kept]).places == ["E-ROLLBACK kept:2"], "T36")
    }

    @Test("A receipt with anything exchanged is refused")
    func receipts() throws {
        let test = try Self.story()
        let log = try test.open()
        defer { log.stop() }
        let disclosures = test.vault.rows.filter { $0.seq == 5 }.map(\.disclosure)
        let foreign = test.vault.rows.filter { $0.seq == 11 }.map(\.disclosure)
        guard case .object(let good) = try log.receipt(for: 5, disclosures: disclosures).json,
            case .object(let other) = try log.receipt(for: 11, disclosures: []).json,
            case .string(let proof)? = good["proof"]
        else { throw AuditError.closed }
        func codes(_ name: String, _ value: JSONValue?, seed: UInt8 = 1) throws -> Set<String> {
            var receipt = good
            receipt[name] = value
            let bytes = JSONValue.object(receipt).bytes()
            let key = try TestLog.signer(seed: seed).key
            return Set(
                ReceiptReading(checking: bytes, key: key, policy: nil, freshSince: nil, file: "receipt").findings.map(
                    \.code.rawValue))
        }
        #expect(try codes("leaf", good["leaf"]) == [])
        #expect(try codes("leaf", other["leaf"]) == ["E-SEQ", "E-ROOT", "E-DISCLOSURE"])
        #expect(try codes("proof", other["proof"]) == ["E-SEQ", "E-ROOT"])
        #expect(try codes("disclosures", .array(foreign.map { .string($0) })) == ["E-DISCLOSURE"])
        #expect(try codes("leaf", good["leaf"], seed: 3) == ["E-SIG"])
        #expect(try codes("leaf", nil) == ["E-FRAME"])
        #expect(try codes("extra", 1) == ["E-FRAME"])
        let moved = proof.replacingOccurrences(of: "index 5", with: "index 4")
        #expect(try codes("proof", .string(moved)) == ["E-SEQ", "E-ROOT"])
        #expect(try codes("proof", .string(proof.replacingOccurrences(of: "index 5", with: "index 05"))) == ["E-FRAME"])
        #expect(try codes("proof", .string(String(proof.dropLast()))) == ["E-NOTE"])
    }

    private static func editCheckpoint(_ test: TestLog, _ change: (String) -> String) throws {
        let path = "\(test.directory)/checkpoint"
        try test.overwrite(path, Array(change(String(decoding: test.bytes(path), as: UTF8.self)).utf8))
    }

    /// The log with a change of keys at its end.
    private static func rotated(_ test: TestLog, to seed: UInt8) throws -> LogHead {
        var forgery = try Forgery(of: test)
        if forgery.lines.last?.type == "key.rotate" { forgery.lines.removeLast() }
        let event: JSONObject = [
            "key": .string(try TestLog.signer(seed: seed).key.description),
            "next": .string(try TestLog.signer(seed: 4).key.digest),
        ]
        forgery.lines.append(.init(type: "key.rotate", event: event, time: forgery.lines.last?.time ?? ""))
        return try forgery.write(to: test)
    }
}
