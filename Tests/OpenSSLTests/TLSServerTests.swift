import OpenSSL
import Testing

@Suite("TLS as a server")
struct TLSServerTests {
    /// 1 January 2030, when the certificate is in force.
    private static let now = 1_893_456_000

    private static func settings(
        chain: String = certificate, key: String = key, clients: String? = nil, now: Int = now
    ) throws(OpenSSLError) -> TLSServerSettings {
        try TLSServerSettings(
            chain: Array(chain.utf8), privateKey: Array(key.utf8),
            clients: clients.map { TLSServerSettings.Clients(authorities: Array($0.utf8), revocations: nil) },
            oldest: .tls13, now: now)
    }

    @Test("a certificate with its key is taken, and says for how long it is in force")
    func good() throws {
        #expect(try Self.settings().daysLeft > 30_000)
        #expect(
            try Self.settings(chain: Self.certificate + "\n" + Self.certificate, clients: Self.certificate).daysLeft > 0
        )
    }

    @Test("files that are no good are refused, each for its own reason")
    func faults() {
        let fault = { (fault: OpenSSLError.TLSFault) in OpenSSLError.unusableTLS(fault) }
        let half = String(Self.certificate.prefix(200))
        #expect(throws: fault(.certificate)) { try Self.settings(chain: "") }
        #expect(throws: fault(.certificate)) { try Self.settings(chain: half) }
        #expect(throws: fault(.certificate)) {
            try Self.settings(
                chain: Self.certificate + "\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        }
        #expect(throws: fault(.key)) { try Self.settings(key: "") }
        #expect(throws: fault(.key)) { try Self.settings(key: Self.certificate) }
        #expect(throws: fault(.keyOfAnother)) { try Self.settings(key: Self.keyOfAnother) }
        #expect(throws: fault(.notInForce)) { try Self.settings(now: 1_500_000_000) }
        #expect(throws: fault(.notInForce)) { try Self.settings(now: 5_000_000_000) }
        #expect(throws: fault(.clientAuthorities)) { try Self.settings(clients: "") }
        #expect(throws: fault(.clientAuthorities)) { try Self.settings(clients: half) }
        #expect(throws: OpenSSLError.tooLong(of: .certificate, maximum: 1 << 20, actual: 1 << 21)) {
            try Self.settings(chain: String(repeating: "a", count: 1 << 21))
        }
    }

    @Test("every fault has its own code and words")
    func codes() {
        let errors = OpenSSLError.TLSFault.allCases.map { OpenSSLError.unusableTLS($0) }
        #expect(Set(errors.map(\.code)).count == errors.count)
        #expect(Set(errors.map(\.message)).count == errors.count)
    }

    @Test("what is no greeting of TLS breaks the connection with an alert, and half of one waits")
    func noGreeting() throws {
        let settings = try Self.settings()
        let plain = TLSServer(settings)
        plain.take(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        #expect(throws: TLSServer.Broken.self) { try plain.read() }
        let waiting = TLSServer(settings)
        waiting.take([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])
        let said = try waiting.read()
        #expect(said.bytes.isEmpty && !said.isLast && waiting.give().isEmpty)
        #expect(waiting.clientCertificate == nil)
    }

    // Made for these tests alone, by the `openssl` program.
    private static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBnjCCAUSgAwIBAgIUV+KXE6Rl7ZdSiO9EH8/inVhijyQwCgYIKoZIzj0EAwIw
        FzEVMBMGA1UEAwwMZ2F0ZXdheS50ZXN0MCAXDTI2MTEyMjA2MDAxNFoYDzIxMjYx
        MDI5MDYwMDE0WjAXMRUwEwYDVQQDDAxnYXRld2F5LnRlc3QwWTATBgcqhkjOPQIB
        BggqhkjOPQMBBwNCAARRwNKgKUF9XrQ7hUhKmSx5ofSNmOuaBe/8jL7awFy1yCcZ
        A7hDPxKcyoLuMc6Xn7Ttcarcw3Yp34feyURP4JZzo2wwajAdBgNVHQ4EFgQUJWaO
        p1pVLroX7rFBd7YnNPnwMNgwHwYDVR0jBBgwFoAUJWaOp1pVLroX7rFBd7YnNPnw
        MNgwDwYDVR0TAQH/BAUwAwEB/zAXBgNVHREEEDAOggxnYXRld2F5LnRlc3QwCgYI
        KoZIzj0EAwIDSAAwRQIhAMnfmsXWrGAtMFAbQ02wOUiVsu7Z1QJpOB+vdmbiUhgw
        AiABTAtxEKFrz8ImHXb6v9uDYD0mJcGQtIcEc07eKw6iNg==
        -----END CERTIFICATE-----
        """

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgHb/W1iEdlnsgvc+U
        ujKdQEYSKSg1DjJq9VEKy8V0By+hRANCAARRwNKgKUF9XrQ7hUhKmSx5ofSNmOua
        Be/8jL7awFy1yCcZA7hDPxKcyoLuMc6Xn7Ttcarcw3Yp34feyURP4JZz
        -----END PRIVATE KEY-----
        """

    private static let keyOfAnother = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNJFhplLbfWhDDcL8
        rJ9l5h9/KtvIrmgcQkcH7L3Fjp2hRANCAARlz78ECwZfrPtpqHGB0mXlWsvcYNnO
        5Yarql+ICyxbkP/E5FnwlAkQBuUVYGXL+d/4LxoWSrcLCWblFAWTRZkw
        -----END PRIVATE KEY-----
        """
}
