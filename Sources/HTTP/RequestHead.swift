/// A request's line and fields after every check that needs no body: how long the body is can no longer be doubted.
struct RequestHead: Sendable, Hashable {
    let method: HTTPMethod
    let target: RequestTarget
    let headers: HTTPHeaders
    /// 0 where no length was given.
    let contentLength: Int
    /// The body is longer than is accepted, and will not be read.
    let isTooLong: Bool
    let keepsAlive: Bool
    let expectsContinue: Bool

    init(
        method: [UInt8], target: [UInt8], headers: HTTPHeaders, limits: HTTPLimits
    ) throws(HTTPRejection) {
        // How the message is framed comes before what it asks for: a doubt there is the more dangerous one.
        contentLength = try Self.contentLength(headers)
        for name in Self.singleFields where headers.all(name).count > 1 { throw HTTPRejection(.repeatedField) }
        try Self.checkHost(headers)
        guard let method = HTTPMethod(rawValue: String(decoding: method, as: UTF8.self)) else {
            throw HTTPRejection(.methodUnknown)
        }
        self.method = method
        self.target = try RequestTarget(parsing: target)
        self.headers = headers
        if contentLength > 0, method == .get || method == .head { throw HTTPRejection(.unexpectedBody) }
        isTooLong = contentLength > limits.bodyBytes
        expectsContinue = try Self.expectsContinue(headers)
        keepsAlive = !headers.tokens("Connection").contains("close")
    }

    /// Fields where a second one would leave open which counts.
    private static let singleFields = [
        "Host", "Content-Type", "Authorization", "Expect", "Idempotency-Key", "Content-Encoding",
    ]

    private static func contentLength(_ headers: HTTPHeaders) throws(HTTPRejection) -> Int {
        let lengths = headers.all("Content-Length")
        if !headers.all("Transfer-Encoding").isEmpty {
            throw HTTPRejection(lengths.isEmpty ? .transferEncodingRefused : .conflictingFraming)
        }
        guard lengths.count <= 1 else { throw HTTPRejection(.repeatedField) }
        guard let text = lengths.first?.utf8 else { return 0 }
        guard (1...10).contains(text.count), text.allSatisfy(ASCII.isDigit) else {
            throw HTTPRejection(.malformedContentLength)
        }
        // Ten digits cannot overflow 64 bits.
        return text.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func checkHost(_ headers: HTTPHeaders) throws(HTTPRejection) {
        guard let host = headers.first("Host")?.utf8 else { throw HTTPRejection(.missingHost) }
        guard HostField.isSound(host) else { throw HTTPRejection(.malformedHost) }
    }

    private static func expectsContinue(_ headers: HTTPHeaders) throws(HTTPRejection) -> Bool {
        guard let expectation = headers.first("Expect") else { return false }
        guard ASCII.lowercased(expectation) == "100-continue" else { throw HTTPRejection(.expectationRefused) }
        return true
    }
}
