import COpenSSL

/// HMAC with SHA-256 (RFC 2104, FIPS 198-1).
package enum HMACSHA256 {
    /// The 32-byte code of `message` under `key`, which may have any length.
    ///
    /// Compare codes with `equalInConstantTime` only.
    package static func authenticate(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        HMACSHA256Authenticator(key: key).authenticate(message)
    }
}

/// HMAC with SHA-256 of many messages under one key: the key is prepared once.
///
/// Not `Sendable`: one owner uses it.
@safe
package final class HMACSHA256Authenticator {
    private let context: OpaquePointer

    /// Prepares a key of any length.
    package init(key: [UInt8]) {
        unsafe context = mustExist(EVP_MAC_CTX_new(FetchedMAC.hmac.pointer), "new MAC context")
        // A null key would mean "keep the last one": an empty key needs an address too.
        let keyOrOneByte = key.isEmpty ? [0] : key
        unsafe mustSucceed(salthouse_hmac_sha256_begin(context, keyOrOneByte, key.count), "begin MAC")
    }

    deinit {
        unsafe EVP_MAC_CTX_free(context)
    }

    /// The 32-byte code of `message`.
    package func authenticate(_ message: [UInt8]) -> [UInt8] {
        unsafe mustSucceed(EVP_MAC_init(context, nil, 0, nil), "restart MAC")
        unsafe mustSucceed(EVP_MAC_update(context, message, message.count), "update MAC")
        return unsafe [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { buffer, count in
            unsafe mustSucceed(EVP_MAC_final(context, buffer.baseAddress, &count, buffer.count), "finish MAC")
        }
    }
}

/// `@unchecked Sendable`: a fetched `EVP_MAC` is never changed again, and OpenSSL lets all threads use it.
@safe
private struct FetchedMAC: @unchecked Sendable {
    let pointer: OpaquePointer

    static let hmac = unsafe FetchedMAC(pointer: mustExist(EVP_MAC_fetch(nil, "HMAC", nil), "fetch HMAC"))
}
