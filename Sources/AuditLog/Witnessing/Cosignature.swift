package import Linux
import OpenSSL

/// The key of a witness with its name. Whoever holds it can say that it saw what it never saw; it prints no secret.
package struct WitnessSigner: Sendable {
    /// The public half, to be published.
    package let key: VerifierKey
    private let secret: Ed25519PrivateKey

    /// Throws `identity` where the name cannot stand in a note or the seed has not 32 bytes.
    package init(name: String, seed: [UInt8]) throws(AuditError) {
        guard let secret = try? Ed25519PrivateKey(seed: seed) else { throw .identity("the seed has not 32 bytes") }
        guard let key = VerifierKey(name: name, kind: .cosignature, key: secret.publicKey) else {
            throw .identity("a witness's name is not empty and holds no white space and no plus sign")
        }
        self.secret = secret
        self.key = key
    }

    /// Says that this checkpoint was the newest of its log that the witness had seen at this time: C2SP
    /// cosignature/v1, to the second. Only what has been made durable may be signed.
    package func cosign(_ checkpoint: Checkpoint, at time: UnixTime) -> SignedNote.Signature {
        let seconds = UInt64(max(0, time.seconds))
        let signature = secret.sign(Cosignature.message(checkpoint.text, time: seconds))
        return SignedNote.Signature(
            name: key.name, keyID: key.id, bytes: Cosignature.bigEndian(seconds) + signature)
    }
}

/// The form of a cosignature (C2SP tlog-cosignature): a time of eight bytes, then the signature over it and the text.
enum Cosignature {
    static let byteCount = 8 + Ed25519PublicKey.signatureByteCount

    static func message(_ text: String, time: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n\(text)".utf8)
    }

    static func bigEndian(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
    }

    /// The time of a cosignature's bytes; nil where they have not its length.
    static func time(of bytes: [UInt8]) -> UInt64? {
        guard bytes.count == byteCount else { return nil }
        return bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
}

extension SignedNote {
    /// When a witness says it saw this text: the newest of its cosignatures, in seconds since 1970. Nil where it did
    /// not sign, or where one line in its name is false.
    package func cosigned(by key: VerifierKey) -> UInt64? {
        guard key.kind == .cosignature, verdict(of: key) == .valid else { return nil }
        return signatures(of: key).compactMap { Cosignature.time(of: $0.bytes) }.max()
    }

    /// The same text with more signatures; those that are there already are not repeated.
    package func adding(_ more: [Signature]) -> SignedNote {
        SignedNote(text: text, signatures: signatures + more.filter { !signatures.contains($0) })
    }

    /// A line of its own, as a witness answers: `— name base64`.
    package static func line(_ signature: Signature) -> String {
        "\(dash)\(signature.name) \(Base64.encode(signature.keyID + signature.bytes))\n"
    }

    /// Reads signature lines alone, as a witness answers; nil where a line is none.
    package static func signatures(parsing text: String) -> [Signature]? {
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }
        guard lines.count > 1, lines.last?.isEmpty == true, lines.count <= maximumSignatures else { return nil }
        let signatures = lines.dropLast().map(signature)
        return signatures.contains(nil) ? nil : signatures.compactMap { $0 }
    }
}
