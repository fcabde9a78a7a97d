import OpenSSL

extension HTTPResponse {
    /// The answer to a `GET` or `HEAD` for somebody who may have it already (RFC 9110, 13): it gets an `ETag` of its bytes,
    /// and where `If-None-Match` names that tag, 304 takes its place.
    ///
    /// An answer that has an `ETag` of its own stays as it is: that stands for a version, under which other bytes may come.
    package func unlessKnown(to request: HTTPRequest) -> HTTPResponse {
        guard status == 200, request.method == .get || request.method == .head, headers.first("ETag") == nil else {
            return self
        }
        let tag = "\"\(Hex.encode(Array(SHA256.hash(body).prefix(16))))\""
        var kept = HTTPHeaders()
        let isKnown = request.headers.all("If-None-Match").contains { Self.names(tag, $0) }
        for field in headers.fields where !isKnown || field.key != "content-type" { kept.add(field.name, field.value) }
        kept.add("ETag", tag)
        return HTTPResponse(
            status: isKnown ? 304 : 200, headers: kept, body: isKnown ? [] : body, releaseAfter: releaseAfter)
    }

    /// Whether a list of tags has this one, weak or strong, or stands for all of them. What is no list names nothing.
    private static func names(_ tag: String, _ field: String) -> Bool {
        guard field != "*" else { return true }
        // No tag holds a quotation mark, so every second part of the text is one.
        let parts = field.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.indices.contains { $0 % 2 == 1 && "\"\(parts[$0])\"" == tag }
    }
}
