import JSON
import OpenSSL

@testable import Identity

/// The reader of credentials. An input with a line feed is the header and the claims of a token, which is then signed
/// with the right key; any other is an `Authorization` field as it is.
///
/// Who cannot sign is nobody, whatever is sent; who can is somebody only with the claims that the rules ask for; and one
/// change in what is signed, or in the signature, makes the token worthless.
struct TokenTarget: FuzzTarget {
    private let secret: Ed25519PrivateKey
    private let checker: CredentialChecker
    private let record: TokenRecord
    private let now: Moment

    private static let issuer = "https://login.example.org"
    private static let local = "salthouse_" + String(repeating: "0123456789abcdef", count: 4)

    init() throws {
        secret = try Ed25519PrivateKey(seed: [UInt8](repeating: 7, count: 32))
        now = Moment("2026-03-01T09:30:00Z")!
        let hash = Hex.encode(SHA256.hash(Array(Self.local.utf8)))
        record = TokenRecord(
            id: "T-1", hash: hash, person: PersonID("local")!, roles: [], controllers: [],
            expires: now.adding(seconds: 60), strength: .oneFactor, revoked: nil)
        let rules = try TokenRules(json: JSONValue(parsing: Array(Self.rules.utf8), limits: .request))
        let keys = try JSONWebKeySet(json: Self.keySet(ours: secret.publicKey))
        checker = CredentialChecker(
            sha256: { SHA256.hash($0) },
            issuers: [TokenIssuer(rules, keys: { _ in keys }, visaKeys: [:], introspect: nil, userInfo: nil)])
    }

    func take(_ bytes: [UInt8]) {
        guard let lineFeed = bytes.firstIndex(of: 0x0A) else { return takeField(bytes) }
        let header = Array(bytes[..<lineFeed])
        let claims = Array(bytes[(lineFeed + 1)...])
        let signed = Base64.encodeURL(header) + "." + Base64.encodeURL(claims)
        let signature = secret.sign(Array(signed.utf8))
        guard let principal = person("Bearer \(signed).\(Base64.encodeURL(signature))") else { return }
        checkClaims(header, claims, principal)
        let place = bytes.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
        checkChanged(signed, signature, place)
    }

    /// Nobody signed this: it can only be the one token that was given out.
    private func takeField(_ bytes: [UInt8]) {
        guard let field = String(validating: bytes, as: UTF8.self), let principal = person(field) else { return }
        promise(field.lowercased() == "bearer \(Self.local)", "a token that nobody gave out is believed")
        promise(principal.person == record.person, "a token stands for somebody else")
    }

    private func checkClaims(_ header: [UInt8], _ claims: [UInt8], _ principal: AuthenticatedPrincipal) {
        guard case .object(let header)? = try? JSONValue(parsing: header, limits: .request),
            case .object(let claims)? = try? JSONValue(parsing: claims, limits: .request)
        else { return promise(false, "a token that is no JSON is believed") }
        promise(header["alg"] == "EdDSA", "a token of another algorithm is believed")
        promise(["jwk", "jku", "x5c", "x5u", "crit"].allSatisfy { header[$0] == nil }, "a token brings its own key")
        promise(claims["iss"] == .string(Self.issuer), "a token of somebody else is believed")
        promise(texts(claims["aud"]).contains("salthouse"), "a token for somebody else is believed")
        promise(claims["sub"] == .string(principal.person.description), "a token stands for somebody else")
        guard case .integer(let end)? = claims["exp"], case .integer(let start)? = claims["iat"] else {
            return promise(false, "a token without an end or a beginning is believed")
        }
        promise(end > now.seconds - 60 && start <= now.seconds + 60, "a token out of its time is believed")
        promise(end - start <= 3600, "a token that lives too long is believed")
        promise(claims["cnf"] == nil, "a token that belongs to a certificate is believed without it")
        promise(principal.expires.seconds == end, "a token lives on behind its end")
    }

    /// - Parameter place: chooses what is changed.
    private func checkChanged(_ signed: String, _ signature: [UInt8], _ place: Int) {
        var other = signature
        other[place % other.count] ^= 1 << UInt8(place / other.count % 8)
        let otherText = Base64.encodeURL(other)
        promise(person("Bearer \(signed).\(otherText)") == nil, "a token is believed with another signature")
        let short = Base64.encodeURL(Array(signature.dropLast()))
        promise(person("Bearer \(signed).\(short)") == nil, "a token is believed with half a signature")
        // The last sign of 64 bytes has four spare bits: another one there is the same signature, written otherwise.
        let text = Base64.encodeURL(signature)
        let spare = text.dropLast() + (text.last == "A" ? "B" : text.last == "Q" ? "R" : text.last == "g" ? "h" : "x")
        promise(person("Bearer \(signed).\(spare)") == nil, "a signature is believed in two ways of writing")
        var letters = Array(signed.utf8)
        letters[place % letters.count] = letters[place % letters.count] == UInt8(ascii: "A") ? 0x42 : 0x41
        let changed = String(decoding: letters, as: UTF8.self)
        promise(person("Bearer \(changed).\(text)") == nil, "a token is believed with other claims")
    }

    private func person(_ field: String) -> AuthenticatedPrincipal? {
        let decision = checker.authenticate(header: field, certificate: nil, now: now) { hash in
            hash == record.hash ? record : nil
        }
        if case .authenticated(let principal) = decision { return principal }
        return nil
    }
}

extension TokenTarget {
    private static let rules = """
        {"issuer":"\(issuer)","audience":"salthouse","keys":"keys.json","types":["at+jwt"],"leewaySeconds":60,
         "longestLifeSeconds":3600,"certificateBound":false,"person":"sub",
         "roles":{"claim":["realm_access","roles"],"meaning":{"tre-researcher":"researcher","tre-steward":"steward"}},
         "controllers":"controllers","twoFactors":{"acr":["mfa"],"amr":["otp"]}}
        """

    /// Ours, and one of each other kind, so that a token may name a key that does not fit its algorithm.
    private static func keySet(ours: Ed25519PublicKey) -> JSONValue {
        let point = (
            x: "nwz8_cs2PBKlz1NzyRlTbsiJH8WTRsM3UJkm7ZjtMQc", y: "K0v62wWZo7_9IWRHwphTjbWWa5zzOKVeL2a9g_kHr2Q"
        )
        let modulus =
            "vpqtM93GQ9CvlKBz3ND5HFWrpql-qXke_pgaYtAsE-BldqdnZKZs-RFLQ9muB5gcUXKCBA2k3g4KkbdFJOIFWZXWMYaDGQcjioRNf3aTa-y0"
            + "-wiZloJqp3-Y8UG5Wes5cEIgj3NRVKN-raaAkph_ESWf6je2InCRXm5DHMUmtQbropbsajyMzeinwD8UmRoZHhTKX6jvlO7RPN00a6MF"
            + "cNOpMU0qXiIKg2dx6e_zOej497OlRZA9_Yr94l2LzitP0bnzQaQ6O11uAQlOW2pCxX0MFvU9t5TzJwVtHYi8x3rv_y3Xh-5P1BcDXR6E"
            + "sjB_YdAtNWvv_8jGjK4WKqiNxw"
        return [
            "keys": [
                [
                    "kty": "OKP", "crv": "Ed25519", "kid": "k1",
                    "x": .string(Base64.encodeURL(ours.rawRepresentation)),
                ],
                ["kty": "EC", "crv": "P-256", "kid": "k2", "x": .string(point.x), "y": .string(point.y)],
                ["kty": "RSA", "kid": "k3", "n": .string(modulus), "e": "AQAB"],
            ]
        ]
    }
}
