import Identity
import JSON
import Testing

@Suite("Keys that are fetched")
struct KeyCacheTests {
    private static let times = KeyOrigin.Times(refresh: 300, oldest: 3_600)

    private static func keys(_ id: String) throws -> JSONWebKeySet {
        let text =
            #"{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "\#(id)", "#
            + #""x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#
        return try JSONWebKeySet(json: JSONValue(parsing: Array(text.utf8), limits: .request))
    }

    /// A cache that fetched the key `a` at second 1,000.
    private static func cache() throws -> KeyCache {
        var cache = KeyCache(times)
        cache.note(try keys("a"), at: 1_000)
        return cache
    }

    private static func word(_ advice: KeyCache.Advice) -> String {
        switch advice {
        case .use: "use"
        case .fetch: "fetch"
        case .refuse: "refuse"
        }
    }

    @Test(
        "serve while they are young enough; a strange key makes a fetch come early, but once a minute at most",
        arguments: [
            ("a", 1_000, "use"), ("a", 4_600, "use"), (nil, 1_500, "use"), ("b", 1_059, "use"), ("b", 1_060, "fetch"),
            ("a", 4_601, "fetch"),
        ] as [(String?, Int, String)])
    func young(id: String?, now: Int, advice: String) throws {
        #expect(Self.word(try Self.cache().advice(for: id, at: now)) == advice)
    }

    @Test("serve through an outage until they are too old, and then nobody is let in by them")
    func outage() throws {
        var cache = try Self.cache()
        #expect(cache.due == 1_300)
        for second in stride(from: 1_300, through: 4_600, by: 60) {
            cache.note(nil, at: second)
            #expect(cache.due == second + 60)
            #expect(Self.word(cache.advice(for: "a", at: second)) == "use")
            #expect(Self.word(cache.advice(for: "b", at: second + 59)) != "fetch")
        }
        #expect(Self.word(cache.advice(for: "a", at: 4_600)) == "use")
        #expect(Self.word(cache.advice(for: "a", at: 4_601)) == "refuse")
        #expect(Self.word(cache.advice(for: nil, at: 4_601)) == "refuse")
        cache.note(try Self.keys("b"), at: 4_610)
        #expect(Self.word(cache.advice(for: "b", at: 4_610)) == "use")
        #expect(cache.due == 4_910)
    }

    @Test("let nobody in before the first fetch")
    func before() {
        let cache = KeyCache(Self.times)
        #expect(cache.due == 0)
        #expect(Self.word(cache.advice(for: "a", at: 5)) == "fetch")
    }

    @Test("are found by discovery only where the document is this issuer's, to the byte")
    func discovery() throws {
        let issuer = "https://login.example.org/realms/one"
        #expect(Discovery.address(of: issuer) == issuer + "/.well-known/openid-configuration")
        #expect(Discovery.address(of: issuer + "/") == issuer + "/.well-known/openid-configuration")
        let document: (String) -> JSONValue = {
            ["issuer": .string($0), "jwks_uri": "https://k", "userinfo_endpoint": "https://u", "more": [1]]
        }
        #expect(try Discovery.place(.userInfo, in: document(issuer), of: issuer) == "https://u")
        #expect(try Discovery.place(.keys, in: document(issuer), of: issuer) == "https://k")
        #expect(throws: JSONError.self) {
            try Discovery.place(
                .keys, in: ["issuer": .string(issuer), "jwks_uri": "http://127.0.0.1:80/k"], of: issuer)
        }
        for other in [issuer + "/", "https://login.example.org/realms/One", ""] {
            #expect(throws: JSONError.self) { try Discovery.place(.keys, in: document(other), of: issuer) }
        }
    }

    @Test(
        "come from a place that is declared with its bounds",
        arguments: [
            (["from": "discovery", "refreshSeconds": 300, "oldestSeconds": 3600], nil),
            (["from": "discovery", "refreshSeconds": 300], "/oldestSeconds"),
            (["from": "discovery", "oldestSeconds": 300], "/refreshSeconds"),
            (["from": "discovery", "refreshSeconds": 300, "oldestSeconds": 299], "/oldestSeconds"),
            (["from": "discovery", "refreshSeconds": 0, "oldestSeconds": 3600], "/refreshSeconds"),
            (["refreshSeconds": 300, "oldestSeconds": 3600], "/from"),
            (["from": "discovery", "refreshSeconds": 300, "oldestSeconds": 3600, "oldest": 1], "/oldest"),
        ] as [(JSONValue, String?)])
    func origin(json: JSONValue, place: String?) {
        #expect {
            _ = try KeyOrigin(JSONCursor(json))
            throw JSONError(pointer: "none", problem: .other(""))
        } throws: { ($0 as? JSONError)?.pointer == place ?? "none" }
    }
}
