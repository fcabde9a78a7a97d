import COpenSSL

/// AES-256 in Galois/Counter Mode (NIST SP 800-38D): secrecy and authenticity in one.
///
/// A nonce must never be used twice under one key: with random nonces, change the key long before 2³² messages.
package enum AES256GCM {
    /// Lengths in bytes.
    package static let keyByteCount = 32
    package static let nonceByteCount = 12
    package static let tagByteCount = 16
    /// The longest text of one call, and the most associated bytes: 1 GiB each.
    package static let maximumByteCount = 1 << 30

    /// Ciphertext followed by its 16-byte tag; throws `wrongLength` or `tooLong`.
    package static func seal(
        _ plain: [UInt8], key: [UInt8], nonce: [UInt8], associated: [UInt8]
    ) throws(OpenSSLError) -> [UInt8] {
        try requireLengths(key: key, nonce: nonce, associated: associated)
        try requireAtMost(maximumByteCount, of: .plaintext, plain)
        let cipher = CipherContext()
        unsafe mustSucceed(
            EVP_EncryptInit_ex2(cipher.pointer, FetchedCipher.aes256GCM.pointer, key, nonce, nil), "begin sealing")
        var done: Int32 = 0
        if !associated.isEmpty {
            unsafe mustSucceed(
                EVP_EncryptUpdate(cipher.pointer, nil, &done, associated, Int32(associated.count)), "associate")
        }
        return unsafe [UInt8](unsafeUninitializedCapacity: plain.count + tagByteCount) { buffer, count in
            let output = buffer.baseAddress
            if !plain.isEmpty {
                unsafe mustSucceed(
                    EVP_EncryptUpdate(cipher.pointer, output, &done, plain, Int32(plain.count)), "seal")
            }
            let tag = unsafe output.map { unsafe $0 + plain.count }
            unsafe mustSucceed(EVP_EncryptFinal_ex(cipher.pointer, tag, &done), "finish sealing")
            unsafe mustSucceed(
                EVP_CIPHER_CTX_ctrl(cipher.pointer, EVP_CTRL_AEAD_GET_TAG, Int32(tagByteCount), tag), "read tag")
            count = plain.count + tagByteCount
        }
    }

    /// The plaintext of what `seal` returned; throws `notAuthentic` when a bit of anything differs, `wrongLength` or
    /// `tooLong`. No unauthenticated byte ever leaves.
    package static func open(
        _ sealed: [UInt8], key: [UInt8], nonce: [UInt8], associated: [UInt8]
    ) throws(OpenSSLError) -> [UInt8] {
        try requireLengths(key: key, nonce: nonce, associated: associated)
        try requireAtMost(maximumByteCount + tagByteCount, of: .ciphertext, sealed)
        guard sealed.count >= tagByteCount else { throw .notAuthentic }
        let length = sealed.count - tagByteCount
        var tag = Array(sealed[length...])
        let cipher = CipherContext()
        unsafe mustSucceed(
            EVP_DecryptInit_ex2(cipher.pointer, FetchedCipher.aes256GCM.pointer, key, nonce, nil), "begin opening")
        unsafe mustSucceed(
            EVP_CIPHER_CTX_ctrl(cipher.pointer, EVP_CTRL_AEAD_SET_TAG, Int32(tagByteCount), &tag), "set tag")
        var done: Int32 = 0
        if !associated.isEmpty {
            unsafe mustSucceed(
                EVP_DecryptUpdate(cipher.pointer, nil, &done, associated, Int32(associated.count)), "associate")
        }
        var plain = [UInt8](repeating: 0, count: length)
        if length > 0 {
            unsafe mustSucceed(EVP_DecryptUpdate(cipher.pointer, &plain, &done, sealed, Int32(length)), "open")
        }
        var nothing: [UInt8] = [0]
        guard unsafe EVP_DecryptFinal_ex(cipher.pointer, &nothing, &done) == 1 else {
            unsafe plain.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
            throw failed(.notAuthentic)
        }
        return plain
    }

    private static func requireLengths(key: [UInt8], nonce: [UInt8], associated: [UInt8]) throws(OpenSSLError) {
        try requireLength(keyByteCount, of: .key, key)
        try requireLength(nonceByteCount, of: .nonce, nonce)
        try requireAtMost(maximumByteCount, of: .associated, associated)
    }
}

/// Owns an `EVP_CIPHER_CTX`; freeing it wipes the key schedule.
@safe
private final class CipherContext {
    let pointer: OpaquePointer

    init() {
        unsafe pointer = mustExist(EVP_CIPHER_CTX_new(), "new cipher context")
    }

    deinit {
        unsafe EVP_CIPHER_CTX_free(pointer)
    }
}

/// `@unchecked Sendable`: a fetched `EVP_CIPHER` is never changed again, and OpenSSL lets all threads use it.
@safe
private struct FetchedCipher: @unchecked Sendable {
    let pointer: OpaquePointer

    static let aes256GCM = unsafe FetchedCipher(
        pointer: mustExist(EVP_CIPHER_fetch(nil, "AES-256-GCM", nil), "fetch AES-256-GCM"))
}
