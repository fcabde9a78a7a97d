import Catalogue
import GatewayTesting
import JSON
import QueryLanguage
import Testing

/// Questions to the small region.
enum Ask {
    static func catalogue() throws -> Catalogue { try SmallRegion.catalogue() }

    static func parse(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8), limits: .request) }

    /// A good query with some members replaced.
    static func body(_ members: [(String, String)]) throws -> JSONValue {
        var object = JSONObject([
            ("project", "P-0001"), ("purpose", "research"), ("unit", "person"), ("asOf", "2026-03"),
            ("measures", ["people": ["count": "unit"]]),
        ])
        for (name, text) in members { object[name] = try parse(text) }
        return .object(object)
    }

    static func resolve(_ members: [(String, String)]) throws -> ResolvedQuery {
        try QueryResolver.resolve(body(members), in: catalogue())
    }

    static func text(_ value: JSONValue) -> String { String(decoding: value.bytes(), as: UTF8.self) }
}
