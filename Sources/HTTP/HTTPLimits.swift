/// How large a request may be.
package struct HTTPLimits: Sendable, Hashable {
    /// Request line and fields with their line ends, in bytes.
    package let headBytes: Int
    package let targetBytes: Int
    package let fields: Int
    package let bodyBytes: Int

    package init(headBytes: Int, targetBytes: Int, fields: Int, bodyBytes: Int) {
        self.headBytes = headBytes
        self.targetBytes = targetBytes
        self.fields = fields
        self.bodyBytes = bodyBytes
    }

    /// A header of 8 KiB with 64 fields, a target of 2 KiB, a body of 64 KiB.
    package static let standard = HTTPLimits(headBytes: 8192, targetBytes: 2048, fields: 64, bodyBytes: 65_536)
}

/// How long each phase of a connection may take, in milliseconds from its beginning, however much arrives.
package struct HTTPDeadlines: Sendable, Hashable {
    package let head: Int
    package let body: Int
    /// Sending a finished response.
    package let response: Int
    /// Between a response and the first byte of the next request.
    package let idle: Int
    /// After the last response, for the other end to close first, so that it can read the response.
    package let linger: Int
    /// After `stop()`, for requests in flight.
    package let drain: Int

    package init(head: Int, body: Int, response: Int, idle: Int, linger: Int, drain: Int) {
        self.head = head
        self.body = body
        self.response = response
        self.idle = idle
        self.linger = linger
        self.drain = drain
    }

    /// Header 10 s, body 15 s, response 15 s, idle 60 s, lingering 2 s, draining 20 s.
    package static let standard = HTTPDeadlines(
        head: 10_000, body: 15_000, response: 15_000, idle: 60_000, linger: 2_000, drain: 20_000)
}
