import COpenSSL

/// One end of a TLS connection, as its client: turns bytes of the network into bytes of the application and back. It touches
/// no socket; whoever owns it carries the bytes, on one thread.
@safe
package final class TLSClient {
    /// Why nothing more can be said over this connection.
    package enum Failure: Error, Hashable {
        /// The server's certificate is not of this host, has run out, or comes from nobody who is believed; in OpenSSL's words.
        case notTrusted(String)
        /// What the other end sent is no TLS, or none that we speak.
        case broken
    }

    private let connection: TLSConnection

    /// Begins a connection of TLS 1.2 or newer to a server that must show a certificate of this host.
    ///
    /// - Parameters:
    ///   - host: a name of letters, digits, `-` and `.`, or a numeric address.
    ///
    /// Throws `notAKey` for a host that cannot be in a certificate.
    package init(to host: String, isAddress: Bool, trust: TLSTrust) throws(OpenSSLError) {
        guard let connection = unsafe salthouse_tls_client(trust.settings, host, isAddress ? 1 : 0) else {
            throw failed(.notAKey(.certificate))
        }
        self.connection = unsafe TLSConnection(connection)
    }

    /// Takes what came over the network.
    package func take(_ bytes: [UInt8]) { connection.take(bytes) }

    /// Hands out what is to be sent over the network now; empty where there is nothing.
    package func give() -> [UInt8] { connection.give() }

    /// Goes on with the handshake. True once both ends have shown who they are; until then give, and take.
    package func shakeHands() throws(Failure) -> Bool {
        ERR_clear_error()
        return try isDone(unsafe SSL_do_handshake(connection.pointer))
    }

    /// Encrypts bytes for `give`. Call it after the handshake.
    package func write(_ bytes: [UInt8]) throws(Failure) {
        guard !bytes.isEmpty else { return }
        ERR_clear_error()
        var written = 0
        guard try isDone(unsafe SSL_write_ex(connection.pointer, bytes, bytes.count, &written)), written == bytes.count
        else {
            throw .broken
        }
    }

    /// What the other end said, as far as it is here whole; empty where nothing is.
    package func read() throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            ERR_clear_error()
            var count = 0
            guard try isDone(unsafe SSL_read_ex(connection.pointer, &piece, piece.count, &count)) else { return bytes }
            bytes += piece.prefix(count)
        }
    }

    /// False where more must come over the network first, or where the other end has said that it is done.
    private func isDone(_ result: Int32) throws(Failure) -> Bool {
        if result == 1 { return true }
        switch unsafe SSL_get_error(connection.pointer, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE, SSL_ERROR_ZERO_RETURN: return false
        default:
            ERR_clear_error()
            let verdict = unsafe SSL_get_verify_result(connection.pointer)
            guard verdict != Int(X509_V_OK), let words = unsafe X509_verify_cert_error_string(verdict) else {
                throw .broken
            }
            throw .notTrusted(unsafe String(cString: words))
        }
    }
}
