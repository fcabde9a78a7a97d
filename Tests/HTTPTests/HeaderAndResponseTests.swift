import Linux
import Testing

@testable import HTTP

@Suite("Headers and responses")
struct HeaderAndResponseTests {
    @Test("names are compared without case, values keep their order")
    func headers() {
        var headers: HTTPHeaders = ["Vary": "Accept", "vary": "Cookie", "ETag": "\"a\""]
        #expect(headers.first("VARY") == "Accept")
        #expect(headers.all("Vary") == ["Accept", "Cookie"])
        #expect(headers.first("Missing") == nil)
        headers.set("VARY", "*")
        #expect(headers.all("vary") == ["*"])
        #expect(headers.fields.map(\.name) == ["ETag", "VARY"])
    }

    @Test("no value can end its line")
    func injection() {
        let response = HTTPResponse(status: 303, headers: ["Location": "/a\r\nSet-Cookie: x=y\u{00}é"])
        let text = String(decoding: response.serialized(toHead: false, closing: false, date: nil), as: UTF8.self)
        #expect(
            text == "HTTP/1.1 303 See Other\r\nLocation: /a??Set-Cookie: x=y???\r\nContent-Length: 0\r\n\r\n")
    }

    @Test("the fields of the server are the server's")
    func serverFields() {
        let response = HTTPResponse(
            status: 200,
            headers: [
                "Content-Length": "99", "transfer-encoding": "chunked", "Connection": "x", "date": "y", "A": "b",
            ],
            body: [0x68, 0x69])
        let text = String(decoding: response.serialized(toHead: false, closing: true, date: "D"), as: UTF8.self)
        #expect(text == "HTTP/1.1 200 OK\r\nA: b\r\nDate: D\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
    }

    @Test("304 has neither body nor length")
    func notModified() {
        let response = HTTPResponse(status: 304, headers: ["ETag": "\"a\""], body: [1])
        let text = String(decoding: response.serialized(toHead: false, closing: false, date: nil), as: UTF8.self)
        #expect(text == "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n")
    }
}

@Suite("Addresses to listen on")
struct ListenAddressTests {
    @Test(
        "loopback and Unix sockets are read, and written back",
        arguments: ["127.0.0.1:8080", "127.1.2.3:0", "[::1]:65535", "unix:/run/salthouse.sock"])
    func accepted(text: String) throws {
        #expect(try ListenAddress(parsing: text).description == text)
    }

    @Test("localhost is 127.0.0.1 and asks no name server")
    func localhost() throws {
        #expect(try ListenAddress(parsing: "localhost:80") == .loopback(port: 80))
    }

    @Test(
        "anything another machine could reach is refused",
        arguments: [
            "0.0.0.0:8080", "192.168.1.2:8080", "[::]:8080", "[fe80::1]:80", "[::ffff:127.0.0.1]:80", "example.org:80",
            "128.0.0.1:80", "[2001:db8::1]:443", "*:80",
        ])
    func beyondLoopback(text: String) {
        #expect(throws: HTTPServerError.beyondLoopback(text)) { try ListenAddress(parsing: text) }
        #expect(HTTPServerError.beyondLoopback(text).message == "listening beyond loopback needs TLS: `\(text)`")
    }

    @Test(
        "anything else is no address",
        arguments: [
            "", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+80",
            "127.0.0.1:8 0", "::1:80", "[127.0.0.1]:80", "[::1]", "unix:", "unix:relative", "unix:/",
            "unix:/" + String(repeating: "a", count: 107), "[:::]:80",
        ])
    func malformed(text: String) {
        #expect(throws: HTTPServerError.malformedAddress(text)) { try ListenAddress(parsing: text) }
    }

    @Test(
        "at most half of the files that may be open are connections, and there is always one",
        arguments: [(64, 32), (1, 1), (0, 1), (1024, 512), (1 << 20, 512)])
    func fitting(openFiles: Int, connections: Int) {
        let standard = HTTPServerConfiguration.Concurrency.standard
        #expect(standard.fitting(openFiles: openFiles).connections == connections)
    }
}
