import AuditLog
import Foundation
import Linux
import Testing

@Suite(
    "A pruning is interrupted",
    .enabled(if: CrashWriter.isBuilt, "audit-writer is not built beside the tests"),
    .enabled(if: SystemCallTrace.isPossible, "strace is missing or not allowed here"))
struct PruneCrashTests {
    /// The n-th call of a name about one file goes wrong.
    struct Fault: Sendable, CustomTestStringConvertible {
        let file: String
        let call: String
        let kind: String
        let number: Int
        var testDescription: String { "\(kind) at \(call) \(number) of \(file)" }
    }

    /// Death at every step of a segment's replacement, of the entry that says so and of its checkpoint; and errors of the
    /// disk. Without SALTHOUSE_TEST_ALL a part of them.
    static let faults: [Fault] = {
        func faults(_ files: [String], _ calls: [String], _ numbers: ClosedRange<Int>, _ kind: String) -> [Fault] {
            files.flatMap { file in
                calls.flatMap { call in numbers.map { Fault(file: file, call: call, kind: kind, number: $0) } }
            }
        }
        let replaced = [0, 8, 16].map { "segments/\(String(repeating: "0", count: $0 < 10 ? 11 : 10))\($0).jsonl.tmp" }
        let replacing = ["openat", "fchmod", "write", "fsync", "rename"]
        let all =
            faults(replaced, replacing, 1...1, "signal=KILL") + faults(replaced, replacing, 1...1, "error=EIO")
            + faults(["segments"], ["openat", "fsync"], 1...6, "signal=KILL")
            + faults(["checkpoint.tmp"], ["openat", "write", "fsync", "rename"], 1...5, "signal=KILL")
            + faults(["segments/000000000032.jsonl"], ["write", "fdatasync"], 1...3, "signal=KILL")
        return CrashWriter.runsAll ? all : all.enumerated().filter { $0.offset % 5 == 4 }.map(\.element)
    }()

    private static let options = ["--segment", "8"]

    /// A log of 31 old entries, in three full segments and a fourth.
    private static let old = Result {
        let directory = try FileSystem.makeTemporaryDirectory() + "/audit"
        let requests = (0..<30).map { "old-\($0)" }
        let written = try CrashWriter.run(directory, requests, options + ["--days-ago", "500"])
        #expect(written.acknowledged.count == 30)
        return directory
    }

    @Test("at any step: the log verifies and starts, and a second one finishes the work", arguments: faults)
    func interrupted(fault: Fault) throws {
        let parent = try FileSystem.makeTemporaryDirectory()
        defer { try? FileSystem.removeTree(parent) }
        let directory = "\(parent)/audit"
        try FileManager.default.copyItem(atPath: Self.old.get(), toPath: directory)
        let pruning = Self.options + ["--prune", "400"]
        _ = try CrashWriter.run(
            directory, ["now"], pruning,
            below: [
                "/usr/bin/env", "strace", "-f", "-o", "/dev/null", "-P", "\(directory)/\(fault.file)", "-e",
                "trace=\(fault.call)", "-e", "inject=\(fault.call):\(fault.kind):when=\(fault.number)",
            ])
        let crashed = try Self.verify(directory)
        #expect(crashed.findings.filter { !$0.isNotice } == [])
        let again = try CrashWriter.run(directory, ["again"], pruning)
        #expect(again.ready != nil && again.status == 0)
        let finished = try Self.verify(directory)
        #expect(finished.findings.filter { !$0.isNotice } == [])
        // All old requests of the three segments; the genesis stays.
        #expect(finished.pruned == 23)
        #expect(try CrashWriter.run(directory, [], pruning).status == 0)
        #expect(try Self.verify(directory).size == finished.size, "nothing is left to do")
    }

    private static func verify(_ directory: String) throws -> LogVerifier.Report {
        let text = String(decoding: try FileSystem.readFile("\(directory)/log.vkey", maximumBytes: 1000), as: UTF8.self)
        return try LogVerifier.verify(
            directory: directory, key: #require(VerifierKey(parsing: String(text.dropLast()))),
            evidence: .init(known: [], policy: nil, freshSince: nil), effort: .init(level: .full, threads: 1)
        ) { _, _, _ in }
    }
}
