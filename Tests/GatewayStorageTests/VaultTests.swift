import AuditLog
import Foundation
import Gateway
import GatewayStorage
import Linux
import SQLite
import Testing

@Suite("The vault")
final class VaultTests {
    private let directory: String

    init() throws { directory = try FileSystem.makeTemporaryDirectory() + "/vault" }
    deinit { try? FileSystem.removeTree(FileSystem.parent(of: directory)) }

    private func row(_ sequence: Int, _ text: String, subject: String?) -> VaultRow {
        VaultRow(seq: sequence, digest: "digest-\(sequence)-\(text.utf8.count)", disclosure: text, subject: subject)
    }

    @Test("What was sealed is opened again, by the number of its entry")
    func roundTrip() throws {
        let vault = try SQLiteVault(directory: directory)
        try vault.store([
            row(3, "rosa", subject: "P-1/rosa"), row(3, "nobody's", subject: nil), row(4, "omar", subject: "P-2/omar"),
        ])
        let again = try SQLiteVault(directory: directory)
        #expect(try Set(again.disclosures(of: 3)) == ["rosa", "nobody's"])
        #expect(try again.disclosures(of: 4) == ["omar"])
        #expect(try again.disclosures(of: 5) == [])
    }

    @Test("No text lies open in the vault's files")
    func sealed() throws {
        let secret = "an unmistakable name"
        do { try SQLiteVault(directory: directory).store([row(1, secret, subject: "s")]) }
        for name in try FileSystem.list(directory) {
            let bytes = try Data(contentsOf: URL(filePath: "\(directory)/\(name)"))
            #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name)")
        }
    }

    @Test("A subject whose key is gone is left out, and nobody else")
    func erased() throws {
        try SQLiteVault(directory: directory).store([row(3, "rosa", subject: "a"), row(3, "omar", subject: "b")])
        let keys = try SQLiteConnection(
            path: "\(directory)/keys.db", mode: .readWrite, access: .schemaOwner, limits: .storage, secureDelete: true,
            busyTimeoutMilliseconds: 1000, monotonicNanoseconds: { 0 })
        try keys.run("DELETE FROM subject_key WHERE subject = 'a'", [])
        #expect(try SQLiteVault(directory: directory).disclosures(of: 3) == ["omar"])
    }

    /// The keys of the vault by subject, and others in their place.
    private func keys(_ work: (SQLiteConnection) throws -> Void = { _ in }) throws -> [String: [UInt8]] {
        let keys = try SQLiteConnection(
            path: "\(directory)/keys.db", mode: .readWrite, access: .schemaOwner, limits: .storage, secureDelete: true,
            busyTimeoutMilliseconds: 1000, monotonicNanoseconds: { 0 })
        try work(keys)
        let rows = try keys.rows("SELECT subject, key FROM subject_key", [])
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0[0].asText(), try $0[1].asBlob()) })
    }

    private func set(_ subject: String, _ key: [UInt8], in keys: SQLiteConnection) throws {
        try keys.run("DELETE FROM subject_key WHERE subject = ?", [.text(subject)])
        try keys.run("INSERT INTO subject_key (subject, key) VALUES (?, ?)", [.text(subject), .blob(key)])
    }

    @Test("Under other keys everything is opened as before, and an erased value stays erased")
    func otherKeys() throws {
        let vault = try SQLiteVault(directory: directory)
        try vault.store([row(3, "rosa", subject: "a"), row(3, "nobody's", subject: nil), row(4, "omar", subject: "b")])
        try vault.erase(["b"])
        let before = try keys()
        try vault.changeKeys()
        let after = try keys()
        #expect(before.keys == after.keys && Set(before.values).isDisjoint(with: after.values))
        #expect(try Set(vault.disclosures(of: 3)) == ["rosa", "nobody's"])
        #expect(try vault.disclosures(of: 4) == [])
        try vault.store([row(5, "later", subject: "a")])
        #expect(try SQLiteVault(directory: directory).disclosures(of: 5) == ["later"])
    }

    @Test(
        "A change of keys that was cut short is finished or forgotten, by what the values are under",
        arguments: [true, false])
    func cutShort(isSealed: Bool) throws {
        let vault = try SQLiteVault(directory: directory)
        try vault.store([row(3, "rosa", subject: "a"), row(3, "nobody's", subject: nil)])
        let before = try keys()
        if isSealed { try vault.changeKeys() }
        let after = isSealed ? try keys() : before.mapValues { $0.map { ~$0 } }
        _ = try keys { keys in
            for (subject, key) in before { try set(subject, key, in: keys) }
            for (subject, key) in after { try set("next key of \(subject)", key, in: keys) }
        }
        try vault.settle()
        #expect(try keys() == (isSealed ? after : before))
        #expect(try Set(vault.disclosures(of: 3)) == ["rosa", "nobody's"])
        try vault.changeKeys()
        #expect(try Set(vault.disclosures(of: 3)) == ["rosa", "nobody's"])
    }

    @Test("A value that is not what its entry commits to is found; one that no entry commits to harms nobody")
    func commitments() throws {
        let vault = try SQLiteVault(directory: directory)
        let digests = Dictionary(uniqueKeysWithValues: ["rosa", "omar"].map { ($0, Disclosure.digest(of: $0)) })
        func keep(_ text: String, as name: String, at sequence: Int) throws {
            let digest = try #require(digests[name])
            try vault.store([VaultRow(seq: sequence, digest: digest, disclosure: text, subject: "s")])
        }
        try keep("rosa", as: "rosa", at: 3)
        try keep("omar", as: "omar", at: 4)
        let committed = Set(digests.values)
        #expect(try vault.checkAll { _ in committed } == 2)
        try keep("somebody else", as: "omar", at: 4)
        #expect(throws: StoreError.forged) { try vault.checkAll { _ in committed } }
        #expect(try vault.checkAll { $0 == 3 ? committed : [] } == 1)
    }

    @Test("What is held of pruned entries goes, twice if need be, and nothing else")
    func pruned() throws {
        let vault = try SQLiteVault(directory: directory)
        try vault.store([
            row(3, "rosa", subject: "a"), row(4, "omar", subject: "b"), row(4, "nobody", subject: nil),
            row(5, "rosa again", subject: "a"),
        ])
        for _ in 0..<2 { try vault.forget([3, 4, 9]) }
        #expect(try vault.disclosures(of: 3) + vault.disclosures(of: 4) == [])
        #expect(try SQLiteVault(directory: directory).disclosures(of: 5) == ["rosa again"])
    }

    private func keyOfRosa() throws -> [UInt8] {
        let keys = try SQLiteConnection(
            path: "\(directory)/keys.db", mode: .readWrite, access: .schemaOwner, limits: .storage, secureDelete: true,
            busyTimeoutMilliseconds: 1000, monotonicNanoseconds: { 0 })
        return try keys.rows("SELECT key FROM subject_key WHERE subject = 'rosa'", [])[0][0].asBlob()
    }

    @Test("What is erased does not come back with an older vault.db, and leaves nothing in the files")
    func erasure() throws {
        let vault = try SQLiteVault(directory: directory)
        try vault.store([
            row(3, "rosa in one", subject: "P-1/rosa"), row(4, "rosa in two", subject: "P-2/rosa"),
            row(5, "rosa herself", subject: "rosa"), row(5, "omar", subject: "P-1/omar"),
            row(5, "rosalind", subject: "P-1/rosalind"), row(5, "of nobody", subject: nil),
        ])
        #expect(try vault.subjects(about: "rosa", in: "P-2") == ["P-2/rosa"])
        let backup = try Data(contentsOf: URL(filePath: "\(directory)/vault.db"))
        let key = try keyOfRosa()
        let subjects = try vault.subjects(about: "rosa", in: nil)
        #expect(subjects == ["P-1/rosa", "P-2/rosa", "rosa"])
        try vault.erase(subjects)
        #expect(try vault.subjects(about: "rosa", in: nil) == [])
        #expect(try vault.disclosures(of: 3) + vault.disclosures(of: 4) == [])
        #expect(try Set(vault.disclosures(of: 5)) == ["omar", "rosalind", "of nobody"])
        for name in try FileSystem.list(directory) {
            let bytes = try Data(contentsOf: URL(filePath: "\(directory)/\(name)"))
            #expect(bytes.range(of: Data(key)) == nil, "\(name)")
        }
        try vault.erase(subjects)
        let restored = FileSystem.parent(of: directory) + "/restored"
        try FileSystem.makeDirectory(restored, permissions: 0o700, intermediate: true)
        try backup.write(to: URL(filePath: "\(restored)/vault.db"))
        try Data(contentsOf: URL(filePath: "\(directory)/keys.db")).write(to: URL(filePath: "\(restored)/keys.db"))
        #expect(try SQLiteVault(directory: restored).disclosures(of: 3) == [])
    }

    @Test(
        "A changed row does not open",
        arguments: ["digest = 'other'", "sealed = zeroblob(40)", "nonce = zeroblob(12)", "subject = 'b'"])
    func changed(what: String) throws {
        try SQLiteVault(directory: directory).store([row(3, "rosa", subject: "a"), row(4, "omar", subject: "b")])
        let file = try SQLiteConnection(
            path: "\(directory)/vault.db", mode: .readWrite, access: .schemaOwner, limits: .storage, secureDelete: true,
            busyTimeoutMilliseconds: 1000, monotonicNanoseconds: { 0 })
        try file.run("UPDATE disclosure SET \(what) WHERE sequence = 3", [])
        let vault = try SQLiteVault(directory: directory)
        #expect(throws: StoreError.forged) { try vault.disclosures(of: 3) }
        #expect(try vault.disclosures(of: 4) == ["omar"])
    }

    @Test("The vault's folder is for its owner alone")
    func permissions() throws {
        _ = try SQLiteVault(directory: directory)
        let attributes = try FileManager.default.attributesOfItem(atPath: directory)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
    }
}
