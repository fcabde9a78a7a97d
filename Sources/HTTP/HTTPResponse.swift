package import Linux

/// A whole response.
package struct HTTPResponse: Sendable, Hashable {
    package let status: Int
    /// The application's fields. `Content-Length`, `Transfer-Encoding`, `Connection` and `Date` are the server's: set
    /// here they are left out.
    package var headers: HTTPHeaders
    package let body: [UInt8]
    /// On the system's monotonic clock: the finished response is held back until then, without occupying a worker.
    package var releaseAfter: MonotonicInstant?

    /// A status outside 200...599 is a programming error.
    package init(
        status: Int, headers: HTTPHeaders = [:], body: [UInt8] = [], releaseAfter: MonotonicInstant? = nil
    ) {
        precondition((200...599).contains(status), "a final status lies in 200...599")
        self.status = status
        self.headers = headers
        self.body = body
        self.releaseAfter = releaseAfter
    }
}

extension HTTPResponse {
    private static let serverFields: Set<String> = ["content-length", "transfer-encoding", "connection", "date"]

    /// The bytes on the wire. The answer to `HEAD` tells the length of the body that `GET` would have brought.
    func serialized(toHead: Bool, closing: Bool, date: String?) -> [UInt8] {
        var text = "HTTP/1.1 \(status) \(Self.reasonPhrases[status] ?? "")\r\n"
        for field in headers.fields where !Self.serverFields.contains(field.key) {
            text += "\(field.name): \(field.value)\r\n"
        }
        if let date { text += "Date: \(date)\r\n" }
        let hasNoBody = status == 204 || status == 304
        if !hasNoBody { text += "Content-Length: \(body.count)\r\n" }
        if closing { text += "Connection: close\r\n" }
        text += "\r\n"
        return toHead || hasNoBody ? Array(text.utf8) : Array(text.utf8) + body
    }

    private static let reasonPhrases: [Int: String] = [
        200: "OK", 201: "Created", 202: "Accepted", 204: "No Content",
        301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified",
        307: "Temporary Redirect", 308: "Permanent Redirect",
        400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
        406: "Not Acceptable", 408: "Request Timeout", 409: "Conflict", 410: "Gone", 411: "Length Required",
        412: "Precondition Failed", 413: "Content Too Large", 414: "URI Too Long", 415: "Unsupported Media Type",
        417: "Expectation Failed", 422: "Unprocessable Content", 428: "Precondition Required",
        429: "Too Many Requests", 431: "Request Header Fields Too Large",
        500: "Internal Server Error", 501: "Not Implemented", 503: "Service Unavailable",
        505: "HTTP Version Not Supported",
    ]
}
