import COpenSSL

/// One end of a TLS connection, as its server: turns bytes of the network into bytes of the application and back. It touches
/// no socket; whoever owns it carries the bytes, on one thread.
@safe
package final class TLSServer {
    /// What came over the network is no TLS, or none that we speak, or from a client that is not trusted. `give` may still
    /// have an alert that says so.
    package struct Broken: Error, Hashable {}

    /// What the client said, as far as it is here whole.
    package struct Said: Sendable, Hashable {
        package let bytes: [UInt8]
        /// True where the client has said that nothing more comes.
        package let isLast: Bool
    }

    private let connection: TLSConnection
    /// One TLS record holds at most so many bytes.
    package static let recordBytes = 16_384

    /// Waits for a client's greeting.
    package init(_ settings: TLSServerSettings) {
        connection = unsafe TLSConnection(mustExist(salthouse_tls_server(settings.settings), "new TLS connection"))
    }

    /// Takes what came over the network.
    package func take(_ bytes: [UInt8]) { connection.take(bytes) }

    /// Hands out what is to be sent over the network now; empty where there is nothing.
    package func give() -> [UInt8] { connection.give() }

    /// Goes on with the handshake, and decrypts what came behind it.
    package func read() throws(Broken) -> Said {
        var bytes: [UInt8] = []
        while true {
            var count = 0
            ERR_clear_error()
            var result: Int32 = 0
            let piece = unsafe [UInt8](unsafeUninitializedCapacity: Self.recordBytes) { buffer, initialized in
                unsafe result = SSL_read_ex(connection.pointer, buffer.baseAddress, Self.recordBytes, &count)
                initialized = result == 1 ? count : 0
            }
            guard result != 1 else {
                bytes += piece
                continue
            }
            switch unsafe SSL_get_error(connection.pointer, result) {
            case SSL_ERROR_WANT_READ: return Said(bytes: bytes, isLast: false)
            case SSL_ERROR_ZERO_RETURN: return Said(bytes: bytes, isLast: true)
            default:
                ERR_clear_error()
                throw Broken()
            }
        }
    }

    /// Encrypts bytes for `give`. Call it after the handshake, which is over once anything was read.
    package func write(_ bytes: ArraySlice<UInt8>) throws(Broken) {
        guard !bytes.isEmpty else { return }
        ERR_clear_error()
        var written = 0
        let result = unsafe bytes.withUnsafeBytes { buffer in
            unsafe SSL_write_ex(connection.pointer, buffer.baseAddress, buffer.count, &written)
        }
        guard result == 1, written == bytes.count else {
            ERR_clear_error()
            throw Broken()
        }
    }

    /// Says, for `give`, that nothing more will be written.
    package func finish() {
        ERR_clear_error()
        _ = unsafe SSL_shutdown(connection.pointer)
        ERR_clear_error()
    }

    /// SHA-256 over the certificate that the client has shown and proved to own (RFC 8705, 3.1); nil where it showed none.
    package var clientCertificate: SHA256Digest? {
        guard let certificate = unsafe SSL_get1_peer_certificate(connection.pointer) else { return nil }
        defer { unsafe X509_free(certificate) }
        guard unsafe SSL_get_verify_result(connection.pointer) == Int(X509_V_OK) else { return nil }
        var count: UInt32 = 0
        return unsafe SHA256Digest { output in
            unsafe mustSucceed(X509_digest(certificate, EVP_sha256(), output, &count), "hash of a certificate")
        }
    }
}
