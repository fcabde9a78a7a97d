package import OpenSSL

/// A public key as C2SP signed-note writes it: `name+hex8+base64(kind ‖ key)`.
package struct VerifierKey: Sendable, Hashable, CustomStringConvertible {
    /// What a signature of this key says.
    package enum Kind: UInt8, Sendable, Hashable {
        /// The text itself, by a log.
        case signature = 0x01
        /// The text and a time, by a witness (C2SP cosignature/v1).
        case cosignature = 0x04
    }

    package let name: String
    package let kind: Kind
    package let key: Ed25519PublicKey
    /// The first 4 bytes of SHA-256(name ‖ 0x0A ‖ kind ‖ key).
    package let id: [UInt8]

    /// Nil where the name is empty or holds white space or a plus sign.
    package init?(name: String, kind: Kind, key: Ed25519PublicKey) {
        guard Self.isName(name) else { return nil }
        self.name = name
        self.kind = kind
        self.key = key
        id = Array(SHA256.hash(Array(name.utf8) + [0x0A, kind.rawValue] + key.rawRepresentation).prefix(4))
    }

    /// Reads the text form; nil for anything that `description` could not have written.
    package init?(parsing text: String) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let bytes = Base64.decode(String(parts[2])), bytes.count == 33,
            let kind = Kind(rawValue: bytes[0]),
            let key = try? Ed25519PublicKey(rawRepresentation: Array(bytes.dropFirst())),
            let made = VerifierKey(name: String(parts[0]), kind: kind, key: key),
            made.description.utf8.elementsEqual(text.utf8)
        else { return nil }
        self = made
    }

    package var description: String {
        "\(name)+\(Hex.encode(id))+\(Base64.encode([kind.rawValue] + key.rawRepresentation))"
    }

    /// SHA-256 of the text form in lower hexadecimal: how a log promises its next key without telling it.
    package var digest: String { Hex.encode(SHA256.hash(Array(description.utf8))) }

    /// Whether a text may name a key, and so a log.
    package static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0 != "+" && $0.value > 0x20 }
    }
}
