import JSON

/// What a log says about itself in entry 0, and the keys that were in force since.
struct KeyHistory: Sendable {
    let origin: String
    let segmentSize: Int
    /// A key, and the smallest tree size that it signs.
    struct Term: Sendable {
        let from: Int
        let key: VerifierKey
        /// The key before was lost: nobody could sign the change with it.
        let isAfterLoss: Bool
    }

    /// All keys in order; the first is the trust root.
    private(set) var keys: [Term]
    /// SHA-256 of the next key's text.
    private(set) var next: String

    /// Reads the genesis; nil where it does not describe a log of this format.
    init?(genesis event: JSONObject) {
        guard case .string(let origin)? = event["origin"], case .string(SegmentHeader.format)? = event["spec"],
            case .string("SHA-256")? = event["hash"], case .integer(let segmentSize)? = event["segment"],
            Self.isSegmentSize(segmentSize), case .string(let keyText)? = event["key"],
            let key = VerifierKey(parsing: keyText), key.kind == .signature, key.name.utf8.elementsEqual(origin.utf8),
            case .string(let next)? = event["next"]
        else { return nil }
        self.origin = origin
        self.segmentSize = segmentSize
        keys = [Term(from: 0, key: key, isAfterLoss: false)]
        self.next = next
    }

    /// A power of two, so that a segment's entries are a full subtree; at most as many as a full tile of level 1.
    static func isSegmentSize(_ size: Int) -> Bool { (2...65_536).contains(size) && size & (size - 1) == 0 }

    /// Takes a `key.rotate`; false where the key is not the one that was promised, and then nothing changes.
    mutating func rotate(_ entry: AuditEntry) -> Bool {
        guard case .string(let keyText)? = entry.event["key"], let key = VerifierKey(parsing: keyText),
            key.kind == .signature, key.name.utf8.elementsEqual(origin.utf8), key.digest == next,
            case .string(let following)? = entry.event["next"]
        else { return false }
        keys.append(Term(from: entry.seq + 1, key: key, isAfterLoss: entry.event["reason"] == "lost"))
        next = following
        return true
    }

    /// The key that signs a tree of this size.
    func key(at size: Int) -> VerifierKey {
        keys.last { $0.from <= size }?.key ?? keys[0].key
    }

    /// The event of entry 0.
    static func genesis(of identity: LogIdentity, segmentSize: Int) -> JSONObject {
        [
            "origin": .string(identity.signer.origin),
            "spec": .string(SegmentHeader.format),
            "hash": "SHA-256",
            "segment": .integer(segmentSize),
            "key": .string(identity.signer.key.description),
            "next": .string(identity.nextKeyDigest),
        ]
    }
}
