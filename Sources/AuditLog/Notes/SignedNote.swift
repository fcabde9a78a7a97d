import OpenSSL

/// A text with signatures under it: C2SP signed-note.
package struct SignedNote: Sendable, Hashable {
    /// One line `— name base64(id ‖ signature)`.
    package struct Signature: Sendable, Hashable {
        package let name: String
        package let keyID: [UInt8]
        package let bytes: [UInt8]
    }

    /// What a key has to say about a note.
    package enum Verdict: Sendable, Hashable {
        case valid
        /// No line carries the key's name and id.
        case absent
        /// A line claims to be of this key and is not.
        case invalid
    }

    /// The signed text, with its last line feed.
    package let text: String
    package let signatures: [Signature]

    /// A note longer than this is refused unread.
    package static let maximumBytes = 64 << 10
    static let maximumSignatures = 64
    static let dash = "— "

    package init(text: String, signatures: [Signature]) {
        self.text = text
        self.signatures = signatures
    }

    /// Nil where the bytes are not exactly a note: bad UTF-8, control characters, no blank line before the signatures,
    /// a malformed line, base64 that is not canonical.
    package init?(parsing bytes: [UInt8]) {
        guard bytes.count <= Self.maximumBytes, bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x0A }),
            let whole = String(validating: bytes, as: UTF8.self), bytes.last == 0x0A,
            let blank = bytes.indices.dropLast().last(where: { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A })
        else { return nil }
        let lines = bytes[(blank + 2)...].split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
        guard (1...Self.maximumSignatures).contains(lines.count) else { return nil }
        var signatures: [Signature] = []
        for line in lines {
            guard let signature = Self.signature(String(decoding: line, as: UTF8.self)) else { return nil }
            signatures.append(signature)
        }
        text = String(decoding: whole.utf8.prefix(blank + 1), as: UTF8.self)
        self.signatures = signatures
    }

    /// The bytes to be stored and sent.
    package var bytes: [UInt8] {
        Array((text + "\n" + signatures.map(Self.line).joined()).utf8)
    }

    /// Whether the key signed this text. One false signature in its name spoils the true ones.
    package func verdict(of key: VerifierKey) -> Verdict {
        let own = signatures(of: key)
        guard !own.isEmpty else { return .absent }
        return own.allSatisfy { isValid($0, of: key) } ? .valid : .invalid
    }

    /// The lines that claim to be of a key.
    func signatures(of key: VerifierKey) -> [Signature] {
        signatures.filter { $0.keyID == key.id && $0.name.utf8.elementsEqual(key.name.utf8) }
    }

    private func isValid(_ signature: Signature, of key: VerifierKey) -> Bool {
        switch key.kind {
        case .signature:
            return key.key.verifies(signature: signature.bytes, of: Array(text.utf8))
        case .cosignature:
            guard let time = Cosignature.time(of: signature.bytes) else { return false }
            return key.key.verifies(
                signature: Array(signature.bytes.dropFirst(8)), of: Cosignature.message(text, time: time))
        }
    }

    static func signature(_ line: String) -> Signature? {
        guard line.utf8.starts(with: dash.utf8) else { return nil }
        let parts = String(decoding: line.utf8.dropFirst(dash.utf8.count), as: UTF8.self)
            .split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, VerifierKey.isName(String(parts[0])), let bytes = Base64.decode(String(parts[1])),
            bytes.count > 4
        else { return nil }
        return Signature(name: String(parts[0]), keyID: Array(bytes.prefix(4)), bytes: Array(bytes.dropFirst(4)))
    }
}
