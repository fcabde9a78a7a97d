package import JSON
import OpenSSL

/// Proof that an entry stands in the log: only the log makes one, and only for what is durable.
///
/// The form is that of C2SP tlog-proof with the entry and opened values beside it; `ReceiptReading` checks it offline.
package struct Receipt: Sendable, Hashable {
    /// The entry's place in the log.
    package let seq: Int
    /// `{disclosures, leaf, proof}`: what is handed to the researcher.
    package let json: JSONValue
    let disclosures: [String]

    static let proofFormat = "c2sp.org/tlog-proof@v1"

    init(disclosures: [String], entry: AuditEntry, path: [TreeHash], checkpoint: [UInt8]) {
        seq = entry.seq
        self.disclosures = disclosures
        let hashes = path.map { "\($0.base64)\n" }.joined()
        let note = String(decoding: checkpoint, as: UTF8.self)
        json = [
            "disclosures": .array(disclosures.map { .string($0) }),
            "leaf": .string(Base64.encode(entry.bytes)),
            "proof": .string("\(Self.proofFormat)\nindex \(entry.seq)\n\(hashes)\n\(note)"),
        ]
    }
}
