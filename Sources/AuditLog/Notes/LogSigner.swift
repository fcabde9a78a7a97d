import OpenSSL

/// The key of a log with the log's name. Whoever holds it can fork the log; it prints no secret.
package struct LogSigner: Sendable {
    /// The public half, to be published. Its name is the log's origin.
    package let key: VerifierKey
    private let secret: Ed25519PrivateKey

    /// Throws `identity` where the origin cannot name a log or the seed has not 32 bytes.
    package init(origin: String, seed: [UInt8]) throws(AuditError) {
        guard let secret = try? Ed25519PrivateKey(seed: seed) else { throw .identity("the seed has not 32 bytes") }
        guard let key = VerifierKey(name: origin, kind: .signature, key: secret.publicKey) else {
            throw .identity("an origin is not empty and holds no white space and no plus sign")
        }
        self.secret = secret
        self.key = key
    }

    package var origin: String { key.name }

    /// The checkpoint as a note with this key's signature. The same checkpoint always gives the same bytes.
    func note(_ checkpoint: Checkpoint) -> SignedNote {
        let signature = secret.sign(Array(checkpoint.text.utf8))
        return SignedNote(
            text: checkpoint.text, signatures: [.init(name: key.name, keyID: key.id, bytes: signature)])
    }
}

/// Who a new log is.
package struct LogIdentity: Sendable {
    package let signer: LogSigner
    /// SHA-256 of the next key's text in lower hexadecimal (`VerifierKey.digest`). Its private half is kept elsewhere.
    package let nextKeyDigest: String

    /// Throws `identity` where the digest is not 64 lower hexadecimal digits.
    package init(signer: LogSigner, nextKeyDigest: String) throws(AuditError) {
        guard let bytes = Hex.decode(nextKeyDigest), bytes.count == SHA256.byteCount else {
            throw .identity("the next key's digest is not 64 lower hexadecimal digits")
        }
        self.signer = signer
        self.nextKeyDigest = nextKeyDigest
    }
}
