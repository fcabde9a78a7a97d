import JSON
import Linux

extension AuditLog {
    /// The receipt of a durable entry with disclosures of its values, under the first checkpoint that covers the entry
    /// and that a key still in force can sign: asked for again, it has the same bytes, also after a restart. Only a
    /// change of keys moves it, to the checkpoint that both keys signed.
    ///
    /// Throws `noSuchEntry`, `pruned`, `disclosureNotOfEntry` or `storage`.
    package func receipt(for seq: Int, disclosures: [String]) throws(AuditError) -> Receipt {
        let entry = try entry(seq)
        for text in disclosures {
            guard let disclosure = Disclosure(parsing: text), entry.commits(to: disclosure) else {
                throw .disclosureNotOfEntry
            }
        }
        let (first, newest, note) = state.read {
            ($0.firstSize(covering: seq, segmentSize: segmentSize), $0.size, $0.signedCheckpoint)
        }
        let handover = keys.keys.last?.from ?? 0
        let size = max(first, handover)
        guard seq < size, size <= newest else { throw .noSuchEntry(seq) }
        let checkpoint: [UInt8]
        if size == handover, FileSystem.exists(files.archived(size: handover)) {
            checkpoint = try storing { () throws(SystemError) in
                try FileSystem.readFile(files.archived(size: handover), maximumBytes: SignedNote.maximumBytes)
            }
        } else if size == newest {
            checkpoint = note
        } else {
            let root = try tree.prover.root(of: 0..<size)
            checkpoint = signer.note(Checkpoint(origin: signer.origin, size: size, root: root)).bytes
        }
        let path = try tree.prover.inclusion(of: seq, size: size)
        return Receipt(disclosures: disclosures, entry: entry, path: path, checkpoint: checkpoint)
    }

    /// The same receipt under the newest checkpoint that a quorum of witnesses has signed; as it is where none covers
    /// its entry.
    package func witnessed(_ receipt: Receipt) throws(AuditError) -> Receipt {
        guard let cosigned = witnessing.note(covering: receipt.seq) else { return receipt }
        let path = try tree.prover.inclusion(of: receipt.seq, size: cosigned.size)
        return Receipt(
            disclosures: receipt.disclosures, entry: try entry(receipt.seq), path: path,
            checkpoint: cosigned.note.bytes)
    }

    /// The proof that the log of one size is a beginning of the log of another, as a witness wants it.
    ///
    /// Throws `noSuchEntry` unless 0 < from ≤ to ≤ size.
    package func consistency(from old: Int, to new: Int) throws(AuditError) -> [TreeHash] {
        guard old > 0, old <= new, new <= size else { throw .noSuchEntry(new) }
        return try tree.prover.consistency(from: old, to: new)
    }

    /// The bytes of a hash tile (C2SP tlog-tiles): so many hashes of 32 bytes. Nil where the log has not as many yet.
    package func tile(level: Int, index: Int, width: Int) throws(AuditError) -> [UInt8]? {
        guard (0..<8).contains(level), (1...Tile.width).contains(width), (0...Int.max >> 16).contains(index) else {
            return nil
        }
        let start = index * Tile.width
        guard start + width <= size >> (level * Tile.height) else { return nil }
        return try storing { () throws(SystemError) in
            try tree.bytes(level: level, range: start..<(start + width))
        }
    }

    /// The bytes of an entry bundle (C2SP tlog-tiles): each entry after its length in two bytes. For auditors only: an
    /// entry holds pseudonyms. Nil where the log has not as many entries yet. Throws `pruned` where one was taken out.
    package func entryBundle(index: Int, width: Int) throws(AuditError) -> [UInt8]? {
        guard (1...Tile.width).contains(width), (0...Int.max >> 16).contains(index) else { return nil }
        let start = index * Tile.width
        guard start + width <= size else { return nil }
        if let pruned = (start..<(start + width)).first(where: isPruned) { throw .pruned(pruned) }
        var bundle: [UInt8] = []
        try scan(from: start, to: start + width) { entry in
            bundle += [UInt8(entry.bytes.count >> 8), UInt8(entry.bytes.count & 0xff)] + entry.bytes
            return true
        }
        return bundle
    }
}

extension AuditEntry {
    /// Whether this entry carries the disclosure's digest under the disclosure's name.
    package func commits(to disclosure: Disclosure) -> Bool {
        guard case .object(let commitments)? = event["sd"], case .string(let digest)? = commitments[disclosure.name]
        else { return false }
        return digest.utf8.elementsEqual(disclosure.digest.utf8)
    }
}
