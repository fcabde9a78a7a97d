package import Gateway
import OpenSSL
import SQLite
import Synchronization

/// Other keys for everything that the vault holds, without losing what they close.
///
/// The next keys are made durable beside those in force, then all values are sealed anew in one transaction, then the next
/// keys take the place of the others. Whatever was killed in between, `settle` sees in the values which keys they are under.
extension SQLiteVault {
    /// Stands before the name of a subject whose next key it is. No subject of ours begins so.
    private static let mark = "next key of "
    private static let page = 500

    /// Gives every subject another key. Nobody else may be at work on the vault.
    package func changeKeys() throws(StoreError) {
        try settle()
        try files.withLock { files throws(StoreError) in
            let old = try Self.keys(in: files.keys)
            let next = old.mapValues { _ in SecureRandom.bytes(AES256GCM.keyByteCount) }
            try files.keys.transaction(orThrow: StoreError.init(_:)) { () throws(StoreError) in
                for (subject, key) in next {
                    try files.keys.change(
                        "INSERT INTO subject_key (subject, key) VALUES (?, ?)",
                        [.text(Self.mark + subject), .blob(key)])
                }
            }
            try files.disclosures.transaction(orThrow: StoreError.init(_:)) { () throws(StoreError) in
                try Self.sealAnew(files.disclosures, from: old, to: next)
            }
            try Self.take(next, in: files)
        }
    }

    /// Ends a change of keys that was cut short: it is finished where the values are under the next keys, and forgotten
    /// where they are not. Nobody else may be at work on the vault.
    package func settle() throws(StoreError) {
        try files.withLock { files throws(StoreError) in
            let all = try Self.keys(in: files.keys)
            var next: [String: [UInt8]] = [:]
            for (subject, key) in all where subject.hasPrefix(Self.mark) {
                next[String(subject.dropFirst(Self.mark.count))] = key
            }
            guard !next.isEmpty else { return }
            if try Self.isSealed(files.disclosures, under: next) { return try Self.take(next, in: files) }
            try files.keys.transaction(orThrow: StoreError.init(_:)) { () throws(StoreError) in
                for subject in next.keys { try Self.delete(Self.mark + subject, in: files.keys) }
            }
        }
    }

    private static func keys(in keys: SQLiteConnection) throws(StoreError) -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for row in try keys.read("SELECT subject, key FROM subject_key", []) {
            found[try row.text(0)] = try row.bytes(1)
        }
        return found
    }

    /// Values whose subject was erased stay as they are: nobody opens them.
    private static func sealAnew(
        _ disclosures: SQLiteConnection, from old: [String: [UInt8]], to next: [String: [UInt8]]
    ) throws(StoreError) {
        var last = ""
        while true {
            let rows = try disclosures.read(
                "SELECT digest, subject, nonce, sealed FROM disclosure WHERE digest > ? ORDER BY digest LIMIT ?",
                [.text(last), .integer(Int64(page))])
            for row in rows {
                last = try row.text(0)
                let subject = try row.text(1)
                guard let before = old[subject], let after = next[subject] else { continue }
                let nonce = SecureRandom.bytes(AES256GCM.nonceByteCount)
                guard
                    let sealed = try? AES256GCM.seal(
                        Array(try open(row, key: before).utf8), key: after, nonce: nonce, associated: Array(last.utf8))
                else { throw .forged }
                try disclosures.change(
                    "UPDATE disclosure SET nonce = ?, sealed = ? WHERE digest = ?",
                    [.blob(nonce), .blob(sealed), .text(last)])
            }
            if rows.count < page { return }
        }
    }

    /// All values were sealed in one transaction, so any of them tells.
    private static func isSealed(
        _ disclosures: SQLiteConnection, under next: [String: [UInt8]]
    ) throws(StoreError) -> Bool {
        for (subject, key) in next {
            let rows = try disclosures.read(
                "SELECT digest, subject, nonce, sealed FROM disclosure WHERE subject = ? LIMIT 1", [.text(subject)])
            if let row = rows.first { return (try? open(row, key: key)) != nil }
        }
        return true
    }

    /// The keys of before also stood in the journals, until those are written back.
    private static func take(_ next: [String: [UInt8]], in files: borrowing Files) throws(StoreError) {
        try files.keys.transaction(orThrow: StoreError.init(_:)) { () throws(StoreError) in
            for (subject, key) in next {
                for name in [subject, mark + subject] { try delete(name, in: files.keys) }
                try files.keys.change(
                    "INSERT INTO subject_key (subject, key) VALUES (?, ?)", [.text(subject), .blob(key)])
            }
        }
        do throws(SQLiteError) {
            try files.keys.emptyWriteAheadLog()
            try files.disclosures.emptyWriteAheadLog()
        } catch { throw StoreError(error) }
    }

    private static func delete(_ subject: String, in keys: SQLiteConnection) throws(StoreError) {
        try keys.change("DELETE FROM subject_key WHERE subject = ?", [.text(subject)])
    }
}
