/// A request that never reaches the application: the reason, its status and words that hold nothing of the request.
/// The connection is closed after the answer.
package struct HTTPRejection: Error, Sendable, Hashable {
    package enum Reason: String, Sendable, Hashable, CaseIterable {
        case malformedRequestLine, malformedTarget, malformedQuery, malformedField, foldedField, bareLineFeed
        case missingHost, malformedHost, repeatedField, malformedContentLength, conflictingFraming, unexpectedBody
        case undeclaredProxy, malformedForwarding
        case headTooSlow, bodyTooSlow
        case transferEncodingRefused
        case bodyTooLarge
        case targetTooLong
        case expectationRefused
        case headTooLarge, tooManyFields
        case methodUnknown
        case overloaded
        case versionUnknown
    }

    package let reason: Reason

    package init(_ reason: Reason) { self.reason = reason }

    package var status: Int {
        switch reason {
        case .malformedRequestLine, .malformedTarget, .malformedQuery, .malformedField, .foldedField, .bareLineFeed,
            .missingHost, .malformedHost, .repeatedField, .malformedContentLength, .conflictingFraming, .unexpectedBody,
            .undeclaredProxy, .malformedForwarding:
            400
        case .headTooSlow, .bodyTooSlow: 408
        case .transferEncodingRefused: 411
        case .bodyTooLarge: 413
        case .targetTooLong: 414
        case .expectationRefused: 417
        case .headTooLarge, .tooManyFields: 431
        case .methodUnknown: 501
        case .overloaded: 503
        case .versionUnknown: 505
        }
    }

    /// Whether it is plain HTTP, and what it says of its sender is not to be believed.
    package var isOfSender: Bool { reason == .undeclaredProxy || reason == .malformedForwarding }

    /// A stable code for clients and logs, never reused or renumbered.
    package var code: String {
        switch reason {
        case .malformedRequestLine: "SH-H101"
        case .malformedTarget: "SH-H102"
        case .malformedQuery: "SH-H103"
        case .malformedField: "SH-H104"
        case .foldedField: "SH-H105"
        case .bareLineFeed: "SH-H106"
        case .missingHost: "SH-H107"
        case .malformedHost: "SH-H108"
        case .repeatedField: "SH-H109"
        case .malformedContentLength: "SH-H110"
        case .conflictingFraming: "SH-H111"
        case .unexpectedBody: "SH-H112"
        case .headTooSlow: "SH-H113"
        case .bodyTooSlow: "SH-H114"
        case .transferEncodingRefused: "SH-H115"
        case .bodyTooLarge: "SH-H116"
        case .targetTooLong: "SH-H117"
        case .expectationRefused: "SH-H118"
        case .headTooLarge: "SH-H119"
        case .tooManyFields: "SH-H120"
        case .methodUnknown: "SH-H121"
        case .overloaded: "SH-H122"
        case .versionUnknown: "SH-H123"
        case .undeclaredProxy: "SH-H124"
        case .malformedForwarding: "SH-H125"
        }
    }

    /// What is wrong, in plain words.
    package var message: String {
        switch reason {
        case .malformedRequestLine: "the request line is not `METHOD /path HTTP/1.1`"
        case .malformedTarget: "the path is not a plain absolute path in valid percent-encoded UTF-8"
        case .malformedQuery: "the query string is not `name=value` pairs in valid percent-encoded UTF-8"
        case .malformedField: "a header field is not `name: value` in printable ASCII"
        case .foldedField: "a header field goes on over more than one line"
        case .bareLineFeed: "a line does not end in carriage return and line feed"
        case .missingHost: "there is no `Host` field"
        case .malformedHost: "the `Host` field is not a host name with an optional port"
        case .repeatedField: "a header field that may come once comes more than once"
        case .malformedContentLength: "`Content-Length` is not 1 to 10 digits"
        case .conflictingFraming: "`Content-Length` and `Transfer-Encoding` come together"
        case .unexpectedBody: "a request with this method has no body"
        case .headTooSlow: "the header took too long to arrive"
        case .bodyTooSlow: "the body took too long to arrive"
        case .transferEncodingRefused: "send `Content-Length` in place of `Transfer-Encoding`"
        case .bodyTooLarge: "the body is longer than is accepted"
        case .targetTooLong: "the request target is longer than is accepted"
        case .expectationRefused: "only `Expect: 100-continue` is understood"
        case .headTooLarge: "the header is longer than is accepted"
        case .tooManyFields: "there are more header fields than are accepted"
        case .methodUnknown: "this method is not known"
        case .overloaded: "too many requests are waiting; try again"
        case .versionUnknown: "only HTTP/1.1 is spoken here"
        case .undeclaredProxy: "only a proxy that is declared may send `Forwarded` or `Client-Cert`"
        case .malformedForwarding: "the proxy does not say who sent this in the form that is read"
        }
    }
}
