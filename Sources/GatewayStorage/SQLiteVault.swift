package import AuditLog
package import Gateway
import Linux
import OpenSSL
import SQLite
import Synchronization

/// What the audit log commits to and does not say: names and texts, each sealed under the key of whom it is about.
package final class SQLiteVault: ReadableVault {
    let files: Mutex<Files>

    struct Files: ~Copyable {
        let disclosures: SQLiteConnection
        let keys: SQLiteConnection
    }

    /// Disclosures that are about nobody share this subject.
    private static let nobody = ""

    /// Opens `vault.db` and `keys.db` in a directory of the gateway's own, and makes them where they are missing.
    package init(directory: String) throws(StoreError) {
        do {
            try FileSystem.makeDirectory(directory, permissions: 0o700, intermediate: true)
            files = Mutex(
                Files(
                    disclosures: try Self.open(
                        "\(directory)/\(Self.valuesName)", VaultSchema.disclosures, VaultSchema.disclosureAccess),
                    keys: try Self.open("\(directory)/\(Self.keysName)", VaultSchema.keys, VaultSchema.keyAccess)))
        } catch let error as SQLiteError {
            throw StoreError(error)
        } catch {
            throw .unavailable(reason: "\(directory): \(error)")
        }
    }

    private static func open(
        _ path: String, _ schema: SQLiteSchema, _ access: SQLiteAccess
    ) throws(SQLiteError) -> SQLiteConnection {
        try schema.migrate(try openDatabase(path, access: .schemaOwner, secureDelete: true))
        return try openDatabase(path, access: access, secureDelete: true)
    }

    /// Seals and stores rows in one transaction; durable when this returns.
    ///
    /// A row whose entry was never written is harmless: its digest stands nowhere.
    package func store(_ rows: [VaultRow]) throws(VaultError) {
        try files.withLock { files throws(VaultError) in
            do throws(SQLiteError) {
                var keys: [String: [UInt8]] = [:]
                for subject in Set(rows.map { $0.subject ?? Self.nobody }) {
                    keys[subject] = try Self.key(of: subject, in: files.keys)
                }
                try files.disclosures.transaction { () throws(SQLiteError) in
                    for row in rows { try Self.insert(row, keys: keys, into: files.disclosures) }
                }
            } catch {
                throw VaultError(message: error.message)
            }
        }
    }

    /// Opens the disclosures of an entry; those of an erased subject are left out.
    package func disclosures(of sequence: Int) throws(StoreError) -> [String] { try opened(sequence).map(\.text) }

    /// The same, each with the digest that it is kept under.
    func opened(_ sequence: Int) throws(StoreError) -> [(digest: String, text: String)] {
        try files.withLock { files throws(StoreError) -> [(digest: String, text: String)] in
            let rows = try files.disclosures.read(
                "SELECT digest, subject, nonce, sealed FROM disclosure WHERE sequence = ? ORDER BY digest",
                [.integer(Int64(sequence))])
            var opened: [(digest: String, text: String)] = []
            for row in rows {
                let keys = try files.keys.read(
                    "SELECT key FROM subject_key WHERE subject = ?", [.text(try row.text(1))])
                guard let key = try keys.first?.bytes(0) else { continue }
                opened.append((try row.text(0), try Self.open(row, key: key)))
            }
            return opened
        }
    }

    static func open(_ row: StoredRow, key: [UInt8]) throws(StoreError) -> String {
        let (digest, nonce, sealed) = (try row.text(0), try row.bytes(2), try row.bytes(3))
        guard let plain = try? AES256GCM.open(sealed, key: key, nonce: nonce, associated: Array(digest.utf8)) else {
            throw .forged
        }
        return String(decoding: plain, as: UTF8.self)
    }

    private static func key(of subject: String, in keys: SQLiteConnection) throws(SQLiteError) -> [UInt8] {
        let rows = try keys.rows("SELECT key FROM subject_key WHERE subject = ?", [.text(subject)])
        if let row = rows.first { return try row[0].asBlob() }
        let key = SecureRandom.bytes(32)
        try keys.run("INSERT INTO subject_key (subject, key) VALUES (?, ?)", [.text(subject), .blob(key)])
        return key
    }

    private static func insert(
        _ row: VaultRow, keys: [String: [UInt8]], into disclosures: SQLiteConnection
    ) throws(SQLiteError) {
        let subject = row.subject ?? Self.nobody
        let nonce = SecureRandom.bytes(12)
        guard let key = keys[subject],
            let sealed = try? AES256GCM.seal(
                Array(row.disclosure.utf8), key: key, nonce: nonce, associated: Array(row.digest.utf8))
        else { throw .damaged(resultCode: 0) }
        try disclosures.run(
            """
            INSERT INTO disclosure (digest, sequence, subject, nonce, sealed) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (digest) DO UPDATE SET sequence = excluded.sequence, subject = excluded.subject,
                nonce = excluded.nonce, sealed = excluded.sealed
            """,
            [.text(row.digest), .integer(Int64(row.seq)), .text(subject), .blob(nonce), .blob(sealed)])
    }
}
