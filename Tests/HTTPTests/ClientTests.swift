import Linux
import Testing

@testable import HTTP

@Suite("The small HTTP client")
struct ClientTests {
    private static func client(_ address: String) throws -> HTTPClient {
        try HTTPClient(address: address, trust: nil, ticks: .system)
    }

    private static func echo(_ request: HTTPRequest) -> HTTPResponse {
        HTTPResponse(status: 409, body: Array(request.path.utf8) + request.body)
    }

    @Test("carries a body there and a status and a body back, over TCP and a Unix socket, below a path of the address")
    func exchange() throws {
        let directory = try FileSystem.makeTemporaryDirectory()
        defer { try? FileSystem.removeTree(directory) }
        let socket = directory + "/witness.sock"
        let running = try RunningServer(
            listeners: [.loopback(port: 0), .unixSocket(path: socket)], answer: Self.echo)
        let body = [UInt8](repeating: 0x62, count: 60_000)
        for (address, path) in [
            ("http://\(running.server.address)", "/add"), ("http://\(running.server.address)/one/two/", "/one/two/add"),
            ("unix:\(socket)", "/add"),
        ] {
            let answer = try Self.client(address).post(
                "/add", contentType: "text/plain", body: body, milliseconds: 10_000)
            #expect(answer == .init(status: 409, body: Array(path.utf8) + body), "\(address)")
        }
        #expect(running.stop() == 0)
    }

    @Test(
        "speaks to this machine only, and without surprises in the path",
        arguments: [
            "", "http://", "http://192.0.2.1:80", "http://witness.example.org:80", "https://127.0.0.1:1",
            "http://127.0.0.1", "http://127.0.0.1:1/a b", "http://127.0.0.1:1/a\r\nX: y", "ftp://127.0.0.1:1",
        ])
    func addresses(text: String) {
        #expect(throws: HTTPClient.Failure.malformedAddress(text)) { try Self.client(text) }
    }

    @Test("gives up where nobody listens, and in time where nobody answers")
    func silence() throws {
        let directory = try FileSystem.makeTemporaryDirectory()
        defer { try? FileSystem.removeTree(directory) }
        let path = directory + "/deaf.sock"
        #expect {
            try Self.client("unix:\(path)").post("/", contentType: "a/b", body: [], milliseconds: 100)
        } throws: {
            guard case .unreachable? = $0 as? HTTPClient.Failure else { return false }
            return true
        }
        let deaf = try Socket.listen(on: .unix(path: path), backlog: 8, permissions: 0o600)
        #expect(throws: HTTPClient.Failure.timedOut) {
            try Self.client("unix:\(path)").post("/", contentType: "a/b", body: [1], milliseconds: 50)
        }
        _ = deaf
    }

    @Test(
        "takes a plain answer with one length, and nothing else",
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", true),
            ("HTTP/1.1 404 Not Found\r\ncontent-length:2\r\nServer: x\r\n\r\nhi", true),
            ("HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", true), ("", false), ("HTTP/1.1 200 OK\r\n\r\n", false),
            ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi", false),
            ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nhi", false),
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nhi", false),
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nhi", false),
            ("HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n", false),
            ("HTTP/2 200 OK\r\nContent-Length: 0\r\n\r\n", false),
            ("HTTP/1.1 +20 OK\r\nContent-Length: 0\r\n\r\n", false),
            ("HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 0\r\n\r\n", false),
            ("HTTP/1.1 200 OK\nContent-Length: 0\n\n", false),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\nA\r\n0123456789\r\n0\r\n\r\n", true),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n", false),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhi\r\n0\r\n\r\n", false),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nmore", false),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\nhi\r\n0\r\n\r\n", false),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n", false),
        ])
    func answers(text: String, isTaken: Bool) {
        #expect((HTTPClient.Response(parsing: Array(text.utf8)) != nil) == isTaken)
    }
}
