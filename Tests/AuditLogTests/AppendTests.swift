import AuditLog
import Foundation
import JSON
import Linux
import OpenSSL
import Synchronization
import Testing

@Suite("Appending")
struct AppendTests {
    @Test("A new log has its genesis, and verifies")
    func genesis() throws {
        let test = try TestLog()
        let report = try test.verify()
        #expect(report.findings == [])
        #expect(report.size == 1)
        #expect(report.origin == TestLog.origin)
        #expect(throws: AuditError.alreadyExists) {
            try AuditLog.create(
                at: test.directory, identity: TestLog.identity(), segmentSize: 8, clock: test.clock.wall)
        }
    }

    @Test("Entries keep their order within and between batches, over segment borders, and are read back the same")
    func order() throws {
        let test = try TestLog(segmentSize: 8)
        let log = try test.open()
        var written: [AuditEntry] = []
        for size in [1, 3, 7, 2, 7, 7, 1, 5] { written += try log.append(AuditDraft.notes(0..<size)) }
        #expect(written.map(\.seq) == Array(1...33))
        #expect(log.size == 34)
        for entry in written { #expect(try log.entry(entry.seq) == entry) }
        log.stop()
        #expect(try test.verify().findings == [])
        #expect(try test.verify().segments == 5)
        let again = try test.open()
        for entry in written { #expect(try again.entry(entry.seq) == entry) }
        #expect(throws: AuditError.noSuchEntry(34)) { try again.entry(34) }
        again.stop()
        let permissions = try FileManager.default.attributesOfItem(atPath: test.segmentPath(0))[.posixPermissions]
        #expect(permissions as? Int == 0o440)
    }

    @Test("A later draft of a batch can carry the number of an earlier one")
    func sameBatch() throws {
        let test = try TestLog()
        let log = try test.open()
        defer { log.stop() }
        _ = try log.append(AuditDraft.notes(0..<3))
        let entries = try log.append(Story.refusal(request: "r-1"))
        #expect(entries.map(\.type) == ["query.intent", "query.outcome"])
        #expect(entries[1].event["intent"] == .integer(entries[0].seq))
        #expect(try log.entry(entries[1].seq).event["intent"] == .integer(4))
    }

    @Test("Disclosures go to the vault before the entry, and open what the entry commits to")
    func disclosures() throws {
        let test = try TestLog()
        let log = try test.open()
        defer { log.stop() }
        let draft = AuditDraft(
            type: "role.change", event: ["role": "steward", "change": "given"],
            disclosures: [
                Disclosed(name: "who", value: "Ada Example", subject: "person-1"),
                Disclosed(name: "why", value: ["meeting", 7], subject: nil),
            ])
        let entry = try log.append([draft])[0]
        #expect(test.vault.rows.map(\.seq) == [entry.seq, entry.seq])
        #expect(test.vault.rows.map(\.subject) == ["person-1", nil])
        #expect(test.vault.rows.map(\.disclosure) == entry.disclosures)
        #expect(!String(decoding: entry.bytes, as: UTF8.self).contains("Ada"))
        let opened = try #require(Disclosure(parsing: entry.disclosures[0]))
        #expect(entry.commits(to: opened))
        #expect(opened.value == "Ada Example")

        let receipt = try log.receipt(for: entry.seq, disclosures: [entry.disclosures[1]])
        let reading = try ReceiptReading(
            checking: receipt.json.bytes(), key: TestLog.signer().key, policy: nil, freshSince: nil, file: "receipt")
        #expect(reading.findings == [])
        #expect(reading.disclosures.map(\.name) == ["why"])
        #expect(throws: AuditError.disclosureNotOfEntry) { try log.receipt(for: 0, disclosures: entry.disclosures) }
    }

    @Test("When the vault refuses, nothing is written and the log stays open")
    func vaultRefuses() throws {
        let test = try TestLog()
        let log = try test.open()
        defer { log.stop() }
        test.vault.refuse(true)
        let draft = AuditDraft(
            type: "role.change", event: ["role": "steward", "change": "given"],
            disclosures: [Disclosed(name: "who", value: "Ada", subject: "a")])
        #expect(throws: AuditError.vault(VaultError(message: "the vault is full"))) { try log.append([draft]) }
        #expect(log.size == 1)
        test.vault.refuse(false)
        #expect(try log.append([draft])[0].seq == 1)
    }

    @Test("A draft that no log may hold is refused before anything is written", arguments: Refused.all)
    func refused(draft: Refused) throws {
        let test = try TestLog()
        let log = try test.open()
        defer { log.stop() }
        let error = #expect(throws: AuditError.self) { try log.append([.note(0), draft.draft]) }
        #expect(error?.code == "SH-L712")
        #expect(log.size == 1)
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let draft: AuditDraft

        static let all = [
            Refused(testDescription: "unknown type", draft: AuditDraft(type: "boots", event: [:])),
            Refused(testDescription: "unknown field", draft: AuditDraft(type: "boot", event: ["versio": "1"])),
            Refused(testDescription: "missing field", draft: AuditDraft(type: "optout.load", event: [:])),
            Refused(testDescription: "wrong kind", draft: AuditDraft(type: "boot", event: ["uptime": "1"])),
            Refused(testDescription: "own commitments", draft: AuditDraft(type: "boot", event: ["sd": [:]])),
            Refused(
                testDescription: "too long",
                draft: AuditDraft(type: "boot", event: ["version": .string(String(repeating: "x", count: 17_000))])),
            Refused(
                testDescription: "a number from itself",
                draft: AuditDraft(type: "ledger.debit", event: ["ledgers": []], sameBatch: ["outcome": 1])),
            Refused(
                testDescription: "one name twice",
                draft: AuditDraft(
                    type: "boot", event: [:],
                    disclosures: [
                        Disclosed(name: "a", value: 1, subject: nil), Disclosed(name: "a", value: 2, subject: nil),
                    ])),
        ]
    }

    @Test("I11: a second writer is refused while the first is open")
    func secondWriter() throws {
        let test = try TestLog()
        let log = try test.open()
        #expect(throws: AuditError.locked) { try test.open() }
        log.stop()
        try test.open().stop()
    }

    @Test("Another key cannot write")
    func wrongKey() throws {
        let test = try TestLog()
        #expect(throws: AuditError.wrongKey) { try test.open(seed: 3) }
    }

    @Test("Time never goes back, and a clock that did is told of once")
    func clock() throws {
        let test = try TestLog(segmentSize: 64)
        let log = try test.open()
        _ = try log.append([.note(1)])
        test.clock.move(byMilliseconds: -600)
        let held = try log.append([.note(2)])
        #expect(held[0].seq == 2)
        test.clock.move(byMilliseconds: -4000)
        let late = try log.append([.note(3), .note(4)])
        #expect(late.map(\.seq) == [4, 5])
        #expect(try log.entry(3).type == "clock")
        #expect(late[0].time == held[0].time)
        _ = try log.append([.note(5)])
        test.clock.move(byMilliseconds: 60_000)
        _ = try log.append([.note(6)])
        log.stop()
        #expect(try test.verify().findings == [])
        test.clock.move(byMilliseconds: -55_500 - 10_000)
        let error = #expect(throws: AuditError.self) { try test.open() }
        #expect(error?.code == "SH-L706")
    }

    @Test("Sixteen threads append at once, and the log verifies", .timeLimit(.minutes(2)))
    func concurrency() throws {
        let test = try TestLog(segmentSize: 256)
        let log = try test.open(publishEvery: .zero)
        let counts = Mutex<[Int: Int]>([:])
        let threads = try (0..<16).map { number in
            try WorkerThread(name: "writer-\(number)") {
                for round in 0..<40 {
                    let drafts = AuditDraft.notes(0..<(1 + round % 3))
                    guard let entries = try? log.append(drafts) else { continue }
                    let isInOrder = zip(entries, entries.dropFirst()).allSatisfy { $0.seq + 1 == $1.seq }
                    let isProven = (try? log.receipt(for: entries[0].seq, disclosures: [])) != nil
                    counts.withLock { if isInOrder && isProven { $0[number, default: 0] += entries.count } }
                }
            }
        }
        for thread in threads { thread.join() }
        log.stop()
        let total = counts.withLock { $0.values.reduce(0, +) }
        #expect(total == 16 * (14 + 13 * 2 + 13 * 3))
        let report = try test.verify()
        #expect(report.findings == [])
        #expect(report.size == total + 1)
        #expect(report.signedSize == report.size)
    }

    @Test("The checkpoint is published when asked and at the end, and the pin is its copy")
    func publication() throws {
        let test = try TestLog()
        let pin = FileSystem.parent(of: test.directory) + "/pin"
        let log = try test.open(pin: pin)
        _ = try log.append([.note(1)])
        #expect(try test.verify().codes == ["W-TAIL"])
        try log.publish()
        #expect(try test.verify().codes == [])
        #expect(try test.bytes("\(test.directory)/checkpoint") == log.checkpoint)
        _ = try log.append([.note(2)])
        log.stop()
        #expect(try test.verify().codes == [])
        #expect(try test.bytes(pin) == test.bytes("\(test.directory)/checkpoint"))
        #expect(log.isClosed)
        #expect(throws: AuditError.closed) { try log.append([.note(3)]) }
    }
}
