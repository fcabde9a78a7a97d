import OpenSSL

/// Who sent a request: the other end of its connection, or whoever the declared proxy says it speaks for.
struct RequestSender {
    let peer: PeerAddress
    /// Of the certificate that the sender has proved to own.
    let certificate: SHA256Digest?

    /// Fields that only a proxy can know the truth of. From anybody else they are refused: ignored, they would hide that a
    /// proxy is not declared, or that somebody pretends to be one.
    private static let told = ["Forwarded", "Client-Cert", "Client-Cert-Chain"]

    /// - Parameters:
    ///   - peer: the other end of the connection.
    ///   - certificate: what it showed over TLS.
    ///   - proxy: whose word on the sender counts; nil for nobody's. What such a proxy shows itself is not the sender's.
    init(
        _ headers: HTTPHeaders, from peer: PeerAddress, showing certificate: SHA256Digest?, trusting proxy: PeerAddress?
    ) throws(HTTPRejection) {
        guard peer == proxy else {
            guard Self.told.allSatisfy({ headers.first($0) == nil }) else { throw HTTPRejection(.undeclaredProxy) }
            self.peer = peer
            self.certificate = certificate
            return
        }
        self.peer = try Self.only("Forwarded", headers).map(ForwardedField.client) ?? peer
        self.certificate = try Self.only("Client-Cert", headers).map(Self.digest)
    }

    private static func only(_ name: String, _ headers: HTTPHeaders) throws(HTTPRejection) -> String? {
        let values = headers.all(name)
        guard values.count <= 1 else { throw HTTPRejection(.malformedForwarding) }
        return values.first
    }

    /// The hash of a certificate in DER, written as a byte sequence between colons (RFC 9440, 2.2; RFC 8941, 3.3.5).
    private static func digest(_ value: String) throws(HTTPRejection) -> SHA256Digest {
        let text = Array(value.utf8)
        let colon = UInt8(ascii: ":")
        guard text.count > 2, text.first == colon, text.last == colon,
            let certificate = Base64.decode(Array(text.dropFirst().dropLast())),
            let digest = SHA256Digest(SHA256.hash(certificate))
        else { throw HTTPRejection(.malformedForwarding) }
        return digest
    }
}
