import Foundation
import Linux
import Testing

/// A log as a process left it, kept in memory so that each case begins with a copy, and every call that a writer makes
/// on its files when it opens the log and writes to it.
struct FaultScene: Sendable {
    let name: String
    let faults: [InjectedFault]
    private let files: [String: [UInt8]]
    private let promised: [CrashWriter.Acknowledgement]
    private let batches: [String]

    /// What a writer did on a copy.
    struct Run {
        let directory: String
        /// Everything promised on this log, also before.
        let acknowledged: [CrashWriter.Acknowledgement]
        /// How much of it by this writer.
        let acknowledgedNow: Int
        let wasHit: Bool
    }

    /// A sound log; one whose next segment is durable but not in its place; one with half a batch at the end of its
    /// segment, while the other half lies ready in the next.
    static let all = Result {
        guard CrashWriter.isBuilt, SystemCallTrace.isPossible else { return [] as [FaultScene] }
        let sound = try inFolder { directory in
            let result = try CrashWriter.run(directory, ["first|second"], options)
            return try FaultScene(
                "a sound log", read(directory), result.acknowledged, CrashWriter.batches(0..<12, round: 1))
        }
        return try [
            sound,
            sound.left(by: "rename", of: "segment.next", 1, named: "a segment that waits for its name", torn: [:]),
            sound.left(
                by: "write", of: "segments/000000000000.jsonl", 3, named: "half a batch",
                torn: ["segments/000000000000.jsonl": #"{"chain":{"prev":"b733"#]),
        ]
    }

    private static let options = ["--segment", "8", "--publish-every", "3600"]

    private init(
        _ name: String, _ files: [String: [UInt8]], _ promised: [CrashWriter.Acknowledgement], _ batches: [String]
    ) throws {
        self.name = name
        self.files = files
        self.promised = promised
        self.batches = batches
        faults = try Self.inFolder { directory in
            try Self.write(files, to: directory)
            let (_, trace) = try Self.trace(directory, batches, [])
            return InjectedFault.all(in: trace, of: directory)
        }
    }

    /// What is left of this log where its writer is killed at a call, with some bytes more in some of its files.
    private func left(
        by call: String, of path: String, _ number: Int, named name: String, torn: [String: String]
    ) throws -> FaultScene {
        let kill = try #require(
            faults.first { $0.call == call && $0.path == path && $0.number == number && $0.kind == .kill })
        return try run(kill) { run in
            #expect(run.wasHit)
            let files = try Self.read(run.directory).merging(torn.mapValues { Array($0.utf8) }) { $0 + $1 }
            return try FaultScene(name, files, run.acknowledged, CrashWriter.batches(0..<4, round: 2))
        }
    }

    /// Runs a writer on a copy of the log and lets the call fail. The copy is gone after `body`.
    func run<Found>(
        _ fault: InjectedFault, options: [String] = [], _ body: (Run) throws -> Found
    ) throws -> Found {
        try Self.inFolder { directory in
            try Self.write(files, to: directory)
            let path = fault.path.isEmpty ? directory : "\(directory)/\(fault.path)"
            let (result, trace) = try Self.trace(
                directory, batches, options,
                ["-P", path, "-e", "inject=\(fault.call):\(fault.kind.rawValue):when=\(fault.number)"])
            return try body(
                Run(
                    directory: directory, acknowledged: promised + result.acknowledged,
                    acknowledgedNow: result.acknowledged.count,
                    wasHit: fault.kind == .kill ? trace.wasKilled : trace.calls.contains { $0.isInjected }))
        }
    }

    private static func trace(
        _ directory: String, _ batches: [String], _ options: [String], _ words: [String] = []
    ) throws -> (result: (ready: Int?, acknowledged: [CrashWriter.Acknowledgement], status: Int32), SystemCallTrace) {
        let output = "\(FileSystem.parent(of: directory))/trace"
        let result = try CrashWriter.run(
            directory, batches, Self.options + options,
            below: ["/usr/bin/env", "strace", "-f", "-y", "-s", "200", "-o", output]
                + ["-e", "trace=\(InjectedFault.calls)"] + words)
        return (result, try SystemCallTrace(reading: output))
    }

    private static func inFolder<Found>(_ body: (String) throws -> Found) throws -> Found {
        let parent = try FileSystem.makeTemporaryDirectory()
        defer { try? FileSystem.removeTree(parent) }
        return try body("\(parent)/audit")
    }

    private static func read(_ directory: String) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: directory)
        where FileSystem.kind("\(directory)/\(name)") == .file {
            files[name] = try FileSystem.readFile("\(directory)/\(name)", maximumBytes: 1 << 20)
        }
        return files
    }

    private static func write(_ files: [String: [UInt8]], to directory: String) throws {
        for (name, bytes) in files {
            let path = "\(directory)/\(name)"
            try FileSystem.makeDirectory(FileSystem.parent(of: path), permissions: 0o755, intermediate: true)
            try Data(bytes).write(to: URL(fileURLWithPath: path))
        }
    }
}
