import AuditLog
import Linux
import Synchronization
import Testing

@Suite("When the disk fails")
struct FaultTests {
    /// How one call goes wrong.
    enum Fault: String, CaseIterable, Sendable {
        case writeLost, writeHalf, writeDoneButReported, syncLost, syncDoneButReported
        var isOfWrite: Bool { self != .syncLost && self != .syncDoneButReported }
    }

    @Test(
        "I5: after the first error nothing is acknowledged any more, and nothing acknowledged is lost",
        arguments: Fault.allCases, 1...4)
    func firstErrorIsFinal(fault: Fault, call: Int) throws {
        let test = try TestLog(segmentSize: 64)
        let file = Mutex<FailingFile?>(nil)
        let log = try test.open { real in
            let failing = FailingFile(real, fault: fault, call: call)
            file.withLock { $0 = failing }
            return failing
        }
        var acknowledged: [AuditEntry] = []
        var errors: [AuditError] = []
        for number in 0..<8 {
            do { acknowledged += try log.append(AuditDraft.notes([number, number])) } catch { errors.append(error) }
        }
        #expect(acknowledged.count == 2 * (call - 1))
        #expect(errors.count == 8 - (call - 1))
        #expect(errors.first?.code == "SH-L708")
        #expect(errors.dropFirst().allSatisfy { $0.code == "SH-L709" })
        #expect(log.isClosed)
        #expect(throws: AuditError.self) { try log.publish() }
        #expect(log.size == 1 + acknowledged.count)
        let calls = file.withLock { $0?.calls }
        #expect(calls == call, "the file is not touched again after its error")
        log.stop()

        let again = try test.open()
        for entry in acknowledged { #expect(try again.entry(entry.seq).bytes == entry.bytes) }
        _ = try again.append([.note(100)])
        again.stop()
        #expect(try test.verify().codes == [])
    }

    @Test("Threads that wait when the disk fails are told so, all of them")
    func waiters() throws {
        let test = try TestLog(segmentSize: 64)
        let log = try test.open { FailingFile($0, fault: .syncLost, call: 3) }
        let results = Mutex<(acknowledged: Int, refused: Int)>((0, 0))
        let threads = try (0..<12).map { number in
            try WorkerThread(name: "writer-\(number)") {
                let isAcknowledged = (try? log.append([.note(number)])) != nil
                results.withLock { if isAcknowledged { $0.acknowledged += 1 } else { $0.refused += 1 } }
            }
        }
        for thread in threads { thread.join() }
        let seen = results.withLock { $0 }
        #expect(seen.acknowledged + seen.refused == 12)
        #expect(log.size == 1 + seen.acknowledged)
        log.stop()
    }
}

/// A file that fails at its n-th write or synchronisation, and counts what is asked of it.
private final class FailingFile: AppendFile {
    private let real: File
    private let fault: FaultTests.Fault
    private let call: Int
    private let counts = Mutex<(writes: Int, syncs: Int)>((0, 0))

    init(_ real: File, fault: FaultTests.Fault, call: Int) {
        self.real = real
        self.fault = fault
        self.call = call
    }

    /// Calls of the kind that fails.
    var calls: Int { counts.withLock { fault.isOfWrite ? $0.writes : $0.syncs } }

    func writeAll(_ bytes: [UInt8]) throws(SystemError) {
        let isFatal = counts.withLock { counts in
            counts.writes += 1
            return fault.isOfWrite && counts.writes == call
        }
        guard isFatal else { return try real.writeAll(bytes) }
        switch fault {
        case .writeHalf: try real.writeAll(Array(bytes.prefix(bytes.count / 2)))
        case .writeDoneButReported: try real.writeAll(bytes)
        case .writeLost, .syncLost, .syncDoneButReported: break
        }
        throw SystemError(operation: "write", path: real.path, errno: 5)
    }

    func synchronizeData() throws(SystemError) {
        let isFatal = counts.withLock { counts in
            counts.syncs += 1
            return !fault.isOfWrite && counts.syncs == call
        }
        guard isFatal else { return try real.synchronizeData() }
        if fault == .syncDoneButReported { try real.synchronizeData() }
        throw SystemError(operation: "fdatasync", path: real.path, errno: 5)
    }
}
