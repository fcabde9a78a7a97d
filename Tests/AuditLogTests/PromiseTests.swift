import AuditLog
import Foundation
import JSON
import Testing

@Suite("Promises of the log")
struct PromiseTests {
    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    @Test("Each has a test of its name: Tests/AUDIT.md")
    func table() throws {
        let text = try String(contentsOf: Self.tests.appendingPathComponent("AUDIT.md"), encoding: .utf8)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("|") }.map {
            $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }.filter { $0.count >= 3 && $0[$0.count - 2].contains("/") }
        for row in rows {
            let file = Self.tests.appendingPathComponent(row[row.count - 2])
            let source = try String(contentsOf: file, encoding: .utf8)
            #expect(source.contains(row[row.count - 1]), "\(row)")
        }
        #expect(Set(rows.map { $0[0] }).isSuperset(of: (1...13).map { "I\($0)" }))
    }

    @Test("T28, T33: a receipt shows that its history was rewritten or put back, though the log's key signed that")
    func receiptAgainstHistory() throws {
        let test = try Story.log()
        let early = try TestLog(copying: test)
        let log = try test.open()
        guard case .object(let receipt) = try log.receipt(for: 12, disclosures: []).json,
            case .string(let proof)? = receipt["proof"], let cut = proof.range(of: "\n\n")
        else { throw AuditError.closed }
        log.stop()
        // The checkpoint in a researcher's receipt is a checkpoint that was kept.
        let kept = LogVerifier.KnownCheckpoint(file: "receipt", bytes: Array(proof[cut.upperBound...].utf8))
        #expect(try test.verify(known: [kept]).codes == [])
        var forgery = try Forgery(of: test)
        forgery.lines[2].event["snapshot"] = "2026-02"
        try Forgery.sign(forgery.write(to: test), of: test)
        #expect(try test.verify().codes == [])
        #expect(try test.verify(known: [kept]).codes == ["E-FORK"])
        forgery = try Forgery(of: early)
        forgery.lines.removeLast(3)
        try Forgery.sign(forgery.write(to: early), of: early)
        #expect(try early.verify().codes == [])
        #expect(try early.verify(known: [kept]).codes == ["E-ROLLBACK"])
    }
}
