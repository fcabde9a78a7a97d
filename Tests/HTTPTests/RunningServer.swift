import HTTP
import Linux
import Synchronization
import Testing

/// A handler made of a closure; rejections are answered with their code.
struct ClosureHandler: HTTPHandler {
    let answer: @Sendable (HTTPRequest) -> HTTPResponse

    func respond(to request: HTTPRequest) -> HTTPResponse { answer(request) }

    func respond(to rejection: HTTPRejection) -> HTTPResponse {
        HTTPResponse(status: rejection.status, body: Array(rejection.code.utf8))
    }
}

/// A server on a thread of its own.
final class RunningServer {
    let server: HTTPServer
    private let thread: WorkerThread

    private final class Outcome: Sendable {
        let unanswered = Mutex<Int?>(nil)
    }
    private let outcome = Outcome()

    init(
        listeners: [ListenAddress] = [.loopback(port: 0)],
        tls: ServedTLS? = nil,
        deadlines: HTTPDeadlines = .standard,
        concurrency: HTTPServerConfiguration.Concurrency = .standard, trustedProxy: PeerAddress? = nil,
        answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse
    ) throws {
        let configuration = HTTPServerConfiguration(
            listeners: listeners, tls: tls, limits: .standard, deadlines: deadlines, concurrency: concurrency,
            trustedProxy: trustedProxy, unixSocketPermissions: 0o600,
            wallClock: .fixed(UnixTime(seconds: 784_111_777, nanoseconds: 0)))
        let server = try HTTPServer(configuration: configuration, handler: ClosureHandler(answer: answer))
        let outcome = outcome
        self.server = server
        thread = try WorkerThread(name: "server") {
            let count = try? server.run()
            outcome.unanswered.withLock { $0 = count }
        }
    }

    /// Stops, waits, and returns how many requests were left without an answer; nil where the server failed.
    func stop() -> Int? {
        server.stop()
        return waitForEnd()
    }

    func waitForEnd() -> Int? {
        thread.join()
        return outcome.unanswered.withLock { $0 }
    }

    func client() throws -> TestClient { try TestClient(server.address) }
}

/// A client that waits for what it expects; after ten seconds without a byte it gives up.
final class TestClient {
    let socket: Socket
    private var input: [UInt8] = []

    init(_ address: ListenAddress) throws {
        socket = try Socket.connect(to: address.socketAddressForTests)
        try #require(socket.waitUntilWritable(milliseconds: 10_000))
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            try #require(socket.waitUntilWritable(milliseconds: 10_000))
            rest = rest.dropFirst(try socket.send(rest))
        }
    }

    func get(_ path: String) throws { try send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n") }

    /// The next bytes; false at the end.
    private func fill() throws -> Bool {
        while true {
            try #require(socket.waitUntilReadable(milliseconds: 10_000), "nothing came for ten seconds")
            switch try socket.receive(maximum: 65_536) {
            case .bytes(let bytes):
                input += bytes
                return true
            case .nothingYet: continue
            case .end: return false
            }
        }
    }

    /// Reads one response with its length; nil where the connection ends first.
    func response() throws -> (head: String, body: [UInt8])? {
        let mark = Array("\r\n\r\n".utf8)
        while true {
            if let end = input.indices.first(where: { input[$0...].starts(with: mark) }) {
                let head = String(decoding: input[..<end], as: UTF8.self)
                let line = head.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") }
                let length = line.flatMap { Int($0.dropFirst(16)) } ?? 0
                while input.count < end + 4 + length { try #require(try fill(), "the body is cut") }
                let body = Array(input[(end + 4)..<(end + 4 + length)])
                input.removeFirst(end + 4 + length)
                return (head, body)
            }
            guard try fill() else { return nil }
        }
    }

    /// True when the server ends the connection without another byte.
    func isEnded() throws -> Bool {
        do throws(SystemError) {
            while true {
                guard socket.waitUntilReadable(milliseconds: 10_000) else { return false }
                switch try socket.receive(maximum: 1) {
                case .bytes: return false
                case .nothingYet: continue
                case .end: return true
                }
            }
        } catch {
            return true  // reset
        }
    }
}

extension ListenAddress {
    var socketAddressForTests: SocketAddress {
        if description.hasPrefix("unix:") { return .unix(path: String(description.dropFirst(5))) }
        return description.hasPrefix("[")
            ? .ipv6([UInt8](repeating: 0, count: 15) + [1], port: port!) : .ipv4([127, 0, 0, 1], port: port!)
    }
}
