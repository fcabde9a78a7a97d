import AuditLog
import Foundation
import JSON
import Linux
import Synchronization
import Testing

/// The program `audit-writer`, built beside the tests, as a process that may be killed at any moment.
final class CrashWriter: Sendable {
    /// What the program promised.
    struct Acknowledgement: Hashable {
        let seq: Int
        let leafHash: String
        let request: String
    }

    private static let path: String? = {
        guard let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            return nil
        }
        return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("audit-writer").path
    }()

    static var isBuilt: Bool { path.map { FileManager.default.isExecutableFile(atPath: $0) } ?? false }

    /// Tests that mount, install, or take minutes run only where they are asked for.
    static let runsAll = ProcessInfo.processInfo.environment["SALTHOUSE_TEST_ALL"] == "1"

    // Files and no pipes: other tests start processes at the same time, and a pipe that those inherit never ends.
    private let process = Process()
    private let files: String
    private var output: String { "\(files)/output" }

    /// Starts the program on a directory, below another program where one is given (`strace …`), with its input from a
    /// file of batches.
    init(_ directory: String, _ batches: [String], _ options: [String] = [], below: [String] = []) throws {
        files = try FileSystem.makeTemporaryDirectory()
        let words = below + [try #require(Self.path), directory] + options
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        try Data(batches.map { "\($0)\n" }.joined().utf8).write(to: URL(fileURLWithPath: "\(files)/input"))
        try Data().write(to: URL(fileURLWithPath: "\(files)/output"))
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: "\(files)/input"))
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(files)/output"))
        process.standardError = FileHandle.nullDevice
        // A crash is to be seen as one, not as a second process that explains it.
        process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        try process.start()
    }

    deinit {
        kill()
        try? FileSystem.removeTree(files)
    }

    /// What it has written so far.
    var text: String { (try? String(contentsOf: URL(fileURLWithPath: output), encoding: .utf8)) ?? "" }

    /// SIGKILL to the program and all that it stands below: no handler, no farewell. Foundation gives every process a
    /// group of its own.
    func kill() { if process.isRunning { Foundation.kill(-process.processIdentifier, SIGKILL) } }

    /// No program of these tests works for longer.
    private static let limit = Duration.seconds(60)

    /// Waits for the end. Gives the size it began with (nil where it never was ready), what it promised, and how it
    /// ended. One that does not end is killed, and the test fails.
    func finish() throws -> (ready: Int?, acknowledged: [Acknowledgement], status: Int32) {
        let end = ContinuousClock.now + Self.limit
        while process.isRunning, ContinuousClock.now < end { usleep(1000) }
        try #require(!process.isRunning, "the program hangs; it wrote:\n\(text.suffix(1000))")
        let text = try String(contentsOf: URL(fileURLWithPath: output), encoding: .utf8)
        var ready: Int?
        var acknowledged: [Acknowledgement] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            let words = line.split(separator: " ", maxSplits: 3)
            if words.count == 2, words[0] == "READY" { ready = Int(words[1]) }
            guard words.count == 4, words[0] == "ACK", let seq = Int(words[1]) else { continue }
            acknowledged.append(Acknowledgement(seq: seq, leafHash: String(words[2]), request: String(words[3])))
        }
        return (ready, acknowledged, process.terminationStatus)
    }

    /// Runs the program to the end of some batches.
    static func run(
        _ directory: String, _ batches: [String], _ options: [String] = [], below: [String] = []
    ) throws -> (ready: Int?, acknowledged: [Acknowledgement], status: Int32) {
        try CrashWriter(directory, batches, options, below: below).finish()
    }

    /// Batches of one to three requests with names of their own.
    static func batches(_ numbers: Range<Int>, round: Int = 0) -> [String] {
        numbers.map { number in
            (0...(number % 3)).map { "r\(round)-\(number)-\($0)" }.joined(separator: "|")
        }
    }

    /// Opens the log once more with the program, and checks everything it ever promised against the files.
    static func expectKept(
        _ acknowledged: [Acknowledgement], in directory: String, _ comment: Comment? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let again = try run(directory, [], ["--segment", "8"])
        #expect(again.ready != nil, comment, sourceLocation: sourceLocation)
        #expect(again.status == 0, comment, sourceLocation: sourceLocation)
        let text = String(decoding: try FileSystem.readFile("\(directory)/log.vkey", maximumBytes: 1000), as: UTF8.self)
        let key = try #require(VerifierKey(parsing: String(text.dropLast())))
        var found: [Int: Acknowledgement] = [:]
        let report = try LogVerifier.verify(
            directory: directory, key: key, evidence: .init(known: [], policy: nil, freshSince: nil),
            effort: .init(level: .full, threads: 1)
        ) { entry, _, _ in
            guard case .string(let request)? = entry.event["req"] else { return }
            found[entry.seq] = Acknowledgement(seq: entry.seq, leafHash: entry.leafHash.hex, request: request)
        }
        #expect(report.codes == [], comment, sourceLocation: sourceLocation)
        let lost = acknowledged.filter { found[$0.seq] != $0 }
        #expect(lost == [], comment, sourceLocation: sourceLocation)
    }
}

/// Runs a command to its end and gives its exit code; nil where there is no such command.
func command(_ words: String..., output: String? = nil) throws -> Int32? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.start()
    process.waitUntilExit()
    return process.terminationStatus == 127 ? nil : process.terminationStatus
}

/// Two starts at once have crashed within Foundation, rarely.
private let starts = Mutex(())

extension Process {
    /// Runs it, one start at a time.
    func start() throws { try starts.withLock { _ in try run() } }
}
