import Foundation
import JSON
import Linux
import OpenSSL
import Testing

@testable import AuditLog

@Suite("Pruning")
struct PruningTests {
    /// 29 entries in segments of 8: two segments that are old, one that is old but for its end, and five young entries.
    /// From entry 1 on those with an odd number may go.
    private static func story() throws -> TestLog {
        let test = try TestLog()
        try test.write((0..<9).map { [.note($0), registered($0)] })
        test.clock.move(byMilliseconds: 401 * 86_400_000)
        try test.write([AuditDraft.notes(20..<25), AuditDraft.notes(25..<30)])
        return test
    }

    private static func registered(_ number: Int) -> AuditDraft {
        AuditDraft(type: "dataset.register", event: ["dataset": "d", "snapshot": .string("\(number)")])
    }

    private static let days = RetentionDays.least
    private static func mayGo(_ entry: AuditEntry) -> Bool { entry.type == "boot" }

    @discardableResult
    private static func prune(_ test: TestLog) throws -> Pruned {
        let log = try test.open()
        defer { log.stop() }
        return try log.prune(keeping: days, mayGo: mayGo)
    }

    /// What must be the same before and after.
    private struct Outside: Equatable {
        var kept: [Int: AuditEntry] = [:]
        var receipts: [Int: JSONValue] = [:]
        var tiles: [[UInt8]?] = []
        var proofs: [[TreeHash]] = []

        init(_ log: AuditLog, dropping gone: Set<Int>) throws {
            for seq in (0..<29) where !gone.contains(seq) {
                kept[seq] = try log.entry(seq)
                receipts[seq] = try log.receipt(for: seq, disclosures: []).json
            }
            tiles = try [(0, 29), (0, 8)].map { try log.tile(level: $0.0, index: 0, width: $0.1) }
            proofs = try (1...29).map { try log.consistency(from: $0, to: 29) }
        }
    }

    private static let gone = Set(stride(from: 1, to: 16, by: 2))

    @Test("takes old entries of the types that may go out of full segments, and everything else holds as before")
    func taken() throws {
        let test = try Self.story()
        let untouched = try TestLog(copying: test)
        let log = try test.open()
        let before = try Outside(log, dropping: Self.gone)
        let receipts = try Self.gone.map { try log.receipt(for: $0, disclosures: []).json.bytes() }
        #expect(try log.prune(keeping: Self.days, mayGo: Self.mayGo) == Pruned(segments: 2, entries: 8))
        #expect(try Outside(log, dropping: Self.gone) == before, "in the same process")
        log.stop()
        let again = try test.open()
        defer { again.stop() }
        #expect(try Outside(again, dropping: Self.gone) == before, "and after a start")
        for seq in Self.gone {
            #expect(throws: AuditError.pruned(seq)) { try again.entry(seq) }
            #expect(throws: AuditError.pruned(seq)) { try again.receipt(for: seq, disclosures: []) }
        }
        #expect(throws: AuditError.pruned(1)) { try again.entryBundle(index: 0, width: 29) }
        for bytes in receipts {
            let reading = try ReceiptReading(
                checking: bytes, key: TestLog.signer().key, policy: nil, freshSince: nil, file: "receipt")
            #expect(reading.findings == [])
        }
        var scanned: [Int] = []
        try again.scan(from: 0, to: again.size) { entry in
            scanned.append(entry.seq)
            return true
        }
        #expect(scanned == (0..<again.size).filter { !Self.gone.contains($0) })
        #expect(try again.entry(29).type == "prune" && again.entry(30).type == "prune" && again.size == 31)
        #expect(try again.prune(keeping: Self.days, mayGo: Self.mayGo) == Pruned(), "there is nothing left to do")
        let report = try test.verify()
        #expect(report.codes == ["W-PRUNED"] && report.pruned == 8 && report.size == 31)
        let known = LogVerifier.KnownCheckpoint(
            file: "kept", bytes: try test.bytes("\(untouched.directory)/checkpoint"))
        #expect(try test.verify(known: [known]).codes == ["W-PRUNED"])
        let secret = Array(#""version":"3""#.utf8)
        #expect(try !test.bytes(test.segmentPath(0)).split(separator: 0x0A).contains { $0.contains(secret) })
    }

    @Test("takes nothing that is younger than 400 days, however few are asked for, and nothing without being asked")
    func young() throws {
        #expect(RetentionDays(399) == nil && RetentionDays(36_501) == nil && RetentionDays(400) == .least)
        let test = try TestLog()
        try test.write((0..<9).map { [.note($0), Self.registered($0)] })
        test.clock.move(byMilliseconds: 400 * 86_400_000 - 60_000)
        try test.write([[.note(1)]])
        let before = try test.evidence()
        #expect(try Self.prune(test) == Pruned())
        #expect(try test.evidence() == before)
        test.clock.move(byMilliseconds: 60_000)
        try test.write([[.note(2)]])
        #expect(try Self.prune(test).segments == 2)
    }

    @Test("keeps what the log itself needs, whoever says that it may go")
    func needed() throws {
        let test = try Self.story()
        let log = try test.open()
        #expect(try log.prune(keeping: Self.days) { _ in true } == Pruned(segments: 2, entries: 15))
        #expect(try log.entry(0).type == "genesis")
        log.stop()
        #expect(try test.verify().codes == ["W-PRUNED"])
        try test.write([[.note(31)]])
        test.clock.move(byMilliseconds: 500 * 86_400_000)
        try test.write([AuditDraft.notes(0..<4)])
        let later = try test.open()
        #expect(try later.prune(keeping: Self.days) { _ in true } == Pruned(segments: 2, entries: 14))
        #expect(try later.entry(29).type == "prune", "what allows the first is not taken by the second")
        later.stop()
        #expect(try test.verify().codes == ["W-PRUNED"])
    }

    typealias Attack = TamperingTests.Attack

    /// What is done to a pruned log. Of segment 8 line 1 is the header, 2 an entry, 3 a commit line, 4 taken out.
    static let attacks = [
        Attack("one more entry taken out", "E-PRUNED") { try $0.drop(line: 5, in: 8) },
        Attack("entries taken out of a segment of which none may be gone", "E-PRUNED") { try $0.drop(line: 4, in: 16) },
        Attack("the genesis taken out", "E-SCHEMA") { try $0.drop(line: 2, in: 0) },
        Attack("a remaining entry changed", "E-PRUNED", "E-COMMIT") {
            try $0.replace(#""snapshot":"3""#, by: #""snapshot":"9""#, line: 2, in: 8)
        },
        Attack("the hash of an entry that is gone changed", "E-PRUNED", "E-CHAIN", "E-COMMIT") {
            try $0.edit(8) { $0[3] = Array("-\(TreeHash.emptyTree.base64)".utf8) }
        },
        Attack("a hash that is none", "E-FRAME") { try $0.edit(8) { $0[3].removeLast() } },
        Attack("another segment's file in its place", "E-SEGMENT", "E-COMMIT", "E-PRUNED") {
            try $0.overwrite($0.segmentPath(0), $0.bytes($0.segmentPath(8)))
        },
        Attack("the commit lines taken out", "E-PRUNED") {
            try $0.edit(8) { lines in lines = lines.enumerated().filter { $0.offset != 2 }.map(\.element) }
        },
    ]

    @Test("E-PRUNED: what nobody allowed is caught, and such a log does not start", arguments: attacks)
    func attacked(attack: Attack) throws {
        let test = try Self.story()
        try Self.prune(test)
        try attack.change(test)
        let report = try test.verify()
        #expect(Set(attack.caught).isSubset(of: report.codes), "\(report.findings)")
        let before = try test.evidence()
        #expect { try test.open() } throws: { ($0 as? AuditError)?.code == "SH-L703" }
        #expect(try test.evidence() == before)
    }

    @Test("E-PRUNED: an entry that allows it counts only under a signed checkpoint")
    func unsigned() throws {
        let test = try Self.story()
        let checkpoint = try test.bytes("\(test.directory)/checkpoint")
        try Self.prune(test)
        // Whoever has the files and no key can write such an entry, and the files that it speaks of.
        try test.overwrite("\(test.directory)/checkpoint", checkpoint)
        for name in try FileSystem.list("\(test.directory)/checkpoints") where name != "000000000001" {
            try FileSystem.remove("\(test.directory)/checkpoints/\(name)")
        }
        #expect(try test.verify().codes == ["W-TAIL", "E-PRUNED", "E-PRUNED", "W-PRUNED"])
        #expect { try test.open() } throws: { ($0 as? AuditError)?.code == "SH-L703" }
    }

    @Test("E-PRUNED: nor does one that is signed and too early")
    func tooEarly() throws {
        let test = try TestLog()
        try test.write((0..<9).map { [.note($0), Self.registered($0)] })
        let whole = try test.bytes(test.segmentPath(8))
        let segment = try #require(PrunedSegment(first: 8, whole: whole, mayGo: Self.mayGo))
        let event = PruneRecord.event(of: segment, segmentSize: 8, kept: Self.days)
        try test.write([[AuditDraft(type: "prune", event: event)]])
        #expect(try test.verify().codes == [], "the entry alone does nothing")
        try test.overwrite(test.segmentPath(8), segment.bytes)
        let report = try test.verify()
        #expect(report.codes == ["E-PRUNED", "W-PRUNED"])
        #expect(report.findings.contains { $0.message.contains("too young") })
    }

    @Test("salthouse-verify reads a pruned log: whole, as tiles, beside a copy, and in sums")
    func program() throws {
        try #require(VerifyProgram.isBuilt)
        let test = try TestLog()
        try test.write(Story.batches + [AuditDraft.notes(0..<4)])
        test.clock.move(byMilliseconds: 500 * 86_400_000)
        try test.write([[.note(1)], [Story.intent(request: "late", project: "P-9")]])
        let untouched = try TestLog(copying: test)
        let key = ["--key", "\(try TestLog.signer().key)"]
        let sums = ["ledgers", test.directory, "--entries", "\(try test.verify().size)", "--day", "2026-02-28"] + key
        let before = try VerifyProgram.run(sums)
        #expect(try Self.prune(test).entries == 3)
        #expect(before.contains("\"13/9\""))
        #expect(try VerifyProgram.run(sums) == before)
        let whole = try VerifyProgram.run([test.directory] + key)
        #expect(whole.hasPrefix("exit 0") && whole.contains("W-PRUNED segments: 3 entries in 1 segments"), "\(whole)")
        #expect(try VerifyProgram.run([test.directory, "--level", "chain"] + key).contains("W-PRUNED"))
        #expect(
            try VerifyProgram.run(["diff", untouched.directory, test.directory]).contains("the first is a beginning"))
        let mirror = "\(FileSystem.parent(of: test.directory))/mirror"
        let bundles = try VerifyProgram.run(["export-tiles", test.directory, mirror, "--entries"] + key)
        #expect(bundles.hasPrefix("exit 1") && bundles.contains("leave out --entries"), "\(bundles)")
        #expect(try VerifyProgram.run(["export-tiles", test.directory, mirror] + key).hasPrefix("exit 0"))
        #expect(try VerifyProgram.run(["tiles", mirror] + key).hasPrefix("exit 0"))
        let copy = "\(FileSystem.parent(of: test.directory))/copy"
        _ = try LogExport.copy(from: test.directory, to: copy)
        #expect(try VerifyProgram.run([copy] + key).hasPrefix("exit 0"))
        let opened = "\(FileSystem.parent(of: test.directory))/opened.json"
        let row = try #require(test.vault.rows.first)
        let lines = [row.seq, 13].map { seq -> JSONValue in
            ["seq": .integer(seq), "disclosure": .string(row.disclosure)]
        }
        try Data(JSONValue.array(lines).bytes()).write(to: URL(fileURLWithPath: opened))
        let told = try VerifyProgram.run([test.directory, "--disclosures", opened] + key)
        #expect(told.hasPrefix("exit 0") && told.contains("entry 13 is not here"), "\(told)")
    }

    @Test("A sign of life that was taken out is not missed")
    func silence() throws {
        try #require(VerifyProgram.isBuilt)
        let test = try TestLog()
        let sign = AuditDraft(type: "heartbeat", event: ["every": 3600])
        for _ in 0..<20 {
            try test.write([[sign]])
            test.clock.move(byMilliseconds: 3_600_000)
        }
        try test.write([[AuditDraft(type: "shutdown", event: [:])]])
        test.clock.move(byMilliseconds: 500 * 86_400_000)
        try test.write([[.note(1)]])
        let log = try test.open()
        #expect(try log.prune(keeping: Self.days) { $0.type == "heartbeat" && $0.seq > 3 }.entries == 12)
        log.stop()
        let result = try VerifyProgram.run([test.directory, "--key", "\(TestLog.signer().key)"])
        #expect(result.hasPrefix("exit 0") && !result.contains("W-SILENCE"), "\(result)")
    }
}

extension TestLog {
    /// Replaces the entry in a line (from 1) by the line that stands for one that was taken out.
    fileprivate func drop(line: Int, in first: Int) throws {
        try edit(first) { lines in
            try #require(lines[line - 1].first == UInt8(ascii: "{"))
            lines[line - 1] = Array(DroppedLine(leaf: .leaf(lines[line - 1])).bytes.dropLast())
        }
    }
}
