package import JSON
import OpenSSL

/// The public keys with which a sign-in service signs (RFC 7517).
package struct JSONWebKeySet: Sendable {
    struct Key: Sendable {
        /// `kid`; nil where the key has no name.
        let id: String?
        let key: SignaturePublicKey
    }

    let keys: [Key]

    /// So many keys at most: a token without a key's name is tried with each.
    private static let mostKeys = 32

    /// Reads a key set.
    ///
    /// Keys that are for something else (`use`, `key_ops`), or of a kind or algorithm that we do not check, are passed over,
    /// as the standard says. A key of ours that is damaged, a secret or private key, and two keys of one name are errors.
    package init(json: JSONValue) throws(JSONError) {
        let list = try JSONCursor(json).object().required("keys")
        let members = try list.array()
        guard members.count <= Self.mostKeys else { throw list.fail("has more than \(Self.mostKeys) keys") }
        var keys: [Key] = []
        for member in members {
            guard let key = try Self.key(member) else { continue }
            guard key.id == nil || !keys.contains(where: { $0.id == key.id }) else {
                throw member.fail("has the `kid` of another key")
            }
            keys.append(key)
        }
        guard !keys.isEmpty else { throw list.fail("has no key for RS256, ES256 or EdDSA") }
        self.keys = keys
    }

    /// Throws unless one of these keys has signed the token.
    func check(_ token: JSONWebToken) throws(AuthenticationRefusal) {
        guard has(id: token.keyID) else { throw .unknownKey }
        let candidates = candidates(id: token.keyID, algorithm: token.algorithm)
        guard !candidates.isEmpty else { throw .wrongAlgorithm }
        guard candidates.contains(where: { $0.verifies(signature: token.signature, of: token.signed) }) else {
            throw .wrongSignature
        }
    }

    /// The keys that may have signed a token: the named one, or of a token without a name all of its algorithm.
    private func candidates(id: String?, algorithm: SignaturePublicKey.Algorithm) -> [SignaturePublicKey] {
        keys.filter { (id == nil || $0.id == id) && $0.key.algorithm == algorithm }.map(\.key)
    }

    /// Whether a key of this name is here, for whatever algorithm.
    package func has(id: String?) -> Bool { id == nil || keys.contains { $0.id == id } }

    private static func key(_ member: JSONCursor) throws(JSONError) -> Key? {
        let fields = try member.object()
        for secret in ["d", "k", "p", "q"] {
            if let found = fields[secret] { throw found.fail("is secret: a key set holds public keys only") }
        }
        if let use = try fields.optional("use")?.string(), use != "sig" { return nil }
        if let operations = try fields.optional("key_ops")?.array() {
            var verifies = false
            for operation in operations where try operation.string() == "verify" { verifies = true }
            guard verifies else { return nil }
        }
        guard let kind = kinds[try fields.required("kty").string()] else { return nil }
        if let named = try fields.optional("alg")?.string(), named != kind.rawValue { return nil }
        if let curve = try fields.optional("crv")?.string(), curve != kind.curve { return nil }
        let id = try fields.optional("kid")?.string()
        let bytes = { (name: String) throws(JSONError) -> [UInt8] in
            let place = try fields.required(name)
            guard let bytes = Base64.decodeURL(try place.string()) else { throw place.fail("is not base64url") }
            return bytes
        }
        do {
            switch kind {
            case .rs256:
                let exponent = try bytes("e")
                guard (1...4).contains(exponent.count) else { throw OpenSSLError.notAKey(.publicKey) }
                return Key(
                    id: id,
                    key: try SignaturePublicKey(
                        rsaModulus: try bytes("n"), exponent: exponent.reduce(0) { $0 << 8 | UInt32($1) }))
            case .es256: return Key(id: id, key: try SignaturePublicKey(p256X: try bytes("x"), y: try bytes("y")))
            case .edDSA: return Key(id: id, key: try SignaturePublicKey(ed25519: try bytes("x")))
            }
        } catch let error as JSONError { throw error } catch {
            throw member.fail("is not a whole key for \(kind.rawValue)")
        }
    }

    private static let kinds: [String: SignaturePublicKey.Algorithm] = ["RSA": .rs256, "EC": .es256, "OKP": .edDSA]
}

extension SignaturePublicKey.Algorithm {
    /// `crv` of its keys; nil where they have none.
    fileprivate var curve: String? {
        switch self {
        case .rs256: nil
        case .es256: "P-256"
        case .edDSA: "Ed25519"
        }
    }
}
