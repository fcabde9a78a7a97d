import Foundation
import Linux
import Testing

@Suite(
    "The order of system calls",
    .enabled(if: CrashWriter.isBuilt, "audit-writer is not built beside the tests"),
    .enabled(if: SystemCallTrace.isPossible, "strace is missing or not allowed here"))
struct OrderTests {
    @Test("I4: nothing is acknowledged while bytes or names of segments are not durable")
    func order() throws {
        let result = try Self.trace([])
        #expect(result.acknowledged > 100)
        #expect(result.faults == [])
    }

    @Test("A writer without fdatasync, and one without directory fsync, are caught", arguments: Mutant.allCases)
    func mutant(mutant: Mutant) throws {
        let result = try Self.trace(["--mutant", mutant.rawValue])
        #expect(!result.faults.isEmpty)
        #expect(
            result.faults.allSatisfy { $0.contains(mutant == .noSync ? "bytes of" : "names in") }, "\(result.faults)")
    }

    enum Mutant: String, CaseIterable, Sendable {
        case noSync = "no-sync"
        case noDirectorySync = "no-directory-sync"
    }

    /// Follows what is dirty, call by call, and complains at each acknowledgement that comes too early.
    private static func trace(_ options: [String]) throws -> (acknowledged: Int, faults: [String]) {
        let parent = try FileSystem.makeTemporaryDirectory()
        defer { try? FileSystem.removeTree(parent) }
        let directory = "\(parent)/audit"
        let output = "\(parent)/trace"
        let calls = "write,fdatasync,fsync,rename,openat,ftruncate"
        _ = try CrashWriter.run(
            directory, CrashWriter.batches(0..<80), ["--segment", "16"] + options,
            below: ["/usr/bin/env", "strace", "-f", "-y", "-s", "200", "-e", "trace=\(calls)", "-o", output])
        var dirty: Set<String> = []
        var acknowledged = 0
        var faults: [String] = []
        for call in try SystemCallTrace(reading: output).calls where !call.hasFailed {
            let path = call.descriptorPath ?? ""
            switch call.name {
            case "write":
                if call.isAcknowledgement {
                    acknowledged += 1
                    faults += dirty.sorted().map { "acknowledged \(acknowledged) before the \($0) were durable" }
                }
                if path.contains("/segments/") || path.hasSuffix("/segment.next.tmp") {
                    dirty.insert("bytes of \(path)")
                }
            case "fdatasync", "fsync":
                dirty.remove("bytes of \(path)")
                dirty.remove("names in \(path)")
            case "rename":
                guard let target = call.texts.last, target.contains("/segments/") else { continue }
                dirty.insert("names in \(FileSystem.parent(of: target))")
            default: break
            }
        }
        return (acknowledged, faults)
    }
}
