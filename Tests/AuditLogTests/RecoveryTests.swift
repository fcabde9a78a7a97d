import Foundation
import JSON
import Linux
import Synchronization
import Testing

@testable import AuditLog

@Suite("Recovery", .timeLimit(.minutes(5)))
struct RecoveryTests {
    /// A log as a crash finds it: acknowledged batches, one more on its way, and no newer checkpoint.
    private struct Crash {
        let base: TestLog
        /// The bytes of the active segment up to the last acknowledgement.
        let acknowledged: [UInt8]
        /// The batch in flight.
        let batch: [UInt8]
        let size: Int

        init() throws {
            base = try TestLog(segmentSize: 8)
            try base.write([AuditDraft.notes(0..<6), AuditDraft.notes(6..<9), [.note(9)]])
            let copy = try TestLog(copying: base)
            try copy.write([AuditDraft.notes(10..<12)])
            acknowledged = try base.bytes(base.segmentPath(8))
            batch = Array(try copy.bytes(copy.segmentPath(8)).dropFirst(acknowledged.count))
            size = 11
        }

        /// Opens the log with these bytes behind the acknowledged ones, and says how it went.
        func recover(tail: [UInt8]) throws -> (size: Int, last: AuditEntry, codes: [String]) {
            let test = try TestLog(copying: base)
            try test.overwrite(test.segmentPath(8), acknowledged + tail)
            let log = try test.open()
            let result = (log.size, try log.entry(log.size - 1))
            log.stop()
            return (result.0, result.1, try test.verify().codes)
        }
    }

    @Test("I6: a batch cut at any byte is set aside, and everything acknowledged stays")
    func prefix() throws {
        let crash = try Crash()
        for length in 0...crash.batch.count {
            let found = try crash.recover(tail: Array(crash.batch.prefix(length)))
            let isWhole = length == crash.batch.count
            #expect(found.size == crash.size + (length == 0 ? 0 : isWhole ? 2 : 1), "cut at \(length)")
            #expect(found.codes == [], "cut at \(length)")
            if length > 0, !isWhole {
                #expect(found.last.type == "recovery")
                #expect(found.last.event["bytes"] == .integer(length))
            }
        }
    }

    @Test("I6: so is one whose rest is zeros, garbage, or that lost a sector", arguments: ["zeros", "garbage", "hole"])
    func damagedTail(kind: String) throws {
        let crash = try Crash()
        var random = SplitMix(seed: 20_260_301)
        for place in 0..<crash.batch.count {
            var tail = crash.batch
            let end = kind == "hole" ? min(place + 32, tail.count) : tail.count
            for index in place..<end { tail[index] = kind == "garbage" ? UInt8.random(in: 0...255, using: &random) : 0 }
            guard tail != crash.batch else { continue }
            let found = try crash.recover(tail: tail)
            #expect(found.size == crash.size + 1, "\(kind) at \(place)")
            #expect(found.last.type == "recovery", "\(kind) at \(place)")
            #expect(found.codes == [], "\(kind) at \(place)")
        }
    }

    @Test("I7: damage in anything acknowledged refuses to open and changes no file")
    func damage() throws {
        let base = try TestLog(segmentSize: 8)
        try base.write([AuditDraft.notes(0..<6), AuditDraft.notes(6..<9), [.note(9)], AuditDraft.notes(10..<12)])
        for first in [0, 8] {
            let bytes = try base.bytes(base.segmentPath(first))
            for place in stride(from: 0, to: bytes.count, by: 7) {
                let test = try TestLog(copying: base)
                var changed = bytes
                changed[place] ^= 0x04
                try test.overwrite(test.segmentPath(first), changed)
                let before = try test.evidence()
                let error = #expect(throws: AuditError.self, "byte \(place) of segment \(first)") { try test.open() }
                #expect(["SH-L703", "SH-L704"].contains(error?.code), "byte \(place) of segment \(first)")
                #expect(try test.evidence() == before)
            }
        }
    }

    @Test("I7: so does damage that no checkpoint covers, unless it may be the one batch in flight")
    func uncoveredDamage() throws {
        let live = try TestLog(segmentSize: 64)
        let log = try live.open()
        for number in 0..<4 { _ = try log.append(AuditDraft.notes([number, number])) }
        let base = try TestLog(copying: live)
        log.stop()
        let bytes = try base.bytes(base.segmentPath(0))
        let lines = bytes.split(separator: 0x0A).map(Array.init)
        let lastBatch = bytes.count - lines.suffix(3).reduce(0) { $0 + $1.count + 1 }
        for place in stride(from: 0, to: lastBatch, by: 5) {
            let test = try TestLog(copying: base)
            var changed = bytes
            changed[place] ^= 0x01
            try test.overwrite(test.segmentPath(0), changed)
            let before = try test.evidence()
            let error = #expect(throws: AuditError.self, "byte \(place)") { try test.open() }
            #expect(error?.code == "SH-L703", "byte \(place)")
            #expect(try test.evidence() == before)
        }
    }

    @Test("A missing segment, a foreign one and a missing checkpoint refuse to open")
    func missing() throws {
        let base = try TestLog(segmentSize: 8)
        try base.write([AuditDraft.notes(0..<7), AuditDraft.notes(7..<14), AuditDraft.notes(14..<20)])
        let foreign = try TestLog(segmentSize: 8)
        try foreign.write([AuditDraft.notes(5..<12), AuditDraft.notes(0..<7)])
        let changes: [(String, (TestLog) throws -> Void)] = [
            ("the first", { try FileSystem.remove($0.segmentPath(0)) }),
            ("the middle", { try FileSystem.remove($0.segmentPath(8)) }),
            ("the last", { try FileSystem.remove($0.segmentPath(16)) }),
            ("foreign", { try $0.overwrite($0.segmentPath(8), foreign.bytes(foreign.segmentPath(8))) }),
            ("checkpoint", { try FileSystem.remove("\($0.directory)/checkpoint") }),
        ]
        for (name, change) in changes {
            let test = try TestLog(copying: base)
            try change(test)
            #expect(throws: AuditError.self, "\(name)") { try test.open() }
        }
    }

    @Test("An older state put back is a ROLLBACK, a rewritten one a FORK, and the pin sees both")
    func rollbackAndFork() throws {
        let base = try TestLog()
        try base.write([[.note(1)]])
        let old = try TestLog(copying: base)
        let other = try TestLog(copying: base)
        let pin = FileSystem.parent(of: base.directory) + "/pin"
        let log = try base.open(pin: pin)
        _ = try log.append([.note(2)])
        log.stop()
        #expect(throws: AuditError.rollback(promised: 3, found: 2)) { try old.open(pin: pin) }
        try other.write([[.note(3)]])
        #expect(throws: AuditError.fork(size: 3)) { try other.open(pin: pin) }
        try base.open(pin: pin).stop()
    }

    @Test("A batch over a segment border is in the log wholly or not at all")
    func border() throws {
        let base = try TestLog(segmentSize: 8)
        try base.write([AuditDraft.notes(0..<5)])
        let before = try base.bytes(base.segmentPath(0))
        let whole = try TestLog(copying: base)
        try whole.write([AuditDraft.notes(5..<10)])
        let full = try whole.bytes(whole.segmentPath(0))
        let next = try whole.bytes(whole.segmentPath(8))
        for (name, old, size) in [("staged only", before, 7), ("decided", full, 11)] {
            let test = try TestLog(copying: base)
            try test.overwrite(test.segmentPath(0), old)
            try Data(next).write(to: URL(fileURLWithPath: "\(test.directory)/segment.next"))
            let log = try test.open()
            #expect(log.size == size, "\(name)")
            _ = try log.append([.note(99)])
            log.stop()
            #expect(try test.verify().codes == [], "\(name)")
            #expect(!FileSystem.exists("\(test.directory)/segment.next"))
        }
    }

    @Test("A repair that was interrupted is told of at the next start, once")
    func interruptedRepair() throws {
        let crash = try Crash()
        let test = try TestLog(copying: crash.base)
        try test.overwrite(test.segmentPath(8), crash.acknowledged + crash.batch.prefix(40))
        let recovery = LogRecovery(files: LogFiles(directory: test.directory), pin: nil)
        let drafts = try recovery.repair(recovery.inspect())
        #expect(drafts.map(\.type) == ["recovery"])
        for expected in [crash.size + 1, crash.size + 1] {
            let log = try test.open()
            #expect(log.size == expected)
            #expect(try log.entry(crash.size).type == "recovery")
            log.stop()
        }
    }

    @Test("Derived hashes that were lost or changed are made anew")
    func derived() throws {
        let test = try TestLog(segmentSize: 8)
        try test.write([AuditDraft.notes(0..<6)])
        try test.overwrite("\(test.directory)/tree/0", [1, 2, 3])
        #expect(try test.verify().codes == [])
        try test.overwrite("\(test.directory)/tree/0", [UInt8](repeating: 7, count: 64))
        #expect(try test.verify().codes == ["E-TILE"])
        try test.open().stop()
        #expect(try test.verify().codes == [])
        #expect(try test.bytes("\(test.directory)/tree/0").count == 7 * 32)
    }

    @Test("A copy taken at any moment recovers with everything that was acknowledged before")
    func copies() throws {
        let live = try TestLog(segmentSize: 16)
        let log = try live.open(publishEvery: .milliseconds(5))
        let acknowledged = Mutex<[AuditEntry]>([])
        let isDone = Mutex(false)
        defer { isDone.withLock { $0 = true } }
        let writer = try WorkerThread(name: "writer") {
            for number in 0..<400 {
                guard !isDone.withLock({ $0 }), let entries = try? log.append(AuditDraft.notes(0..<(1 + number % 5)))
                else { return }
                acknowledged.withLock { $0 += entries }
                usleep(2000)  // slow enough to be copied many times while it grows
            }
        }
        for _ in 0..<20 {
            let known = acknowledged.withLock { $0 }
            let copy = try LiveCopy(of: live)
            let opened = try copy.log.open()
            #expect(opened.size > (known.last?.seq ?? 0))
            for entry in known.suffix(40) { #expect(try opened.entry(entry.seq).bytes == entry.bytes) }
            opened.stop()
            #expect(try copy.log.verify().codes == [])
        }
        isDone.withLock { $0 = true }
        writer.join()
        log.stop()
        #expect(try live.verify().codes == [])
    }
}

/// A copy of a log that is being written: first what promises, then what was promised.
private struct LiveCopy {
    let log: TestLog

    init(of live: TestLog) throws {
        log = try TestLog(segmentSize: 16, clock: live.clock)
        for name in ["checkpoint", "segment.next"] {
            guard let bytes = try? live.bytes("\(live.directory)/\(name)") else { continue }
            try Data(bytes).write(to: URL(fileURLWithPath: "\(log.directory)/\(name)"))
        }
        for name in try FileSystem.list("\(log.directory)/checkpoints") {
            try FileSystem.remove("\(log.directory)/checkpoints/\(name)")  // those of the empty log
        }
        for name in try FileSystem.list("\(live.directory)/segments") where name.hasSuffix(".jsonl") {
            let bytes = try live.bytes("\(live.directory)/segments/\(name)")
            try Data(bytes).write(to: URL(fileURLWithPath: "\(log.directory)/segments/\(name)"))
        }
    }
}

/// A small generator whose seed is known.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
