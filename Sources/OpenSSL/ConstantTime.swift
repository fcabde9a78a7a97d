import COpenSSL

/// Whether two secrets are the same bytes; the time it takes tells nothing of where they differ, only of their length.
package func equalInConstantTime(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    return unsafe CRYPTO_memcmp(a, b, a.count) == 0
}
