package import Linux

/// Asks one thing of a server on this machine: one request a connection, in plain text, under one deadline.
///
/// It is made for small questions to a proxy or a neighbour (a proxy adds TLS): no redirects, no transfer encodings.
package struct HTTPClient: Sendable {
    /// Why there is no answer.
    package enum Failure: Error, Hashable {
        /// Not `http://127.0.0.1:PORT…`, `http://[::1]:PORT…`, `http://localhost:PORT…` or `unix:/path`.
        case malformedAddress(String)
        case unreachable(SystemError)
        case timedOut
        /// The answer is no HTTP/1.1 response with a length, or is too large.
        case malformedResponse
    }

    package struct Response: Sendable, Hashable {
        package let status: Int
        package let body: [UInt8]
    }

    private let address: SocketAddress
    private let host: String
    private let prefix: String
    private let ticks: MonotonicClock

    private static let maximumResponse = 256 << 10

    /// Reads the address of a server; a path behind the port stands before every path that is asked for.
    package init(address text: String, ticks: MonotonicClock) throws(Failure) {
        var place = text
        var prefix = ""
        if let rest = text.dropPrefix("http://") {
            let end = rest.firstIndex(of: "/") ?? rest.endIndex
            place = String(rest[..<end])
            prefix = String(rest[end...])
            while prefix.hasSuffix("/") { prefix.removeLast() }
        } else if !text.hasPrefix("unix:") {
            throw .malformedAddress(text)
        }
        do throws(HTTPServerError) {
            address = try ListenAddress(parsing: place).socketAddress
        } catch { throw .malformedAddress(text) }
        guard prefix.utf8.allSatisfy({ ASCII.isPathSegment($0) || $0 == UInt8(ascii: "/") }) else {
            throw .malformedAddress(text)
        }
        self.prefix = prefix
        host = text.hasPrefix("unix:") ? "localhost" : place
        self.ticks = ticks
    }

    /// Sends a body and waits for the whole answer.
    package func post(
        _ path: String, contentType: String, body: [UInt8], milliseconds: Int
    ) throws(Failure) -> Response {
        let head = """
            POST \(prefix)\(path) HTTP/1.1\r
            Host: \(host)\r
            Content-Type: \(contentType)\r
            Content-Length: \(body.count)\r
            Connection: close\r
            \r

            """
        let deadline = ticks.now().advanced(byMilliseconds: milliseconds)
        let answer: [UInt8]?
        do throws(SystemError) {
            answer = try exchange(Array(head.utf8) + body, until: deadline)
        } catch { throw .unreachable(error) }
        guard let answer else { throw .timedOut }
        guard let response = Self.parse(answer) else { throw .malformedResponse }
        return response
    }

    /// Nil where the time is over.
    private func exchange(_ request: [UInt8], until deadline: MonotonicInstant) throws(SystemError) -> [UInt8]? {
        let socket = try Socket.connect(to: address)
        guard try send(request, over: socket, until: deadline) else { return nil }
        return try receive(from: socket, until: deadline)
    }

    private func send(
        _ bytes: [UInt8], over socket: Socket, until deadline: MonotonicInstant
    ) throws(SystemError) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard socket.waitUntilWritable(milliseconds: remaining(deadline)) else { return false }
            rest = rest.dropFirst(try socket.send(rest))
        }
        return true
    }

    private func receive(from socket: Socket, until deadline: MonotonicInstant) throws(SystemError) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count <= Self.maximumResponse {
            guard socket.waitUntilReadable(milliseconds: remaining(deadline)) else { return nil }
            switch try socket.receive(maximum: 16 << 10) {
            case .bytes(let more): bytes += more
            case .nothingYet: continue
            case .end: return bytes
            }
        }
        return bytes
    }

    private func remaining(_ deadline: MonotonicInstant) -> Int32 {
        Int32(clamping: ticks.now().milliseconds(until: deadline))
    }

    /// A status line, fields with one `Content-Length`, and exactly so many bytes.
    static func parse(_ bytes: [UInt8]) -> Response? {
        guard bytes.count <= maximumResponse,
            let end = bytes.indices.dropLast(3).first(where: {
                bytes[$0...].starts(with: [0x0D, 0x0A, 0x0D, 0x0A])
            }), let head = String(validating: bytes[..<end], as: UTF8.self)
        else { return nil }
        let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
        let words = lines[0].split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0] == "HTTP/1.1", words[1].utf8.count == 3, let status = Int(words[1]),
            (200...599).contains(status)
        else { return nil }
        let fields = lines.dropFirst().map { $0.split(separator: ":", maxSplits: 1).map(String.init) }
        guard fields.allSatisfy({ $0.count == 2 }) else { return nil }
        func values(_ name: String) -> [String] {
            fields.filter { ASCII.lowercased($0[0]) == name }.map { String($0[1].drop { $0 == " " }) }
        }
        let body = Array(bytes[(end + 4)...])
        guard values("transfer-encoding").isEmpty, values("content-length") == ["\(body.count)"] else { return nil }
        return Response(status: status, body: body)
    }
}

extension String {
    fileprivate func dropPrefix(_ prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
