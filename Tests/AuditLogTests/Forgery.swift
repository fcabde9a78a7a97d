import Foundation
import JSON
import Linux
import Testing

@testable import AuditLog

/// Writes whatever log it is told to, as somebody could who has the files and perhaps a key.
struct Forgery {
    struct Line {
        var type: String
        var event: JSONObject
        var time: String
    }

    var lines: [Line]

    /// The entries of a log as they are.
    init(of test: TestLog) throws {
        var lines: [Line] = []
        _ = try LogVerifier.verify(
            directory: test.directory, key: TestLog.signer().key,
            evidence: .init(known: [], policy: nil, freshSince: nil),
            effort: .init(level: .full, threads: 2)
        ) { entry, _, _ in
            lines.append(Line(type: entry.type, event: entry.event, time: entry.time))
        }
        self.lines = lines
    }

    /// Replaces the segments of a log; one commit line a segment.
    @discardableResult
    func write(to test: TestLog, segmentSize: Int = 8) throws -> LogHead {
        var head = LogHead()
        var entries: [AuditEntry] = []
        for line in lines {
            let bytes = AuditEntry.encode(
                seq: head.size, time: try #require(AuditTime(parsing: line.time)), previous: head.previous,
                type: line.type, event: try JSONValue.object(line.event).canonicalBytes())
            let entry = try AuditEntry(parsing: bytes, leafHash: nil)
            head.add(entry)
            entries.append(entry)
        }
        for first in try LogFiles(directory: test.directory).listSegments() {
            try FileSystem.remove(test.segmentPath(first))
        }
        let batch = Batch(entries, after: LogHead(), origin: TestLog.origin, segmentSize: segmentSize)
        for part in batch.parts { try Data(part.bytes).write(to: URL(fileURLWithPath: test.segmentPath(part.first))) }
        if FileSystem.exists("\(test.directory)/tree") { try FileSystem.removeTree("\(test.directory)/tree") }
        return head
    }

    /// Signs what was written, and takes away older checkpoints.
    static func sign(_ head: LogHead, of test: TestLog, seeds: [UInt8] = [1], archived: Bool = false) throws {
        let checkpoint = Checkpoint(origin: TestLog.origin, size: head.size, root: head.tree.root)
        let signatures = try seeds.flatMap { try TestLog.signer(seed: $0).note(checkpoint).signatures }
        try test.overwrite(
            "\(test.directory)/checkpoint", SignedNote(text: checkpoint.text, signatures: signatures).bytes)
        for name in try FileSystem.list("\(test.directory)/checkpoints") {
            try FileSystem.remove("\(test.directory)/checkpoints/\(name)")
        }
        if archived {
            try Data(test.bytes("\(test.directory)/checkpoint")).write(
                to: URL(fileURLWithPath: LogFiles(directory: test.directory).archived(size: head.size)))
        }
    }
}

extension TestLog {
    /// The lines of a segment, without their line feeds.
    func lines(_ first: Int) throws -> [[UInt8]] {
        try bytes(segmentPath(first)).split(separator: 0x0A).map(Array.init)
    }

    func writeLines(_ lines: [[UInt8]], to first: Int) throws {
        try overwrite(segmentPath(first), lines.flatMap { $0 + [0x0A] })
    }

    /// Changes the lines of a segment.
    func edit(_ first: Int = 0, _ change: (inout [[UInt8]]) throws -> Void) throws {
        var lines = try lines(first)
        try change(&lines)
        try writeLines(lines, to: first)
    }

    /// Replaces a text in a line (from 1) of a segment.
    func replace(_ old: String, by new: String, line: Int, in first: Int = 0) throws {
        try edit(first) { lines in
            let text = String(decoding: lines[line - 1], as: UTF8.self)
            try #require(text.contains(old))
            lines[line - 1] = Array(text.replacingOccurrences(of: old, with: new).utf8)
        }
    }
}
