import AuditLog
import Foundation
import JSON
import Linux
import Testing

@Suite("The commands of salthouse-verify", .enabled(if: VerifyProgram.isBuilt, "it is not built beside the tests"))
struct VerifyCommandTests {
    private static func key() throws -> String { "\(try TestLog.signer().key)" }

    @Test("What was seen at the last visit is remembered, and a rollback or a fork since then is found")
    func memory() throws {
        let test = try Story.log()
        let early = try TestLog(copying: test)
        try test.write([[.note(1)]])
        let state = try FileSystem.makeTemporaryDirectory()
        defer { try? FileSystem.removeTree(state) }
        #expect(try VerifyProgram.run([early.directory, "--key", Self.key()], state: state).hasPrefix("exit 0"))
        #expect(try VerifyProgram.run([test.directory, "--key", Self.key()], state: state).hasPrefix("exit 0"))
        let rolledBack = try VerifyProgram.run([early.directory, "--key", Self.key()], state: state)
        #expect(rolledBack.hasPrefix("exit 1"))
        #expect(rolledBack.contains("E-ROLLBACK remembered:2"), "\(rolledBack)")
        try early.write([[.note(2)]])
        let forked = try VerifyProgram.run([early.directory, "--key", Self.key()], state: state)
        #expect(forked.contains("E-FORK remembered:3"), "\(forked)")
        #expect(
            try VerifyProgram.run([early.directory, "--key", Self.key(), "--no-memory"], state: state).hasPrefix(
                "exit 0"))
        #expect(try VerifyProgram.run([test.directory, "--key", Self.key()], state: state).hasPrefix("exit 0"))
    }

    @Test("Two copies are compared, and the entry where they part is shown")
    func diff() throws {
        let test = try Story.log()
        let other = try TestLog(copying: test)
        try test.write([[.note(1)]])
        #expect(try VerifyProgram.run(["diff", other.directory, test.directory]).contains("the first is a beginning"))
        try other.write([[.note(2)]])
        let parted = try VerifyProgram.run(["diff", other.directory, test.directory])
        #expect(parted.hasPrefix("exit 1\n14 and 14 entries: they part at entry 13\n< {"), "\(parted)")
    }

    @Test("A proof alone shows that one checkpoint continues another, and not that it does not")
    func proof() throws {
        let test = try Story.log()
        let log = try test.open()
        let proof = try log.consistency(from: 1, to: 13).map { "\($0.base64)\n" }.joined()
        log.stop()
        let parent = FileSystem.parent(of: test.directory)
        try Data(proof.utf8).write(to: URL(fileURLWithPath: "\(parent)/proof"))
        let words = [
            "consistency", "\(test.directory)/checkpoints/000000000001", "\(test.directory)/checkpoint", "--proof",
            "\(parent)/proof", "--key", try Self.key(),
        ]
        #expect(try VerifyProgram.run(words).hasPrefix("exit 0"))
        let shorter = proof.split(separator: "\n").dropLast().joined(separator: "\n")
        try Data(shorter.utf8).write(to: URL(fileURLWithPath: "\(parent)/proof"))
        #expect(try VerifyProgram.run(words).contains("E-FORK"))
    }

    @Test("Exported tiles are those of the log, full and partial, with the bundles where they are asked for")
    func tiles() throws {
        let test = try TestLog(segmentSize: 512)
        try test.write([AuditDraft.notes(0..<200), AuditDraft.notes(200..<400)])
        let parent = FileSystem.parent(of: test.directory)
        let plain = try VerifyProgram.run(["export-tiles", test.directory, "\(parent)/plain", "--key", Self.key()])
        #expect(plain.hasPrefix("exit 0"), "\(plain)")
        #expect(!FileSystem.exists("\(parent)/plain/tile/entries"))
        let result = try VerifyProgram.run([
            "export-tiles", test.directory, "\(parent)/out", "--key", Self.key(), "--entries",
        ])
        #expect(result == "exit 0\n401 entries as tiles in \(parent)/out\n")
        let log = try test.open()
        defer { log.stop() }
        for (path, expected) in [
            ("tile/0/000", try log.tile(level: 0, index: 0, width: 256)),
            ("tile/0/001.p/145", try log.tile(level: 0, index: 1, width: 145)),
            ("tile/1/000.p/1", try log.tile(level: 1, index: 0, width: 1)),
            ("tile/entries/000", try log.entryBundle(index: 0, width: 256)),
            ("tile/entries/001.p/145", try log.entryBundle(index: 1, width: 145)), ("checkpoint", log.checkpoint),
        ] {
            #expect(try test.bytes("\(parent)/out/\(path)") == expected, "\(path)")
        }
        let again = try VerifyProgram.run(["export-tiles", test.directory, "\(parent)/out", "--key", Self.key()])
        #expect(again.hasPrefix("exit 2"))
    }

    @Test(
        "T14, T15: a changed tile or bundle of a mirror is caught, and so is a missing one",
        arguments: [
            ("", "HOLDS"), ("tile/0/000", "E-TILE tile/1/000.p/1: hash 0"), ("tile/1/000.p/1", "E-TILE tile/1/000.p/1"),
            ("tile/entries/000", "E-TILE tile/entries/000: entry 0"),
            ("tile/entries/001.p/145", "E-TILE tile/entries/001.p/145: entry 256"), ("checkpoint", "E-SIG checkpoint"),
        ])
    func mirror(path: String, found: String) throws {
        let test = try TestLog(segmentSize: 512)
        try test.write([AuditDraft.notes(0..<200), AuditDraft.notes(200..<400)])
        let mirror = "\(FileSystem.parent(of: test.directory))/mirror"
        _ = try VerifyProgram.run(["export-tiles", test.directory, mirror, "--key", Self.key(), "--entries"])
        if !path.isEmpty {
            var bytes = try test.bytes("\(mirror)/\(path)")
            bytes[bytes.count == 32 ? 7 : path == "checkpoint" ? bytes.count - 9 : 20] ^= 1
            try test.overwrite("\(mirror)/\(path)", bytes)
        }
        let result = try VerifyProgram.run(["tiles", mirror, "--key", Self.key()])
        #expect(result.hasPrefix(path.isEmpty ? "exit 0\nlog tre.example.org/audit, 401 entries\n" : "exit 1"))
        #expect(result.contains(found), "\(result)")
        guard !path.isEmpty, path != "checkpoint" else { return }
        try FileSystem.remove("\(mirror)/\(path)")
        let missing = try VerifyProgram.run(["tiles", mirror, "--key", Self.key(), "--json"])
        #expect(missing.contains("E-TILE") && missing.contains("it is missing"), "\(missing)")
    }

    @Test("Opened values must be what the log commits to, and closed ones are counted")
    func disclosures() throws {
        let test = try Story.log()
        let path = "\(FileSystem.parent(of: test.directory))/disclosures.json"
        func check(_ rows: [VaultRow], swapping: Bool = false) throws -> String {
            let list = rows.map { row -> JSONValue in
                ["seq": .integer(swapping ? row.seq + 1 : row.seq), "disclosure": .string(row.disclosure)]
            }
            try Data(JSONValue.array(list).bytes()).write(to: URL(fileURLWithPath: path))
            return try VerifyProgram.run([test.directory, "--key", Self.key(), "--disclosures", path])
        }
        #expect(try check(test.vault.rows).contains("HOLDS\n"))
        #expect(try check(Array(test.vault.rows.dropFirst(2))).contains("W-REDACTED \(path): 2 values were not opened"))
        let swapped = try check(Array(test.vault.rows.prefix(1)), swapping: true)
        #expect(swapped.contains("E-DISCLOSURE"), "T21: \(swapped)")
        #expect(swapped.hasPrefix("exit 1"))
    }

    @Test(
        "A change is found by several threads as by one, at the fast level as at the full one", arguments: ["1", "2"])
    func threads(count: String) throws {
        let test = try Story.log()
        let words = [test.directory, "--key", try Self.key(), "--threads", count, "--level"]
        #expect(try VerifyProgram.run(words + ["chain"]).contains("the meaning of entries was not checked\nHOLDS\n"))
        try test.replace("care_event", by: "case_event", line: 5)
        for level in ["chain", "full"] {
            let found = try VerifyProgram.run(words + [level])
            #expect(found.contains("E-CHAIN segments/000000000000.jsonl:6"), "\(level) \(found)")
            #expect(found.contains("E-COMMIT segments/000000000000.jsonl:7"), "\(level) \(found)")
        }
    }
}
