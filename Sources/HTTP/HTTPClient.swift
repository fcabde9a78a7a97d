package import Linux
package import OpenSSL

/// Asks one thing of a server: one request a connection, under one deadline, over TLS wherever it is not on this machine.
///
/// It is made for small questions to a neighbour or a sign-in service: no redirects, no compression, no cookies.
package struct HTTPClient: Sendable {
    /// Why there is no answer.
    package enum Failure: Error, Hashable {
        /// None of the forms that `init` reads.
        case malformedAddress(String)
        /// The resolver knows no address of the host.
        case unknownHost
        case unreachable(SystemError)
        /// The server has shown no certificate of its name that is believed; in OpenSSL's words.
        case notTrusted(String)
        /// What it speaks is not the TLS that we speak.
        case noTLS
        case timedOut
        /// The answer is no whole HTTP/1.1 response, or is too large.
        case malformedResponse
    }

    package struct Response: Sendable, Hashable {
        package let status: Int
        package let body: [UInt8]
    }

    let place: ServerPlace
    let trust: TLSTrust?
    let ticks: MonotonicClock

    static let maximumResponse = 256 << 10

    /// Reads the address of a server: `http://127.0.0.1:PORT`, `http://[::1]:PORT`, `http://localhost:PORT`, `unix:/path`, and
    /// with `trust` also `https://HOST` with or without a port. A path behind it stands before every path that is asked for.
    package init(address text: String, trust: TLSTrust?, ticks: MonotonicClock) throws(Failure) {
        guard let place = ServerPlace(text), trust != nil || !place.isSecured else { throw .malformedAddress(text) }
        self.place = place
        self.trust = trust
        self.ticks = ticks
    }

    /// Asks for what the path names and waits for the whole answer.
    ///
    /// - Parameters:
    ///   - path: empty for exactly the address that the client was made with.
    ///   - headers: further fields of the request, such as `Authorization`.
    package func get(_ path: String, headers: HTTPHeaders, milliseconds: Int) throws(Failure) -> Response {
        try ask("GET", path, headers, body: nil, milliseconds)
    }

    /// Sends a body and waits for the whole answer.
    package func post(
        _ path: String, contentType: String, headers: HTTPHeaders = [:], body: [UInt8], milliseconds: Int
    ) throws(Failure) -> Response {
        var headers = headers
        headers.add("Content-Type", contentType)
        headers.add("Content-Length", String(body.count))
        return try ask("POST", path, headers, body: body, milliseconds)
    }

    private func ask(
        _ method: String, _ path: String, _ headers: HTTPHeaders, body: [UInt8]?, _ milliseconds: Int
    ) throws(Failure) -> Response {
        var head = "\(method) \(place.target(path)) HTTP/1.1\r\nHost: \(place.authority)\r\nConnection: close\r\n"
        for field in headers.fields { head += "\(field.name): \(field.value)\r\n" }
        let deadline = ticks.now().advanced(byMilliseconds: milliseconds)
        let answer = try exchange(Array("\(head)\r\n".utf8) + (body ?? []), until: deadline)
        guard let response = Response(parsing: answer) else { throw .malformedResponse }
        return response
    }
}
