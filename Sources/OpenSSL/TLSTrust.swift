import COpenSSL

/// The authorities that a TLS client believes when a server shows its certificate.
///
/// `@unchecked Sendable`: the settings are never changed after they were made, and OpenSSL counts references and locks its
/// inner caches itself, so threads may open connections with one at once.
@safe
package final class TLSTrust: @unchecked Sendable {
    let settings: OpaquePointer

    /// Believes the authorities of the operating system.
    package init() throws(OpenSSLError) {
        let settings = unsafe mustExist(salthouse_tls_client_settings(), "new TLS settings")
        unsafe self.settings = unsafe settings
        guard unsafe SSL_CTX_set_default_verify_paths(settings) == 1 else { throw failed(.notAKey(.certificate)) }
    }

    /// Believes the certificates of a text in PEM and no others. Throws `notAKey` where there is none or one is damaged.
    package init(pem text: [UInt8]) throws(OpenSSLError) {
        let settings = unsafe mustExist(salthouse_tls_client_settings(), "new TLS settings")
        unsafe self.settings = unsafe settings
        guard let count = Int32(exactly: text.count), unsafe salthouse_tls_believe(settings, text, count) > 0 else {
            throw failed(.notAKey(.certificate))
        }
    }

    deinit { unsafe SSL_CTX_free(settings) }
}
