/// What a log asks of a witness: C2SP tlog-witness, `add-checkpoint`.
///
/// ```
/// old 17
/// <base64 hash of the consistency proof>, one a line
///
/// <the checkpoint, a signed note>
/// ```
package struct WitnessRequest: Sendable {
    /// The size that the witness saw last, as far as the log knows.
    package let old: Int
    package let proof: [TreeHash]
    /// Nil where the lines below the checkpoint are no signatures.
    package let note: SignedNote?
    package let checkpoint: Checkpoint

    private static let maximumProof = 63

    init(old: Int, proof: [TreeHash], note: SignedNote?, checkpoint: Checkpoint) {
        self.old = old
        self.proof = proof
        self.note = note
        self.checkpoint = checkpoint
    }

    /// Reads a body; nil where it is not exactly of this form.
    package init?(parsing body: [UInt8]) {
        var rest = body[...]
        guard let first = Self.line(&rest), first.hasPrefix("old "), let old = plainDecimal(first.dropFirst(4)) else {
            return nil
        }
        var proof: [TreeHash] = []
        while let line = Self.line(&rest), !line.isEmpty {
            guard proof.count < Self.maximumProof, let hash = TreeHash(base64: line) else { return nil }
            proof.append(hash)
        }
        // The text is three lines: what stands below the blank line is a matter of its own.
        var lines: [String] = []
        var signed = rest
        while let line = Self.line(&signed), !line.isEmpty { lines.append("\(line)\n") }
        guard rest.count <= SignedNote.maximumBytes, let checkpoint = Checkpoint(parsing: lines.joined()) else {
            return nil
        }
        self.init(old: old, proof: proof, note: SignedNote(parsing: Array(rest)), checkpoint: checkpoint)
    }

    private static func line(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard let end = rest.firstIndex(of: 0x0A) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return String(decoding: rest[..<end], as: UTF8.self)
    }

    package var bytes: [UInt8] {
        Array("old \(old)\n\(proof.map { "\($0.base64)\n" }.joined())\n".utf8) + (note?.bytes ?? [])
    }
}

/// What a witness makes of a request. The one that judges must let nobody in between its look at what was seen last
/// and the moment at which it has stored what it sees now.
package enum WitnessJudgement: Sendable {
    /// It continues what was seen: store it, then cosign it.
    case accept(SignedNote, Checkpoint)
    /// Another size was seen last: 409 with that size.
    case conflict(seen: Int)
    /// With the status of the answer.
    case refuse(status: Int, String)

    /// `keys` are those of the logs that the witness watches; `seen` tells the last checkpoint of a log.
    package init(of body: [UInt8], keys: [VerifierKey], seen: (_ origin: String) -> Checkpoint?) {
        guard let request = WitnessRequest(parsing: body) else {
            self = .refuse(status: 400, "this is no add-checkpoint request")
            return
        }
        let new = request.checkpoint
        let known = keys.filter { $0.name.utf8.elementsEqual(new.origin.utf8) }
        guard !known.isEmpty else {
            self = .refuse(status: 404, "unknown log")
            return
        }
        let verdicts = known.map { request.note?.verdict(of: $0) ?? .invalid }
        guard let note = request.note, note.text.utf8.elementsEqual(new.text.utf8), verdicts.contains(.valid),
            !verdicts.contains(.invalid)
        else {
            self = .refuse(status: 403, "invalid signature")
            return
        }
        guard request.old <= new.size else {
            self = .refuse(status: 400, "the old size is above that of the checkpoint")
            return
        }
        self = Self.compare(request, note, with: seen(new.origin))
    }

    private static func compare(
        _ request: WitnessRequest, _ note: SignedNote, with seen: Checkpoint?
    ) -> WitnessJudgement {
        let new = request.checkpoint
        guard request.old == seen?.size ?? 0 else { return .conflict(seen: seen?.size ?? 0) }
        guard let seen, seen.size > 0 else {
            return request.proof.isEmpty
                ? .accept(note, new) : .refuse(status: 422, "a first checkpoint has no consistency proof")
        }
        // Two roots of one size: whoever sent this has forked the log.
        if seen.size == new.size, seen.root != new.root { return .conflict(seen: seen.size) }
        let isContinued = TreeProof.isConsistent(
            from: (seen.size, seen.root), to: (new.size, new.root), path: request.proof)
        return isContinued ? .accept(note, new) : .refuse(status: 422, "invalid consistency proof")
    }
}
