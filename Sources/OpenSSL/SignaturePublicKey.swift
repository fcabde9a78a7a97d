import COpenSSL

/// A public key that checks signatures made elsewhere, by the one JOSE algorithm that it is for (RFC 7518, RFC 8037).
package struct SignaturePublicKey: Sendable {
    /// The algorithms by their names in JOSE. Each key is for one of them alone, so that none can be taken for another.
    package enum Algorithm: String, Sendable, Hashable, CaseIterable {
        /// RSASSA-PKCS1-v1_5 with SHA-256.
        case rs256 = "RS256"
        /// ECDSA on P-256 with SHA-256.
        case es256 = "ES256"
        /// Ed25519.
        case edDSA = "EdDSA"
    }

    package let algorithm: Algorithm
    private let kind: Kind

    private enum Kind: Sendable {
        case evp(EVPKey)
        case ed25519(Ed25519PublicKey)
    }

    /// The modulus of an RSA key has so many bits: fewer can be broken, more only burn time.
    private static let modulusBits = 2048...8192

    /// An RSA key for RS256.
    ///
    /// - Parameters:
    ///   - rsaModulus: big-endian, 2048 to 8192 bits, without leading zeros.
    ///   - exponent: odd, 65537 to 2³² − 1.
    ///
    /// Throws `notAKey`.
    package init(rsaModulus: [UInt8], exponent: UInt32) throws(OpenSSLError) {
        let bits = rsaModulus.count * 8 - (rsaModulus.first?.leadingZeroBitCount ?? 0)
        guard rsaModulus.first != 0, Self.modulusBits.contains(bits), exponent >= 65_537, exponent % 2 == 1,
            let pointer = unsafe salthouse_rsa_key(rsaModulus, rsaModulus.count, exponent)
        else { throw .notAKey(.publicKey) }
        algorithm = .rs256
        kind = .evp(unsafe EVPKey(owning: pointer))
    }

    /// A point of P-256 for ES256; coordinates of 32 bytes, big-endian. Throws `wrongLength`, or `notAKey` where the point is
    /// not on the curve.
    package init(p256X x: [UInt8], y: [UInt8]) throws(OpenSSLError) {
        for coordinate in [x, y] where coordinate.count != 32 {
            throw .wrongLength(of: .publicKey, expected: 32, actual: coordinate.count)
        }
        guard let pointer = unsafe salthouse_p256_key([4] + x + y, 65) else { throw .notAKey(.publicKey) }
        algorithm = .es256
        kind = .evp(unsafe EVPKey(owning: pointer))
    }

    /// An Ed25519 key of 32 bytes. Throws `wrongLength` or `notAKey`.
    package init(ed25519 bytes: [UInt8]) throws(OpenSSLError) {
        algorithm = .edDSA
        kind = .ed25519(try Ed25519PublicKey(rawRepresentation: bytes))
    }

    /// Whether the private half made this signature over exactly this message. A signature of ES256 is r and s of 32 bytes
    /// each, as JOSE writes it. False too for whatever has not the form of a signature.
    package func verifies(signature: [UInt8], of message: [UInt8]) -> Bool {
        switch kind {
        case .ed25519(let key): return key.verifies(signature: signature, of: message)
        case .evp(let key):
            guard algorithm == .es256 else { return verifies(key, signature, message) }
            guard signature.count == 64 else { return false }
            var der = [UInt8](repeating: 0, count: 80)
            let length = unsafe salthouse_p256_signature(signature, &der)
            return length > 0 && verifies(key, Array(der.prefix(length)), message)
        }
    }

    private func verifies(_ key: EVPKey, _ signature: [UInt8], _ message: [UInt8]) -> Bool {
        let context = unsafe mustExist(EVP_MD_CTX_new(), "new verifying context")
        defer { unsafe EVP_MD_CTX_free(context) }
        unsafe mustSucceed(EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key.pointer), "begin verification")
        let verdict = unsafe EVP_DigestVerify(context, signature, signature.count, message, message.count)
        ERR_clear_error()
        return verdict == 1
    }
}
