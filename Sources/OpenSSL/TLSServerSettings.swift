import COpenSSL

/// How a TLS server shows who it is, and what it accepts: one certificate chain with its key, for any number of connections.
///
/// TLS 1.3, or 1.2 as well; ephemeral keys over X25519, P-256 or P-384 and authenticated ciphers only; nothing is resumed, so
/// there is no ticket key to lose; no compression, no second negotiation, no early data.
///
/// `@unchecked Sendable`: the settings are never changed after they were made, and OpenSSL counts references and locks its
/// inner caches itself, so threads may begin connections with one at once.
@safe
package final class TLSServerSettings: @unchecked Sendable {
    package enum Oldest: String, Sendable, Hashable, CaseIterable {
        case tls12 = "1.2"
        case tls13 = "1.3"
    }

    /// Whose certificates clients may show. A client that shows one of nobody else is sent away; one that shows none is not.
    package struct Clients: Sendable {
        /// The certificates of those who vouch for clients, in PEM.
        package let authorities: [UInt8]
        /// The lists (CRL) of certificates that they took back, in PEM, one of each authority. Nil: none is looked at.
        package let revocations: [UInt8]?

        package init(authorities: [UInt8], revocations: [UInt8]?) {
            self.authorities = authorities
            self.revocations = revocations
        }
    }

    let settings: OpaquePointer
    /// Whole days until the certificate runs out, at the moment when it was read.
    package let daysLeft: Int

    /// Reads PEM texts of at most a mebibyte each.
    ///
    /// - Parameters:
    ///   - chain: the server's certificate, then those between it and its authority.
    ///   - privateKey: of that certificate, without a passphrase; at least as strong as RSA of 2048 bits.
    ///   - clients: nil where no certificate is asked for.
    ///   - now: seconds since 1970; the certificate and the lists must be in force then. A list that runs out later lets in
    ///     no certificate any more.
    ///
    /// Throws `unusableTLS`.
    package init(
        chain: [UInt8], privateKey: [UInt8], clients: Clients?, oldest: Oldest, now: Int
    ) throws(OpenSSLError) {
        let settings = unsafe mustExist(salthouse_tls_server_settings(oldest == .tls12 ? 1 : 0), "new TLS settings")
        unsafe self.settings = unsafe settings
        guard unsafe salthouse_tls_show_chain(settings, chain, try Self.length(chain)) == 1 else {
            throw .unusableTLS(.certificate)
        }
        switch unsafe salthouse_tls_take_key(settings, privateKey, try Self.length(privateKey)) {
        case 1: break
        case 0: throw .unusableTLS(.key)
        default: throw .unusableTLS(.keyOfAnother)
        }
        daysLeft = unsafe Int(salthouse_days_in_force(SSL_CTX_get0_certificate(settings), now))
        guard daysLeft >= 0 else { throw .unusableTLS(.notInForce) }
        if let clients { unsafe try Self.ask(clients, settings, now) }
    }

    private static func ask(_ clients: Clients, _ settings: OpaquePointer, _ now: Int) throws(OpenSSLError) {
        let authorities = clients.authorities
        guard unsafe salthouse_tls_ask_clients(settings, authorities, try length(authorities)) == 1 else {
            throw .unusableTLS(.clientAuthorities)
        }
        guard let lists = clients.revocations else { return }
        switch unsafe salthouse_tls_refuse_revoked(settings, lists, try length(lists), now) {
        case 1: return
        case 0: throw .unusableTLS(.revocations)
        default: throw .unusableTLS(.revocationsNotInForce)
        }
    }

    deinit { unsafe SSL_CTX_free(settings) }

    private static func length(_ text: [UInt8]) throws(OpenSSLError) -> Int32 {
        guard text.count <= 1 << 20 else { throw .tooLong(of: .certificate, maximum: 1 << 20, actual: text.count) }
        return Int32(text.count)
    }
}

extension OpenSSLError {
    /// What of a TLS server's files is no good.
    package enum TLSFault: Sendable, Hashable, CaseIterable {
        case certificate, key, keyOfAnother, notInForce, clientAuthorities, revocations, revocationsNotInForce

        var code: String {
            switch self {
            case .certificate: "SH-K121"
            case .key: "SH-K122"
            case .keyOfAnother: "SH-K123"
            case .notInForce: "SH-K124"
            case .clientAuthorities: "SH-K125"
            case .revocations: "SH-K126"
            case .revocationsNotInForce: "SH-K127"
            }
        }

        var message: String {
            switch self {
            case .certificate: "the certificate file holds no certificates in PEM, or one is damaged or too weak"
            case .key: "the key file holds no private key in PEM without a passphrase"
            case .keyOfAnother: "the private key belongs to another certificate"
            case .notInForce: "the certificate has run out, or is not yet in force"
            case .clientAuthorities: "the file of client authorities holds no certificates in PEM, or one is damaged"
            case .revocations:
                "the file of revocations holds no signed list (CRL) in PEM of one of the client authorities, or one is damaged"
            case .revocationsNotInForce:
                "a list (CRL) in the file of revocations has run out, is not yet in force, or does not say until when it is"
            }
        }
    }
}
