import COpenSSL

/// A private key for Ed25519 signatures (RFC 8032, the pure scheme). It prints as ‹redacted›.
package struct Ed25519PrivateKey: Sendable {
    private let key: EVPKey
    /// The public half, to be published.
    package let publicKey: Ed25519PublicKey

    /// Makes the key from its 32-byte seed; throws `wrongLength`.
    package init(seed: [UInt8]) throws(OpenSSLError) {
        try requireLength(32, of: .seed, seed)
        let pointer = unsafe EVP_PKEY_new_raw_private_key(Self.kind, nil, seed, seed.count)
        guard let pointer = unsafe pointer else { throw failed(.notAKey(.seed)) }
        let key = unsafe EVPKey(owning: pointer)
        self.key = key
        publicKey = try Ed25519PublicKey(rawRepresentation: key.rawPublicKey())
    }

    /// The 32-byte seed, for the file that keeps the key: a secret.
    package var seed: [UInt8] { key.rawPrivateKey() }

    /// The 64-byte signature of `message`; the same message always gives the same signature.
    package func sign(_ message: [UInt8]) -> [UInt8] {
        let context = unsafe mustExist(EVP_MD_CTX_new(), "new signing context")
        defer { unsafe EVP_MD_CTX_free(context) }
        unsafe mustSucceed(EVP_DigestSignInit(context, nil, nil, nil, key.pointer), "begin signature")
        return unsafe [UInt8](unsafeUninitializedCapacity: Ed25519PublicKey.signatureByteCount) { buffer, count in
            count = buffer.count
            unsafe mustSucceed(
                EVP_DigestSign(context, buffer.baseAddress, &count, message, message.count), "sign")
        }
    }

    fileprivate static let kind = EVP_PKEY_ED25519
}

extension Ed25519PrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹redacted›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// A public key for Ed25519 signatures (RFC 8032, the pure scheme).
package struct Ed25519PublicKey: Sendable {
    /// The length of a signature in bytes.
    package static let signatureByteCount = 64

    private let key: EVPKey
    /// The 32 bytes that stand for the key everywhere.
    package let rawRepresentation: [UInt8]

    /// Makes the key from its 32 bytes; throws `wrongLength`, or `notAKey` for a point of small order, under which
    /// one signature would fit many messages.
    package init(rawRepresentation: [UInt8]) throws(OpenSSLError) {
        try requireLength(32, of: .publicKey, rawRepresentation)
        guard !SmallOrderPoints.contains(rawRepresentation) else { throw .notAKey(.publicKey) }
        let pointer = unsafe EVP_PKEY_new_raw_public_key(
            Ed25519PrivateKey.kind, nil, rawRepresentation, rawRepresentation.count)
        guard let pointer = unsafe pointer else { throw failed(.notAKey(.publicKey)) }
        key = unsafe EVPKey(owning: pointer)
        self.rawRepresentation = rawRepresentation
    }

    /// Whether the signature was made over exactly this message by the private half; false too for a signature that
    /// has not 64 bytes.
    package func verifies(signature: [UInt8], of message: [UInt8]) -> Bool {
        guard signature.count == Self.signatureByteCount else { return false }
        let context = unsafe mustExist(EVP_MD_CTX_new(), "new verifying context")
        defer { unsafe EVP_MD_CTX_free(context) }
        unsafe mustSucceed(EVP_DigestVerifyInit(context, nil, nil, nil, key.pointer), "begin verification")
        let verdict = unsafe EVP_DigestVerify(context, signature, signature.count, message, message.count)
        ERR_clear_error()
        return verdict == 1
    }
}

extension Ed25519PublicKey: Hashable {
    package static func == (left: Self, right: Self) -> Bool { left.rawRepresentation == right.rawRepresentation }
    package func hash(into hasher: inout Hasher) { hasher.combine(rawRepresentation) }
}

/// The encodings of points whose order divides 8: they are no one's key.
///
/// A point is 32 bytes, little-endian y with the sign of x in the top bit. y is 0, 1, −1 or one of two values of
/// order 8, modulo p = 2²⁵⁵ − 19; an encoding may also add p where 255 bits still hold it.
enum SmallOrderPoints {
    static func contains(_ point: [UInt8]) -> Bool {
        var y = point
        y[31] &= 0x7f
        return encodings.contains(y)
    }

    private static let encodings: Set<[UInt8]> = {
        let middle = [UInt8](repeating: 0xff, count: 30)
        let zeros = [UInt8](repeating: 0, count: 31)
        return [
            [0] + zeros,  // 0, order 4
            [1] + zeros,  // 1, order 1
            [0xec] + middle + [0x7f],  // p − 1, order 2
            [0xed] + middle + [0x7f],  // p, which is 0 again
            [0xee] + middle + [0x7f],  // p + 1, which is 1 again
            orderEight("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
            orderEight("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
        ]
    }()

    private static func orderEight(_ text: String) -> [UInt8] {
        guard let bytes = Hex.decode(text) else { preconditionFailure("the constant is hexadecimal") }
        return bytes
    }
}

/// Owns an `EVP_PKEY`.
///
/// `@unchecked Sendable`: the key is never changed after it was made, and OpenSSL counts references and locks its
/// inner caches itself, so threads may sign and verify with one key at once.
@safe
final class EVPKey: @unchecked Sendable {
    let pointer: OpaquePointer

    @unsafe
    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = unsafe pointer
    }

    deinit {
        unsafe EVP_PKEY_free(pointer)  // wipes the private half
    }

    func rawPublicKey() -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            count = buffer.count
            unsafe mustSucceed(EVP_PKEY_get_raw_public_key(pointer, buffer.baseAddress, &count), "read public key")
        }
    }

    func rawPrivateKey() -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            count = buffer.count
            unsafe mustSucceed(EVP_PKEY_get_raw_private_key(pointer, buffer.baseAddress, &count), "read private key")
        }
    }
}
