/// What the OpenSSL room cannot do for its caller.
///
/// The cases carry lengths and names only, never a key or a message, so they may be logged. Whoever sent the bytes
/// learns nothing from them but "not accepted".
package enum OpenSSLError: Error, Hashable {
    /// A key, nonce, seed or signature has the wrong number of bytes.
    case wrongLength(of: Part, expected: Int, actual: Int)
    /// A text is too long for one call; lengths in bytes.
    case tooLong(of: Part, maximum: Int, actual: Int)
    /// The bytes do not describe a key of this kind.
    case notAKey(Part)
    /// The ciphertext, its tag, the nonce, the key or the associated bytes are not the ones that were sealed.
    case notAuthentic
    /// A file that a TLS server shows itself by is no good.
    case unusableTLS(TLSFault)

    /// Whose length or content is wrong.
    package enum Part: String, Sendable, Hashable {
        case seed
        case publicKey = "public key"
        case key
        case nonce
        case plaintext
        case ciphertext
        case associated = "associated bytes"
        case certificate
    }

    /// A stable code for logs, never reused or renumbered.
    package var code: String {
        switch self {
        case .wrongLength: "SH-K101"
        case .tooLong: "SH-K102"
        case .notAKey: "SH-K103"
        case .notAuthentic: "SH-K104"
        case .unusableTLS(let fault): fault.code
        }
    }

    /// One line for people.
    package var message: String {
        switch self {
        case .wrongLength(let part, let expected, let actual):
            "the \(part.rawValue) has \(actual) bytes, not \(expected)"
        case .tooLong(let part, let maximum, let actual):
            "the \(part.rawValue) has \(actual) bytes, more than \(maximum)"
        case .notAKey(.certificate): "there is no certificate, or it is damaged"
        case .notAKey(let part): "the \(part.rawValue) is not a valid key"
        case .notAuthentic: "the ciphertext is not authentic"
        case .unusableTLS(let fault): fault.message
        }
    }
}

/// Stops the process when OpenSSL fails at something that fails only without memory or without its default provider.
///
/// Going on would mean an answer without a hash or a signature; the process is restarted by its supervisor instead.
func mustSucceed(_ result: Int32, _ operation: StaticString) {
    guard result == 1 else { fatalError("OpenSSL failed: \(operation)") }
}

/// Stops the process when OpenSSL hands out no object: see `mustSucceed`.
func mustExist(_ object: OpaquePointer?, _ operation: StaticString) -> OpaquePointer {
    guard let object = unsafe object else { fatalError("OpenSSL gave no object: \(operation)") }
    return unsafe object
}
