import HTTP
import Linux
import Synchronization
import Testing

private typealias Concurrency = HTTPServerConfiguration.Concurrency

/// Answers with the path.
@Sendable private func echo(_ request: HTTPRequest) -> HTTPResponse {
    HTTPResponse(status: 200, body: Array(request.path.utf8))
}

/// Where handlers wait and tests look: how many have begun, and whether they may end.
private struct Gate: Sendable {
    var begun = 0
    var isOpen = false
}

extension Monitor<Gate> {
    fileprivate func pass() {
        update { $0.begun += 1 }
        _ = wait { $0.isOpen ? true : nil }
    }

    fileprivate func waitUntilBegun(_ count: Int) throws {
        let deadline = MonotonicClock.system.now().advanced(byMilliseconds: 10_000)
        try #require(wait(until: deadline) { $0.begun >= count ? true : nil } != nil)
    }

    fileprivate func open() { update { $0.isOpen = true } }
}

@Suite("A running server")
struct ServerTests {
    @Test("answers several requests on one connection, with the date, and HEAD without a body")
    func roundTrip() throws {
        let running = try RunningServer(answer: echo)
        let client = try running.client()
        try client.get("/one")
        let first = try #require(try client.response())
        #expect(first.body == Array("/one".utf8))
        #expect(
            first.head == "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 4")
        try client.get("/two")
        try client.get("/three")
        #expect(try client.response()?.body == Array("/two".utf8))
        #expect(try client.response()?.body == Array("/three".utf8))
        #expect(running.stop() == 0)
    }

    @Test("listens on IPv6 and on a Unix socket beside, tells who is there, and removes the socket's path at the end")
    func listeners() throws {
        let directory = try FileSystem.makeTemporaryDirectory()
        defer { try? FileSystem.removeTree(directory) }
        let path = directory + "/gateway.sock"
        let running = try RunningServer(listeners: [.loopback(port: 0), .unixSocket(path: path)]) {
            HTTPResponse(status: 200, body: Array("\($0.peer)".utf8))
        }
        #expect(running.server.address.port != 0)
        #expect(running.server.addresses.last == .unixSocket(path: path))
        for (address, peer) in zip(running.server.addresses, ["127.0.0.1", "unix socket"]) {
            let client = try TestClient(address)
            try client.get("/")
            #expect(try client.response()?.body == Array(peer.utf8))
        }
        #expect(throws: HTTPServerError.addressTaken("unix:\(path)")) {
            try HTTPServer(
                configuration: .standard(listeners: [.unixSocket(path: path)]), handler: ClosureHandler(answer: echo))
        }
        #expect(running.stop() == 0)
        #expect(!FileSystem.exists(path))
    }

    @Test("takes over a Unix socket that a killed process left, and nothing else that stands at the path")
    func abandonedSocket() throws {
        let directory = try FileSystem.makeTemporaryDirectory()
        defer { try? FileSystem.removeTree(directory) }
        let path = directory + "/gateway.sock"
        _ = try Socket.listen(on: .unix(path: path), backlog: 1, permissions: 0o600)
        #expect(FileSystem.kind(path) == .socket)
        let running = try RunningServer(listeners: [.unixSocket(path: path)], answer: echo)
        let client = try running.client()
        try client.get("/")
        #expect(try client.response() != nil)
        #expect(running.stop() == 0)

        try FileSystem.writeAtomically([1], to: path, permissions: 0o600)
        #expect(throws: HTTPServerError.addressTaken("unix:\(path)")) {
            try RunningServer(listeners: [.unixSocket(path: path)], answer: echo)
        }
        #expect(FileSystem.kind(path) == .file)
    }

    @Test("needs an address to listen on")
    func noListener() {
        #expect(throws: HTTPServerError.noListener) {
            try HTTPServer(configuration: .standard(listeners: []), handler: ClosureHandler(answer: echo))
        }
    }

    @Test("lets the application word a rejection, lets the client read it, and closes")
    func rejection() throws {
        let running = try RunningServer(answer: echo)
        let client = try running.client()
        try client.send(
            "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
        let response = try #require(try client.response())
        #expect(response.head.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(response.head.hasSuffix("Connection: close"))
        #expect(response.body == Array("SH-H111".utf8))
        #expect(try client.isEnded())
        #expect(running.stop() == 0)
    }

    @Test("refuses a large body and the client can still read why")
    func largeBody() throws {
        let running = try RunningServer(answer: echo)
        let client = try running.client()
        try client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n")
        try client.send([UInt8](repeating: 0x61, count: 200_000))
        #expect(try client.response()?.head.hasPrefix("HTTP/1.1 413 ") == true)
        #expect(running.stop() == 0)
    }

    @Test("sends an answer larger than any buffer whole")
    func largeAnswer() throws {
        let body = (0..<6_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let running = try RunningServer { _ in HTTPResponse(status: 200, body: body) }
        let client = try running.client()
        try client.get("/")
        #expect(try client.response()?.body == body)
        #expect(running.stop() == 0)
    }

    @Test("holds finished answers without occupying its only worker")
    func releaseAfter() throws {
        let release = MonotonicClock.system.now().advanced(byMilliseconds: 300)
        let gate = Monitor(Gate())
        let running = try RunningServer(
            concurrency: Concurrency(connections: 8, connectionsPerPeer: 8, workers: 1, waitingRequests: 8)
        ) { _ in
            gate.update { $0.begun += 1 }
            return HTTPResponse(status: 200, releaseAfter: release)
        }
        let clients = try (0..<4).map { _ in try running.client() }
        for client in clients { try client.get("/") }
        try gate.waitUntilBegun(4)
        for client in clients {
            #expect(try client.response() != nil)
            #expect(MonotonicClock.system.now() >= release)
        }
        #expect(running.stop() == 0)
    }

    @Test("answers 503 with Retry-After when every worker is busy and the queue is full")
    func overload() throws {
        let gate = Monitor(Gate())
        let running = try RunningServer(
            concurrency: Concurrency(connections: 8, connectionsPerPeer: 8, workers: 1, waitingRequests: 1)
        ) {
            gate.pass()
            return echo($0)
        }
        let working = try running.client()
        try working.get("/working")
        try gate.waitUntilBegun(1)
        // Of these two one waits and one is refused; which comes first is the network's choice.
        let others = try [running.client(), running.client()]
        for other in others { try other.get("/other") }
        while !others.contains(where: { $0.socket.waitUntilReadable(milliseconds: 10) }) {}
        let refused = try #require(others.first { $0.socket.waitUntilReadable(milliseconds: 0) })
        let waiting = try #require(others.first { $0 !== refused })
        let answer = try #require(try refused.response())
        #expect(answer.head.hasPrefix("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n"))
        #expect(answer.body == Array("SH-H122".utf8))
        gate.open()
        #expect(try working.response()?.body == Array("/working".utf8))
        #expect(try waiting.response()?.body == Array("/other".utf8))
        #expect(running.stop() == 0)
    }

    @Test("leaves connections above the cap in the kernel's queue and serves them when another closes")
    func connectionCap() throws {
        let running = try RunningServer(
            concurrency: Concurrency(connections: 2, connectionsPerPeer: 2, workers: 2, waitingRequests: 8),
            answer: echo)
        var first: TestClient? = try running.client()
        let second = try running.client()
        for client in [first!, second] {
            try client.get("/")
            #expect(try client.response() != nil)
        }
        let third = try running.client()
        try third.get("/third")
        try second.get("/second")
        #expect(try second.response()?.body == Array("/second".utf8))
        first = nil
        #expect(try third.response()?.body == Array("/third".utf8))
        #expect(running.stop() == 0)
    }

    @Test("closes a connection above the cap of its peer at once")
    func peerCap() throws {
        let running = try RunningServer(
            concurrency: Concurrency(connections: 8, connectionsPerPeer: 1, workers: 1, waitingRequests: 8),
            answer: echo)
        let first = try running.client()
        try first.get("/")
        #expect(try first.response() != nil)
        #expect(try running.client().isEnded())
        try first.get("/again")
        #expect(try first.response() != nil)
        #expect(running.stop() == 0)
    }

    @Test("tells a handler that its client is gone")
    func cancellation() throws {
        let gate = Monitor(Gate())
        let running = try RunningServer { request in
            gate.update { $0.begun += 1 }
            while !request.isCancelled() { _ = gate.wait(until: MonotonicClock.system.now()) { _ in Bool?.none } }
            gate.update { $0.begun += 1 }
            return echo(request)
        }
        var client: TestClient? = try running.client()
        try client?.get("/")
        try gate.waitUntilBegun(1)
        client = nil
        try gate.waitUntilBegun(2)
        #expect(running.stop() == 0)
    }

    @Test("a graceful stop answers the request in flight, then closes, and refuses new connections")
    func gracefulStop() throws {
        let gate = Monitor(Gate())
        let running = try RunningServer { request in
            gate.pass()
            return echo(request)
        }
        let idle = try running.client()
        let busy = try running.client()
        try busy.get("/in-flight")
        try gate.waitUntilBegun(1)
        running.server.stop()
        running.server.stop()
        #expect(try idle.isEnded())
        gate.open()
        let answer = try #require(try busy.response())
        #expect(answer.body == Array("/in-flight".utf8))
        #expect(answer.head.hasSuffix("Connection: close"))
        #expect(running.waitForEnd() == 0)
        #expect(throws: (any Error).self) {
            let late = try running.client()
            try late.get("/")
            _ = try #require(try late.response())
        }
    }

    @Test("a stop does not wait longer than the drain deadline, cancels, and says what was left")
    func drainDeadline() throws {
        let gate = Monitor(Gate())
        let standard = HTTPDeadlines.standard
        let running = try RunningServer(
            deadlines: HTTPDeadlines(
                head: standard.head, body: standard.body, response: standard.response, idle: standard.idle,
                linger: standard.linger, drain: 50)
        ) { request in
            gate.pass()
            gate.update { $0.begun += request.isCancelled() ? 10 : 1 }
            return echo(request)
        }
        let client = try running.client()
        try client.get("/")
        try gate.waitUntilBegun(1)
        #expect(running.stop() == 1)
        #expect(try client.isEnded())
        gate.open()
        try gate.waitUntilBegun(11)
    }

    @Test("many clients at once each get their own answers")
    func manyClients() throws {
        let running = try RunningServer(answer: echo)
        let failures = Mutex(0)
        let address = running.server.address
        let threads = try (0..<8).map { number in
            try WorkerThread(name: "client") {
                do {
                    let client = try TestClient(address)
                    for round in 0..<200 {
                        try client.get("/\(number)/\(round)")
                        guard try client.response()?.body == Array("/\(number)/\(round)".utf8) else {
                            return failures.withLock { $0 += 1 }
                        }
                    }
                } catch {
                    failures.withLock { $0 += 1 }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(failures.withLock { $0 } == 0)
        #expect(running.stop() == 0)
    }
}
