import OpenSSL

/// A hash of the Merkle tree: 32 bytes of SHA-256 with the domain separation of RFC 9162, section 2.1.1.
package struct TreeHash: Sendable, Hashable {
    package static let byteCount = SHA256.byteCount

    package let bytes: [UInt8]

    /// Nil unless there are exactly 32 bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Nil unless the text is the one canonical base64 of 32 bytes.
    package init?(base64 text: some StringProtocol) {
        guard let bytes = Base64.decode(String(text)) else { return nil }
        self.init(bytes)
    }

    /// Nil unless the text is 64 lower hexadecimal digits.
    package init?(hex text: String) {
        guard let bytes = Hex.decode(text) else { return nil }
        self.init(bytes)
    }

    private init(hashing bytes: [UInt8]) {
        self.bytes = SHA256.hash(bytes)
    }

    /// The root of the tree without entries: SHA-256 of nothing. It is also the `prev` of entry 0.
    package static let emptyTree = TreeHash(hashing: [])

    /// SHA-256(0x00 ‖ entry): the leaf of an entry and, at once, the link that the next entry carries.
    package static func leaf(_ entry: some Collection<UInt8>) -> TreeHash {
        TreeHash(hashing: [0x00] + entry)
    }

    /// SHA-256(0x01 ‖ left ‖ right).
    package static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        TreeHash(hashing: [0x01] + left.bytes + right.bytes)
    }

    package var base64: String { Base64.encode(bytes) }
    package var hex: String { Hex.encode(bytes) }
}
