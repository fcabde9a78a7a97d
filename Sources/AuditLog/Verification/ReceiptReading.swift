import JSON
import OpenSSL

/// A receipt as somebody shows it: what it says, and what is wrong with it.
package struct ReceiptReading: Sendable {
    /// The entry; nil where it cannot be read.
    package private(set) var entry: AuditEntry?
    /// The opened values.
    package private(set) var disclosures: [Disclosure] = []
    /// The checkpoint under which it was proven; nil where it cannot be read.
    package private(set) var checkpoint: Checkpoint?
    /// Empty where everything holds.
    package private(set) var findings: [LogFinding] = []
    private let file: String
    private let policy: WitnessPolicy?
    private let freshSince: UInt64?

    /// Checks the bytes of a receipt against the log's key, and its cosignatures where a policy asks for some: they
    /// must then be at least as new as `freshSince`, in seconds since 1970. `file` is the name to be used in findings.
    package init(
        checking bytes: [UInt8], key: VerifierKey, policy: WitnessPolicy?, freshSince: UInt64?, file: String
    ) {
        self.file = file
        self.policy = policy
        self.freshSince = freshSince
        do {
            let fields = try JSONCursor(JSONValue(parsing: bytes, limits: .document)).object()
            try fields.allowOnly("disclosures", "leaf", "proof")
            try readLeaf(fields.required("leaf"))
            try readDisclosures(fields.required("disclosures"))
            try readProof(fields.required("proof").string(), key: key)
        } catch {
            report(.frame, error.explained)
        }
    }

    private mutating func readLeaf(_ member: JSONCursor) throws(JSONError) {
        guard let bytes = Base64.decode(try member.string()) else { throw member.fail("is not base64") }
        do { entry = try AuditEntry(parsing: bytes, leafHash: nil) } catch {
            report(error.code, "/leaf: \(error.message)")
        }
    }

    private mutating func readDisclosures(_ member: JSONCursor) throws(JSONError) {
        for element in try member.array() {
            guard let disclosure = Disclosure(parsing: try element.string()), entry?.commits(to: disclosure) == true
            else {
                report(.disclosure, "\(element.pointer): the entry does not commit to this value")
                continue
            }
            disclosures.append(disclosure)
        }
    }

    private mutating func readProof(_ text: String, key: VerifierKey) throws(JSONError) {
        guard let proof = TextProof(parsing: text) else {
            return report(.frame, "/proof: is not a \(Receipt.proofFormat)")
        }
        guard let note = SignedNote(parsing: proof.note), let checkpoint = Checkpoint(parsing: note.text) else {
            return report(.note, "/proof: it does not end with a checkpoint")
        }
        self.checkpoint = checkpoint
        if note.verdict(of: key) != .valid { report(.signature, "/proof: the key did not sign this checkpoint") }
        if !checkpoint.origin.utf8.elementsEqual(key.name.utf8) { report(.origin, "/proof: it is of another log") }
        if let policy { judge(policy.verdict(on: note)) }
        guard let entry else { return }
        if entry.seq != proof.index { report(.seq, "/proof: it speaks of entry \(proof.index), this is \(entry.seq)") }
        let isIncluded = TreeProof.includes(
            leaf: entry.leafHash, at: proof.index, size: checkpoint.size, root: checkpoint.root, path: proof.path)
        if !isIncluded { report(.root, "/proof: this entry does not stand there in the tree that was signed") }
    }

    private mutating func judge(_ verdict: WitnessPolicy.Verdict) {
        switch verdict {
        case .missing(let signed): report(.witness, "/proof: too few witnesses signed: \(signed)")
        case .quorum(let seenAt):
            if let freshSince, let seenAt, seenAt < freshSince {
                report(.stale, "/proof: witnesses saw this \(freshSince - seenAt) s before the limit")
            }
        }
    }

    private mutating func report(_ code: LogFinding.Code, _ message: String) {
        findings.append(LogFinding(code, file: file, message))
    }
}

/// The text form of an inclusion proof: C2SP tlog-proof, without extra data.
private struct TextProof {
    let index: Int
    let path: [TreeHash]
    let note: [UInt8]

    init?(parsing text: String) {
        var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }[
            ...]
        guard lines.popFirst() == Receipt.proofFormat, let place = lines.popFirst(), place.hasPrefix("index "),
            let index = plainDecimal(place.dropFirst(6))
        else { return nil }
        var path: [TreeHash] = []
        while let line = lines.popFirst(), !line.isEmpty {
            guard path.count < 64, let hash = TreeHash(base64: line) else { return nil }
            path.append(hash)
        }
        self.index = index
        self.path = path
        note = Array(lines.joined(separator: "\n").utf8)
    }
}
