import JSON
import OpenSSL

/// A signed token in compact form (RFC 7515, RFC 7519): read, not believed.
struct JSONWebToken {
    /// `typ` in lower case, without `application/`; nil where it does not say.
    let type: String?
    let algorithm: SignaturePublicKey.Algorithm
    let keyID: String?
    /// `jku`: where it says that its key stands.
    let keyAddress: String?
    let claims: JSONObject
    let signature: [UInt8]
    let signed: [UInt8]

    /// Longer than any honest token with claims for this gateway, in bytes.
    private static let longest = 16 << 10
    private static let limits = JSONLimits(bytes: longest, depth: 8, nodes: 1_000)

    /// Whether a text has the form of one, before anything of it is read.
    static func hasForm(_ text: Substring) -> Bool { text.utf8.count { $0 == UInt8(ascii: ".") } == 2 }

    /// Reads a token. What a header may not say is refused here, before a key is looked for (RFC 8725).
    ///
    /// - Parameter mayNameKeys: whether it may have a `jku`, which the caller then compares with the one that it knows.
    init(parsing text: Substring, mayNameKeys: Bool) throws(AuthenticationRefusal) {
        guard text.utf8.count <= Self.longest else { throw .malformed }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformed }
        let header = try Self.object(parts[0])
        guard case .string(let name)? = header["alg"] else { throw .malformed }
        guard name.lowercased() != "none" else { throw .unsigned }
        guard let algorithm = SignaturePublicKey.Algorithm(rawValue: name) else { throw .wrongAlgorithm }
        // A token does not say by which key it is to be believed.
        for member in ["jwk", "x5c", "x5u"] where header[member] != nil { throw .embeddedKey }
        keyAddress = try Self.text(header["jku"])
        guard mayNameKeys || keyAddress == nil else { throw .embeddedKey }
        guard header["crit"] == nil, header["zip"] == nil, header["enc"] == nil else { throw .unknownExtension }
        self.algorithm = algorithm
        type = try Self.text(header["typ"]).map { String($0.lowercased().trimmingPrefix("application/")) }
        keyID = try Self.text(header["kid"])
        claims = try Self.object(parts[1])
        guard let signature = Base64.decodeURL(String(parts[2])), !signature.isEmpty else { throw .malformed }
        self.signature = signature
        signed = Array("\(parts[0]).\(parts[1])".utf8)
    }

    /// A text, or nil where there is none.
    private static func text(_ value: JSONValue?) throws(AuthenticationRefusal) -> String? {
        guard let value else { return nil }
        guard case .string(let text) = value else { throw .malformed }
        return text
    }

    private static func object(_ part: Substring) throws(AuthenticationRefusal) -> JSONObject {
        guard let bytes = Base64.decodeURL(String(part)),
            case .object(let object)? = try? JSONValue(parsing: bytes, limits: limits)
        else { throw .malformed }
        return object
    }
}
