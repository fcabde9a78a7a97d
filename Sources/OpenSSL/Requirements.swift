import COpenSSL

/// Throws `wrongLength` unless the bytes are exactly so many.
func requireLength(_ expected: Int, of part: OpenSSLError.Part, _ bytes: [UInt8]) throws(OpenSSLError) {
    guard bytes.count == expected else { throw .wrongLength(of: part, expected: expected, actual: bytes.count) }
}

/// Throws `tooLong` if the bytes are more.
func requireAtMost(_ maximum: Int, of part: OpenSSLError.Part, _ bytes: [UInt8]) throws(OpenSSLError) {
    guard bytes.count <= maximum else { throw .tooLong(of: part, maximum: maximum, actual: bytes.count) }
}

/// Passes an error on and empties OpenSSL's own list of errors, which the next call on this thread would misread.
func failed(_ error: OpenSSLError) -> OpenSSLError {
    ERR_clear_error()
    return error
}
