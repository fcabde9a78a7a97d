import OpenSSL

/// A hash of the Merkle tree: 32 bytes of SHA-256 with the domain separation of RFC 9162, section 2.1.1.
package struct TreeHash: Sendable, Hashable {
    package static let byteCount = SHA256.byteCount

    let digest: SHA256Digest

    init(_ digest: SHA256Digest) { self.digest = digest }

    /// Nil unless there are exactly 32 bytes.
    package init?(_ bytes: some Collection<UInt8>) {
        guard let digest = SHA256Digest(bytes) else { return nil }
        self.digest = digest
    }

    /// The hashes that stand one after the other in some bytes.
    static func all(in bytes: Span<UInt8>) -> [TreeHash] {
        stride(from: 0, to: bytes.count - byteCount + 1, by: byteCount).map {
            TreeHash(SHA256Digest(bytes.extracting($0..<($0 + byteCount))))
        }
    }

    /// Nil unless the text is the one canonical base64 of 32 bytes.
    package init?(base64 text: some StringProtocol) {
        guard let bytes = Base64.decode(String(text)) else { return nil }
        self.init(bytes)
    }

    /// Nil unless the text is 64 lower hexadecimal digits.
    package init?(hex text: String) {
        guard let digest = SHA256Digest(hex: Array(text.utf8).span) else { return nil }
        self.digest = digest
    }

    /// The root of the tree without entries: SHA-256 of nothing. It is also the `prev` of entry 0.
    package static let emptyTree = TreeHash(SHA256Digest(SHA256.hash([]))!)

    /// SHA-256(0x00 ‖ entry): the leaf of an entry and, at once, the link that the next entry carries.
    package static func leaf(_ entry: some Collection<UInt8>) -> TreeHash { leaf(Array(entry).span) }

    static func leaf(_ entry: Span<UInt8>) -> TreeHash { TreeHash(SHA256Digest(tag: 0x00, entry)) }

    /// SHA-256(0x01 ‖ left ‖ right).
    package static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        TreeHash(SHA256Digest(tag: 0x01, left.digest, right.digest))
    }

    package var bytes: [UInt8] { digest.bytes }
    package var base64: String { Base64.encode(bytes) }
    package var hex: String { Hex.encode(bytes) }
}
