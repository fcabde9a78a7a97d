import COpenSSL

/// Random bytes that nobody can foresee.
package enum SecureRandom {
    /// So many random bytes (0 to 2³¹ − 1) from OpenSSL's generator, which the kernel seeds.
    ///
    /// Stops the process when there are none: a guessable key or noise draw would be worse than no gateway.
    package static func bytes(_ count: Int) -> [UInt8] {
        guard let length = Int32(exactly: count), length >= 0 else { preconditionFailure("a count of random bytes") }
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            guard let start = buffer.baseAddress, count > 0 else { return }
            unsafe mustSucceed(RAND_bytes(start, length), "draw random bytes")
            filled = count
        }
    }
}
