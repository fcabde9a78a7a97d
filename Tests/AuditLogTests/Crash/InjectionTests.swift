import Foundation
import Linux
import Testing

@Suite(
    "Any system call fails",
    .enabled(if: CrashWriter.isBuilt, "audit-writer is not built beside the tests"),
    .enabled(if: SystemCallTrace.isPossible, "strace is missing or not allowed here"))
struct InjectionTests {
    /// One call that goes wrong: the n-th of its name.
    struct Fault: Sendable, CustomTestStringConvertible {
        let call: String
        let kind: String
        let number: Int
        var testDescription: String { "\(kind) at \(call) \(number)" }
    }

    /// Every call that changes files, failing in every way. Without SALTHOUSE_TEST_ALL a part of them.
    static let faults: [Fault] = {
        let all = ["write", "fdatasync", "fsync", "rename", "openat", "ftruncate", "fchmod", "mkdir"].flatMap { call in
            ["error=EIO", "error=ENOSPC", "signal=KILL"].flatMap { kind in
                (1...(call == "openat" ? 60 : 24)).map { Fault(call: call, kind: kind, number: $0) }
            }
        }
        return CrashWriter.runsAll ? all : all.enumerated().filter { $0.offset % 23 == 7 }.map(\.element)
    }()

    @Test("I2, I5: one fault loses nothing, and after it nothing is acknowledged", arguments: faults)
    func one(fault: Fault) throws {
        let result = try Self.run([fault], options: [])
        #expect(result.late == [], "acknowledged after a fault of the log's files")
        try CrashWriter.expectKept(result.acknowledged, in: result.directory)
        try FileSystem.removeTree(FileSystem.parent(of: result.directory))
    }

    @Test("I3: nor does a second fault, during the recovery from the first", arguments: faults)
    func two(fault: Fault) throws {
        let first = Fault(call: "write", kind: "signal=KILL", number: 17)
        let result = try Self.run([first, fault], options: [])
        #expect(result.late == [])
        try CrashWriter.expectKept(result.acknowledged, in: result.directory)
        try FileSystem.removeTree(FileSystem.parent(of: result.directory))
    }

    @Test("A writer that tries again after an error is caught")
    func retry() throws {
        var late: [String] = []
        for number in 4...9 {
            let fault = Fault(call: "fdatasync", kind: "error=EIO", number: number)
            let result = try Self.run([fault], options: ["--mutant", "retry"])
            late += result.late
            try FileSystem.removeTree(FileSystem.parent(of: result.directory))
        }
        #expect(!late.isEmpty)
    }

    /// Runs the program once for each fault, on one log. `late` are acknowledgements that came after a fault had hit a
    /// file of the log's segments.
    private static func run(
        _ faults: [Fault], options: [String]
    ) throws -> (directory: String, acknowledged: [CrashWriter.Acknowledgement], late: [String]) {
        let parent = try FileSystem.makeTemporaryDirectory()
        let directory = "\(parent)/audit"
        // The log stands already: a fault while it is made leaves none, or a whole one.
        _ = try CrashWriter.run(directory, ["first|second"], ["--segment", "8"])
        var acknowledged: [CrashWriter.Acknowledgement] = []
        var late: [String] = []
        for (round, fault) in faults.enumerated() {
            let output = "\(parent)/trace"
            let result = try CrashWriter.run(
                directory, CrashWriter.batches(0..<12, round: round), ["--segment", "8"] + options,
                below: [
                    "/usr/bin/env", "strace", "-f", "-y", "-s", "200", "-o", output, "-e",
                    "trace=write,fdatasync,fsync,rename,openat,ftruncate,fchmod,mkdir", "-e",
                    "inject=\(fault.call):\(fault.kind):when=\(fault.number)",
                ])
            acknowledged += result.acknowledged
            var hasFailed = false
            for call in try SystemCallTrace(reading: output).calls {
                if call.isInjected, call.arguments.contains("/segments/") { hasFailed = true }
                if hasFailed, call.name == "write", let text = call.texts.first, text.hasPrefix("ACK ") {
                    late.append(text)
                }
            }
        }
        return (directory, acknowledged, late)
    }
}
