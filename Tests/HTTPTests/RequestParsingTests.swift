import Testing

@testable import HTTP

@Suite("Reading requests")
struct RequestParsingTests {
    @Test("the table of hostile requests is long, and no name stands twice")
    func tableIsLong() {
        #expect(HostileRequest.all.count >= 120)
        #expect(Set(HostileRequest.all.map(\.name)).count == HostileRequest.all.count)
    }

    @Test(
        "a hostile request is refused with its status, never dispatched, and the connection ends",
        arguments: HostileRequest.all)
    func hostile(request: HostileRequest) {
        var whole = ConnectionBench()
        whole.receive(request.bytes)
        #expect(whole.rejections.map(\.reason) == [request.reason])
        #expect(whole.requests.isEmpty)
        #expect(whole.hasFinishedSending)
        #expect(whole.text.hasPrefix("HTTP/1.1 \(HTTPRejection(request.reason).status) "))
        #expect(whole.text.contains("\r\nConnection: close\r\n"))

        // Whatever still comes is never a request.
        whole.receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(whole.requests.isEmpty)

        var bytewise = ConnectionBench()
        bytewise.receiveByteByByte(request.bytes)
        #expect(bytewise.rejections == [HTTPRejection(request.reason)])
        #expect(bytewise.requests.isEmpty)
    }

    @Test("a plain request is understood in all its parts")
    func plain() throws {
        var bench = ConnectionBench()
        bench.receive(
            "POST /v1/queries/Q%2F1?a=b+c&a=%C3%A9&d= HTTP/1.1\r\nHost: localhost:8080\r\n"
                + "X-Empty:\r\nX-Padded: \t a b \t\r\nCONTENT-length:0000000004\r\n\r\nbody")
        let request = try #require(bench.requests.first)
        #expect(request.head.method == .post)
        #expect(request.head.target.path == "/v1/queries/Q%2F1")
        #expect(request.head.target.segments == ["v1", "queries", "Q/1"])
        #expect(
            request.head.target.query == [
                QueryItem(name: "a", value: "b c"), QueryItem(name: "a", value: "é"), QueryItem(name: "d", value: ""),
            ])
        #expect(request.head.headers.first("x-empty") == "")
        #expect(request.head.headers.first("X-PADDED") == "a b")
        #expect(request.body == Array("body".utf8))
        #expect(!bench.isEnding)
    }

    @Test(
        "a host is a name or an address, and may have a port",
        arguments: [
            "a", "tre.example.org", "a_b-c.~", "127.0.0.1:8080", "[::1]", "[2001:db8::1]:443", "a:0", "a:65535",
        ])
    func host(text: String) {
        var bench = ConnectionBench()
        bench.receive("GET / HTTP/1.1\r\nHost: \(text)\r\n\r\n")
        #expect(bench.requests.count == 1)
    }

    @Test(
        "a path is taken apart before it is decoded",
        arguments: [
            ("/", []), ("/a", ["a"]), ("/a/", ["a", ""]), ("/a%2Fb", ["a/b"]), ("/...", ["..."]), ("/%25", ["%"]),
            ("/a;b=c,d:e@f", ["a;b=c,d:e@f"]), ("/a+b", ["a+b"]), ("/%E2%82%AC", ["€"]),
        ] as [(String, [String])])
    func segments(path: String, segments: [String]) throws {
        #expect(try HTTPRequest(method: .get, target: path).segments == segments)
    }

    @Test("the limits themselves are accepted: a target of 2,048 bytes, 64 fields, a body of 65,536 bytes")
    func limits() {
        var bench = ConnectionBench()
        let target = "/" + String(repeating: "a", count: 2047)
        let fields = String(repeating: "X: y\r\n", count: 62)
        bench.receive("POST \(target) HTTP/1.1\r\nHost: a\r\nContent-Length: 65536\r\n\(fields)\r\n")
        bench.receive([UInt8](repeating: 7, count: 65_536))
        #expect(bench.rejections.isEmpty)
        #expect(bench.requests.first?.body.count == 65_536)
    }

    @Test("a head of exactly the limit is accepted and one byte more is not", arguments: [0, 1])
    func headLimit(surplus: Int) {
        let start = "GET / HTTP/1.1\r\nHost: a\r\nX: "
        let padding = String(repeating: "y", count: 8192 - start.utf8.count - 4 + surplus)
        var bench = ConnectionBench()
        bench.receive(start + padding + "\r\n\r\n")
        #expect(bench.requests.count == 1 - surplus)
        #expect(bench.rejections == (surplus == 0 ? [] : [HTTPRejection(.headTooLarge)]))
    }

    @Test("every reason has its own code, a status of an error, and words")
    func reasons() {
        let rejections = HTTPRejection.Reason.allCases.map(HTTPRejection.init)
        #expect(Set(rejections.map(\.code)).count == rejections.count)
        #expect(rejections.allSatisfy { (400...599).contains($0.status) && !$0.message.isEmpty })
    }
}
