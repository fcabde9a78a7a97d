import HTTP
import JSON

enum MediaType {
    static let json = "application/json"
    static let problem = "application/problem+json"
    static let csv = "text/csv"
    static let jsonStat = "application/json-stat+json"
    static let linkedData = "application/ld+json"
    static let bytes = "application/octet-stream"
}

/// The names of header fields that this room reads or writes.
enum Field {
    static let accept = "Accept"
    static let allow = "Allow"
    static let authorization = "Authorization"
    static let cacheControl = "Cache-Control"
    static let contentLocation = "Content-Location"
    static let contentType = "Content-Type"
    static let entityTag = "ETag"
    static let idempotencyKey = "Idempotency-Key"
    static let ifMatch = "If-Match"
    static let ifNoneMatch = "If-None-Match"
    static let link = "Link"
    static let location = "Location"
    static let prefer = "Prefer"
    static let preferenceApplied = "Preference-Applied"
    /// When an answer was called back, and so is not to be used any more.
    static let recalled = "Salthouse-Recalled"
    static let retryAfter = "Retry-After"
    /// Says `synthetic` of an answer about made-up rows.
    static let tier = "Salthouse-Tier"
    static let vary = "Vary"
    static let wwwAuthenticate = "WWW-Authenticate"
}

extension HTTPResponse {
    /// An answer as JSON.
    static func json(_ value: JSONValue, status: Int = 200, headers: HTTPHeaders = [:]) -> HTTPResponse {
        bytes(value.bytes(), type: MediaType.json, status: status, headers: headers)
    }

    /// An answer of some media type.
    static func bytes(
        _ body: [UInt8], type: String, status: Int = 200, headers: HTTPHeaders = [:]
    ) -> HTTPResponse {
        var headers = headers
        headers.set(Field.contentType, type)
        return HTTPResponse(status: status, headers: headers, body: body)
    }

    /// The same answer with the fields that keep browsers and caches from doing anything with it, where it does not
    /// say otherwise itself.
    func guarded() -> HTTPResponse {
        var response = self
        for (name, value) in Self.guards where response.headers.first(name) == nil {
            response.headers.add(name, value)
        }
        return response
    }

    private static let guards = [
        (Field.cacheControl, "no-store"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
    ]
}

extension Reply {
    static func json(_ value: JSONValue, status: Int = 200, headers: HTTPHeaders = [:]) -> Reply {
        .answer(.json(value, status: status, headers: headers))
    }
}
