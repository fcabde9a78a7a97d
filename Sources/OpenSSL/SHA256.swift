import COpenSSL

/// SHA-256 (FIPS 180-4) in one call.
package enum SHA256 {
    /// The length of a hash in bytes.
    package static let byteCount = 32

    /// The 32-byte hash of `bytes`.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        let hasher = SHA256Hasher()
        hasher.update(bytes)
        return hasher.finish()
    }
}

/// SHA-256 of a message that arrives in pieces.
///
/// Not `Sendable`: one owner feeds it. After `finish` it begins anew, so one hasher may serve a long loop, which
/// saves the making of a context for each message.
@safe
package final class SHA256Hasher {
    let context: OpaquePointer

    package init() {
        unsafe context = mustExist(EVP_MD_CTX_new(), "new digest context")
        begin()
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// Appends bytes to the message.
    package func update(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { buffer in
            unsafe mustSucceed(EVP_DigestUpdate(context, buffer.baseAddress, buffer.count), "update digest")
        }
    }

    /// Appends bytes that somebody else keeps in memory, such as a mapped file.
    package func update(_ bytes: borrowing RawSpan) {
        unsafe bytes.withUnsafeBytes { buffer in
            unsafe mustSucceed(EVP_DigestUpdate(context, buffer.baseAddress, buffer.count), "update digest")
        }
    }

    /// The 32-byte hash of everything since the start or the last `finish`; the hasher begins anew.
    package func finish() -> [UInt8] {
        let hash = unsafe [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { buffer, count in
            unsafe mustSucceed(EVP_DigestFinal_ex(context, buffer.baseAddress, nil), "finish digest")
            count = SHA256.byteCount
        }
        begin()
        return hash
    }

    private func begin() {
        unsafe mustSucceed(EVP_DigestInit_ex(context, FetchedDigest.sha256.pointer, nil), "begin digest")
    }
}

/// An algorithm fetched once: asking the provider for it on every hash costs as much as a short hash.
///
/// `@unchecked Sendable`: a fetched `EVP_MD` is never changed again, and OpenSSL lets all threads use it.
@safe
struct FetchedDigest: @unchecked Sendable {
    let pointer: OpaquePointer

    static let sha256 = unsafe FetchedDigest(pointer: mustExist(EVP_MD_fetch(nil, "SHA256", nil), "fetch SHA-256"))
}
