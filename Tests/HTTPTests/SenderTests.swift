import Linux
import OpenSSL
import Testing

@testable import HTTP

@Suite("Who sent a request")
struct SenderTests {
    private static let proxy = PeerAddress.ip("127.0.0.1")
    private static let shown = SHA256Digest(SHA256.hash([1]))!

    private func sender(_ headers: HTTPHeaders, from peer: PeerAddress) throws(HTTPRejection) -> RequestSender {
        try RequestSender(headers, from: peer, showing: Self.shown, trusting: Self.proxy)
    }

    @Test(
        "is whom the declared proxy names",
        arguments: [
            ("for=192.0.2.7", "192.0.2.7"), ("For=\"192.0.2.7:4711\"", "192.0.2.7"),
            ("for=\"[2001:DB8:0:0::1]\"", "2001:db8::1"), ("for=\"[2001:db8::1]:80\"", "2001:db8::1"),
            ("proto=https;for=192.0.2.7;by=_gateway;host=\"a.example\"", "192.0.2.7"),
        ])
    func forwarded(value: String, address: String) throws {
        #expect(try sender(["Forwarded": value], from: Self.proxy).peer == .ip(address))
        #expect(throws: HTTPRejection(.undeclaredProxy)) {
            _ = try sender(["Forwarded": value], from: .ip("192.0.2.1"))
        }
    }

    @Test(
        "is not guessed from what a proxy should not write",
        arguments: [
            "", "for", "for=", "for=unknown", "for=_hidden", "for=192.0.2.7, for=192.0.2.8",
            "for=192.0.2.7;for=192.0.2.7",
            "for=2001:db8::1", "for=\"2001:db8::1\"", "for=[2001:db8::1]", "for=\"[192.0.2.7]\"", "for=192.0.2.07",
            "for=192.0.2.7; proto=https", "for=\"192.0.2.7", "for=192.0.2.7:4711", "for=\"192.0.2.7:\"", "proto=https",
            "for=\"192.0.2.7\\\"\"", "for=192.0.2.7;", "for=192.0.2", "for=\"192.0.2.7:99999\"",
        ])
    func malformed(value: String) {
        #expect(throws: HTTPRejection(.malformedForwarding)) {
            _ = try sender(["Forwarded": value], from: Self.proxy)
        }
    }

    @Test("owns the certificate that the declared proxy tells, by the hash of its DER, and never the proxy's own")
    func certificate() throws {
        let told: HTTPHeaders = ["Client-Cert": ":\(Base64.encode([48, 1, 2])):"]
        let sender = try sender(told, from: Self.proxy)
        #expect(sender.peer == Self.proxy && sender.certificate == SHA256Digest(SHA256.hash([48, 1, 2])))
        #expect(try self.sender([:], from: Self.proxy).certificate == nil)
        #expect(try self.sender([:], from: .ip("192.0.2.1")).certificate == Self.shown)
        #expect(try self.sender(["X-Forwarded-For": "192.0.2.9"], from: Self.proxy).peer == Self.proxy)
        for name in ["Client-Cert", "client-cert", "Client-Cert-Chain"] {
            #expect(throws: HTTPRejection(.undeclaredProxy)) {
                _ = try self.sender([name: ":MAEC:"], from: .unixSocket)
            }
        }
    }

    @Test(
        "shows one certificate in one form",
        arguments: ["", "::", ":", "MAEC", ":MAEC", ":MAE:", ":MA-C:", ":MAEC:;a=1"])
    func malformedCertificate(value: String) {
        for headers: HTTPHeaders in [["Client-Cert": value], ["Client-Cert": ":MAEC:", "client-cert": ":MAEC:"]] {
            #expect(throws: HTTPRejection(.malformedForwarding)) { _ = try sender(headers, from: Self.proxy) }
        }
    }

    @Test("nobody's word counts where no proxy is declared")
    func nobody() {
        #expect(throws: HTTPRejection(.undeclaredProxy)) {
            _ = try RequestSender(["Forwarded": "for=192.0.2.7"], from: Self.proxy, showing: nil, trusting: nil)
        }
    }

    @Test(
        "a proxy is on this machine",
        arguments: [
            ("unix", "unix socket"), ("127.0.0.1", "127.0.0.1"), ("127.0.0.2", "127.0.0.2"), ("0:0:0:0:0:0:0:1", "::1"),
            ("192.0.2.1", nil), ("localhost", nil), ("", nil), ("127.0.0.1:80", nil), ("::", nil),
        ])
    func proxies(text: String, peer: String?) { #expect(PeerAddress(onThisMachine: text)?.description == peer) }

    @Test("a server answers for its sender, and closes where a stranger pretends to be a proxy")
    func overTheWire() throws {
        for (proxy, status) in [(Self.proxy, "200 OK"), (nil, "400 Bad Request")] {
            let running = try RunningServer(trustedProxy: proxy) {
                HTTPResponse(status: 200, body: Array("\($0.peer)".utf8))
            }
            let client = try running.client()
            try client.send("GET / HTTP/1.1\r\nHost: a\r\nForwarded: for=192.0.2.7\r\n\r\n")
            let told = try #require(try client.response())
            #expect(told.head.hasPrefix("HTTP/1.1 \(status)"))
            #expect(told.body == Array((proxy == nil ? "SH-H124" : "192.0.2.7").utf8))
            if proxy == nil { #expect(try client.isEnded()) }
            #expect(running.stop() == 0)
        }
    }
}
