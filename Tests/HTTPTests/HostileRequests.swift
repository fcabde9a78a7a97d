import HTTP
import Testing

/// A request that must not be understood, and what it is refused with.
struct HostileRequest: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let reason: HTTPRejection.Reason

    init(_ name: String, _ text: String, _ reason: HTTPRejection.Reason) {
        self.init(name, Array(text.utf8), reason)
    }

    init(_ name: String, _ bytes: [UInt8], _ reason: HTTPRejection.Reason) {
        self.name = name
        self.bytes = bytes
        self.reason = reason
    }

    var testDescription: String { name }

    /// A `POST` with these lines behind `Host`, and bytes behind the empty line that must never count as a request.
    static func post(_ name: String, _ lines: String, _ reason: HTTPRejection.Reason) -> HostileRequest {
        HostileRequest(
            name,
            "POST /v1/x HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
            reason)
    }

    /// A `GET` of this target.
    static func target(_ target: String, _ reason: HTTPRejection.Reason = .malformedTarget) -> HostileRequest {
        HostileRequest("target \(target.prefix(40))", "GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n", reason)
    }

    /// A `GET` with these lines in place of `Host`.
    static func fields(_ name: String, _ lines: String, _ reason: HTTPRejection.Reason) -> HostileRequest {
        HostileRequest(name, "GET / HTTP/1.1\r\n\(lines)\r\n\r\n", reason)
    }

    /// A request that begins with this line.
    static func line(_ line: String, _ reason: HTTPRejection.Reason) -> HostileRequest {
        HostileRequest("line \(line.prefix(40))", "\(line)\r\nHost: a\r\n\r\n", reason)
    }

    static let all: [HostileRequest] = framing + targets + lines + fieldForms + sizes

    private static let framing: [HostileRequest] = [
        post("chunked", "Transfer-Encoding: chunked", .transferEncodingRefused),
        post("chunked in capitals", "TRANSFER-ENCODING: CHUNKED", .transferEncodingRefused),
        post("identity", "Transfer-Encoding: identity", .transferEncodingRefused),
        post("an empty coding", "Transfer-Encoding:", .transferEncodingRefused),
        post("two codings", "Transfer-Encoding: gzip, chunked", .transferEncodingRefused),
        post("length then chunked", "Content-Length: 5\r\nTransfer-Encoding: chunked", .conflictingFraming),
        post("chunked then length", "Transfer-Encoding: chunked\r\nContent-Length: 5", .conflictingFraming),
        post("a made-up coding and length", "Transfer-Encoding: xchunked\r\nContent-Length: 5", .conflictingFraming),
        post("coding with a space before the colon", "Transfer-Encoding : chunked", .malformedField),
        post("coding with a tab before the colon", "Transfer-Encoding\t: chunked", .malformedField),
        post("coding with a vertical tab", "Transfer-Encoding:\u{0b}chunked", .malformedField),
        post("coding behind a fold", "X: y\r\n Transfer-Encoding: chunked", .foldedField),
        post("two equal lengths", "Content-Length: 5\r\nContent-Length: 5", .repeatedField),
        post("two different lengths", "Content-Length: 5\r\nContent-Length: 6", .repeatedField),
        post("two lengths in two cases", "Content-Length: 5\r\ncontent-length: 5", .repeatedField),
        post("a list of lengths", "Content-Length: 5, 5", .malformedContentLength),
        post("an empty length", "Content-Length:", .malformedContentLength),
        post("a negative length", "Content-Length: -1", .malformedContentLength),
        post("a length with a plus", "Content-Length: +5", .malformedContentLength),
        post("a hexadecimal length", "Content-Length: 0x5", .malformedContentLength),
        post("a length with a fraction", "Content-Length: 5.0", .malformedContentLength),
        post("a length with an underscore", "Content-Length: 1_0", .malformedContentLength),
        post("a length with a space inside", "Content-Length: 1 0", .malformedContentLength),
        post("a length of eleven digits", "Content-Length: 00000000005", .malformedContentLength),
        post("a length that overflows", "Content-Length: 18446744073709551621", .malformedContentLength),
        post("a length with a bare carriage return", "Content-Length: 5\rX: y", .malformedField),
        post("a length above the limit", "Content-Length: 65537", .bodyTooLarge),
        post("the largest length", "Content-Length: 9999999999", .bodyTooLarge),
        post(
            "a length above the limit that expects to be asked", "Expect: 100-continue\r\nContent-Length: 65537",
            .bodyTooLarge),
        post("an unknown expectation", "Expect: 200-ok\r\nContent-Length: 5", .expectationRefused),
        post("two expectations", "Expect: 100-continue\r\nExpect: 100-continue\r\nContent-Length: 5", .repeatedField),
        fields("a GET with a body", "Host: a\r\nContent-Length: 5", .unexpectedBody),
        fields("a chunked GET", "Host: a\r\nTransfer-Encoding: chunked", .transferEncodingRefused),
    ]

    private static let targets: [HostileRequest] = [
        target("http://a/"), target("https://a/v1"), target("a"), target("*"), target("a:443"), target("?a=b"),
        target("//a/b"), target("/a//b"), target("/."), target("/.."), target("/a/../b"), target("/a/./b"),
        target("/%2e%2e/b"), target("/a/%2E/b"), target("/a/.%2e"), target("/a%"), target("/a%2"), target("/a%zz"),
        target("/a%00b"), target("/a%0d%0aX:y"), target("/a%7f"), target("/%ff"), target("/%c0%ae"),
        target("/%ed%a0%80"), target("/a#b"), target("/a\\b"), target("/a|b"), target("/<a>"), target("/a{b}"),
        target("/a^b"), target("/a\"b"), target("/a?b", .malformedQuery), target("/a?=b", .malformedQuery),
        target("/a?b=c&", .malformedQuery), target("/a?b=%", .malformedQuery), target("/a?b=%ff", .malformedQuery),
        target("/a?b=%00", .malformedQuery), target("/a?b=[c]", .malformedQuery), target("/a?b=c#d", .malformedQuery),
        target("/a é", .malformedRequestLine), target("/é", .malformedRequestLine),
        target("/a\u{00}", .malformedRequestLine), target("/a b", .malformedRequestLine),
    ]

    private static let lines: [HostileRequest] = [
        line("GET / HTTP/1.0", .versionUnknown), line("GET / HTTP/2.0", .versionUnknown),
        line("GET / HTTP/0.9", .versionUnknown), line("GET / HTTP/1.2", .versionUnknown),
        line("GET / HTTP/1.1 ", .malformedRequestLine), line("GET / http/1.1", .malformedRequestLine),
        line("GET / HTTP/1.10", .malformedRequestLine), line("GET / HTTP/11", .malformedRequestLine),
        line("GET /", .malformedRequestLine), line("GET  / HTTP/1.1", .malformedRequestLine),
        line("GET\t/ HTTP/1.1", .malformedRequestLine), line(" GET / HTTP/1.1", .malformedRequestLine),
        line("G(T / HTTP/1.1", .malformedRequestLine), line("get / HTTP/1.1", .methodUnknown),
        line("CONNECT a:443 HTTP/1.1", .methodUnknown), line("BREW / HTTP/1.1", .methodUnknown),
        line(String(repeating: "A", count: 33) + " / HTTP/1.1", .methodUnknown),
        HostileRequest("an empty line first", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        HostileRequest("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .versionUnknown),
        HostileRequest("a TLS greeting", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01], .malformedRequestLine),
        HostileRequest("a request of HTTP/0.9", "GET /\r\n", .malformedRequestLine),
        HostileRequest("a bare line feed behind the line", "GET / HTTP/1.1\nHost: a\n\n", .bareLineFeed),
        HostileRequest("a bare carriage return behind the line", "GET / HTTP/1.1\rHost: a\r\r", .malformedField),
    ]

    private static let fieldForms: [HostileRequest] = [
        fields("no Host", "Accept: a", .missingHost),
        fields("two Hosts", "Host: a\r\nHost: a", .repeatedField),
        fields("two Hosts in two cases", "Host: a\r\nhOST: b", .repeatedField),
        fields("an empty Host", "Host:", .malformedHost),
        fields("a Host with a path", "Host: a/b", .malformedHost),
        fields("a Host with a user", "Host: u@a", .malformedHost),
        fields("two Hosts in one", "Host: a, b", .malformedHost),
        fields("a Host with two ports", "Host: a:1:2", .malformedHost),
        fields("a Host with a port that is none", "Host: a:65536", .malformedHost),
        fields("a Host with an empty port", "Host: a:", .malformedHost),
        fields("a Host that is a port", "Host: :80", .malformedHost),
        fields("a Host with a bracket that stays open", "Host: [::1", .malformedHost),
        fields("a Host with a name in brackets", "Host: [a]", .malformedHost),
        fields("a Host with a text behind brackets", "Host: [::1]a", .malformedHost),
        fields("a space before the colon", "Host : a", .malformedField),
        fields("a field without a colon", "Host: a\r\nX", .malformedField),
        fields("a field without a name", "Host: a\r\n: y", .malformedField),
        fields("a name with a space", "Host: a\r\nX Y: z", .malformedField),
        fields("a name beyond ASCII", "Host: a\r\né: y", .malformedField),
        fields("a name with a zero", "Host: a\r\nX\u{00}: y", .malformedField),
        fields("a value with a zero", "Host: a\r\nX: y\u{00}", .malformedField),
        fields("a value with an escape", "Host: a\r\nX: \u{1b}[2J", .malformedField),
        fields("a value with a delete", "Host: a\r\nX: \u{7f}", .malformedField),
        fields("a value beyond ASCII", "Host: a\r\nX: é", .malformedField),
        fields("a value with a bare carriage return", "Host: a\r\nX: y\rZ", .malformedField),
        fields("a value with a bare line feed", "Host: a\r\nX: y\nZ: z", .bareLineFeed),
        fields("a name with a line feed", "Host: a\r\nX\n: y", .bareLineFeed),
        fields("a fold with a space", "Host: a\r\nX: y\r\n z", .foldedField),
        fields("a fold with a tab", "Host: a\r\nX: y\r\n\tz", .foldedField),
        fields("a space before the first field", " Host: a", .foldedField),
        fields("two credentials", "Host: a\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b", .repeatedField),
        HostileRequest("a bare line feed at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n", .bareLineFeed),
        HostileRequest("a carriage return alone at the end", "GET / HTTP/1.1\r\nHost: a\r\n\rX", .malformedField),
    ]

    private static let sizes: [HostileRequest] = [
        target("/" + String(repeating: "a", count: 2048), .targetTooLong),
        fields("65 fields", "Host: a" + String(repeating: "\r\nX: y", count: 64), .tooManyFields),
        fields("a value above 8 KiB", "Host: a\r\nX: " + String(repeating: "y", count: 8192), .headTooLarge),
        fields("a name above 8 KiB", "Host: a\r\n" + String(repeating: "X", count: 8192) + ": y", .headTooLarge),
        fields("spaces without end", "Host: a\r\nX:" + String(repeating: " ", count: 8192), .headTooLarge),
    ]
}
