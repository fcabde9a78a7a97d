package import OpenSSL

/// Turns the `Authorization` header of a request into one person.
package struct CredentialChecker: Sendable {
    private let sha256: @Sendable ([UInt8]) -> [UInt8]
    private let issuers: [TokenIssuer]

    /// - Parameters:
    ///   - sha256: gives the 32 bytes of SHA-256.
    ///   - issuers: the sign-in services whose tokens are believed beside our own.
    package init(sha256: @escaping @Sendable ([UInt8]) -> [UInt8], issuers: [TokenIssuer]) {
        self.sha256 = sha256
        self.issuers = issuers
    }

    /// Decides who sent a request.
    ///
    /// Tokens are looked up by their hash, so that neither the store nor its timing tells anything of a token.
    ///
    /// - Parameters:
    ///   - header: the value of `Authorization`, or nil where the request has none.
    ///   - certificate: the hash of the certificate that the client has shown and proved to own.
    ///   - now: the time of the request.
    ///   - lookUp: the record under a stored hash, where there is one.
    package func authenticate<Failure: Error>(
        header: String?, certificate: SHA256Digest?, now: Moment, lookUp: (String) throws(Failure) -> TokenRecord?
    ) throws(Failure) -> AuthenticationDecision {
        guard let header else { return .refused(.missing) }
        guard let text = Self.token(in: header) else { return .refused(.malformed) }
        guard let token = BearerToken(String(text)) else { return foreign(text, certificate, now: now) }
        let hash = token.storedHash(sha256: sha256)
        guard let record = try lookUp(hash), record.hash == hash else { return .refused(.unknown) }
        guard record.revoked == nil else { return .refused(.revoked) }
        guard now < record.expires else { return .refused(.expired) }
        return .authenticated(AuthenticatedPrincipal(record))
    }

    /// What a token comes to that is not our own.
    private func foreign(_ text: Substring, _ certificate: SHA256Digest?, now: Moment) -> AuthenticationDecision {
        do throws(AuthenticationRefusal) {
            guard JSONWebToken.hasForm(text), !issuers.isEmpty else {
                return .authenticated(try asked(text, certificate, now: now))
            }
            let token = try JSONWebToken(parsing: text, mayNameKeys: false)
            guard let issuer = issuers.first(where: { $0.issued(token.claims) }) else { throw .otherIssuer }
            let shown = TokenIssuer.Shown(name: name("jwt", text), text: text, certificate: certificate, now: now)
            return .authenticated(try issuer.principal(of: token, shown))
        } catch { return .refused(error) }
    }

    private func asked(
        _ text: Substring, _ certificate: SHA256Digest?, now: Moment
    ) throws(AuthenticationRefusal) -> AuthenticatedPrincipal {
        let shown = TokenIssuer.Shown(name: name("opaque", text), text: text, certificate: certificate, now: now)
        for issuer in issuers {
            guard !BearerToken.isLike(text) else { break }
            if let person = try issuer.principal(behind: text, shown) { return person }
        }
        throw .malformed
    }

    private func name(_ kind: String, _ text: Substring) -> String {
        "\(kind)-\(hexadecimal(Array(sha256(Array(text.utf8)).prefix(8))))"
    }

    /// `Bearer`, in any case (RFC 9110), one space, and the token.
    private static func token(in header: String) -> Substring? {
        let parts = header.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return parts[1]
    }
}
