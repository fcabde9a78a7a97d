import AuditLog
import Foundation
import JSON
import Linux
import Testing

@Suite("Room on the device")
struct SpaceTests {
    /// No device has so much room.
    private static let never = SpacePolicy(lowWaterBytes: .max, lowWaterHundredths: 100, ballastBytes: 0)
    private static let withBallast = SpacePolicy(lowWaterBytes: 1, lowWaterHundredths: 1, ballastBytes: 1 << 20)

    @Test("I8: on a nearly full device new questions wait, while the log can still say how it ends")
    func low() throws {
        let test = try TestLog()
        let log = try test.open(space: Self.never)
        let question = AuditDraft(type: "query.check", event: ["req": "r"])
        // The first look comes with the first batch; a note of the log's own is always taken.
        _ = try log.append([.note(1)])
        #expect(throws: AuditError.diskLow) { try log.append([question]) }
        #expect(throws: AuditError.diskLow) { try log.append([.note(2), question]) }
        #expect(!log.isClosed)
        _ = try log.append([AuditDraft(type: "shutdown", event: ["reason": "full"])])
        log.stop()
        #expect(try test.verify().codes == [])
        let again = try test.open()
        defer { again.stop() }
        _ = try again.append([question])
    }

    @Test("I8: ballast takes room while there is some, and is given up for a recovery")
    func ballast() throws {
        let test = try TestLog()
        let ballast = "\(test.directory)/ballast"
        let first = try test.open(space: Self.withBallast)
        _ = try first.append([.note(1)])
        first.stop()
        #expect(try Int(test.bytes(ballast).count) == 1 << 20)
        // It is no part of the log.
        #expect(try test.verify().codes == [])
        let torn = try test.bytes(test.segmentPath(0)) + Array("{\"chain\"".utf8)
        try test.overwrite(test.segmentPath(0), torn)
        let log = try test.open(space: Self.never)
        #expect(!FileSystem.exists(ballast))
        #expect(try log.entry(log.size - 1).type == "recovery")
        log.stop()
        let roomy = try test.open(space: Self.withBallast)
        roomy.stop()
        #expect(FileSystem.exists(ballast))
    }
}
