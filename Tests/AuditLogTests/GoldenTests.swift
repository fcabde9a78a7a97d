import AuditLog
import Foundation
import JSON
import Linux
import Testing

@Suite("Golden files")
struct GoldenTests {
    @Test("I13: the same events, clock, keys and salts give the same bytes")
    func sampleLog() throws {
        let test = try Story.log()
        try Golden.check("sample-log/segment-000000000000.jsonl", test.bytes(test.segmentPath(0)))
        try Golden.check("sample-log/segment-000000000008.jsonl", test.bytes(test.segmentPath(8)))
        try Golden.check("sample-log/checkpoint", test.bytes("\(test.directory)/checkpoint"))
        try Golden.check("sample-log/log.vkey", Array("\(TestLog.signer().key)\n".utf8))
        let disclosures = test.vault.rows.map { row -> JSONValue in
            ["seq": .integer(row.seq), "digest": .string(row.digest), "disclosure": .string(row.disclosure)]
        }
        try Golden.check("sample-log/disclosures.json", JSONValue.array(disclosures).prettyBytes())
        let log = try test.open()
        defer { log.stop() }
        let receipt = try log.receipt(
            for: 5, disclosures: test.vault.rows.filter { $0.seq == 5 }.map(\.disclosure))
        try Golden.check("sample-log/receipt-5.json", receipt.json.prettyBytes())
    }

    @Test("The published schema of the events is the one that is enforced")
    func schema() throws {
        try Golden.check("events.schema.json", AuditEventSchema.jsonSchema.prettyBytes())
    }
}

/// Files under `Tests/Golden/AuditLog`, compared byte by byte; `UPDATE_GOLDEN=1` writes them anew.
enum Golden {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Golden/AuditLog")

    static func check(_ name: String, _ bytes: [UInt8]) throws {
        let file = folder.appendingPathComponent(name)
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }
        let golden = try [UInt8](Data(contentsOf: file))
        #expect(
            String(decoding: bytes, as: UTF8.self) == String(decoding: golden, as: UTF8.self),
            "\(name) differs: look at the change, then run the tests with UPDATE_GOLDEN=1")
    }
}

extension Story {
    /// The whole story in a log of two segments.
    static func log() throws -> TestLog {
        let test = try TestLog(segmentSize: 8)
        try test.write(batches)
        return test
    }
}
