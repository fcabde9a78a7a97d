package import AuditLog
package import Identity

/// The audit log's tree for everybody: hashes tell nothing, for every entry holds random bits.
extension Gateway {
    /// The bytes of a hash tile; nil for entries, and where the published checkpoint does not reach so far.
    ///
    /// What is durable but not published yet stays unseen: its growth would tell when somebody asks.
    package func auditTile(_ path: TilePath) throws(GatewayError) -> [UInt8]? {
        guard case .hashes(let level) = path.content,
            path.index * Tile.width + path.width <= publishedSize >> (level * Tile.height)
        else { return nil }
        do throws(AuditError) {
            return try parts.log.tile(level: level, index: path.index, width: path.width)
        } catch { throw .audit(error) }
    }

    /// The bytes of an entry bundle, for an auditor; nil for hashes, and where the published checkpoint does not reach so
    /// far. Reading is itself recorded, before anything is handed out: entries hold pseudonyms. Throws `audit(.pruned)` where one was taken out.
    package func auditBundle(
        _ path: TilePath, by auditor: AuthenticatedPrincipal
    ) throws(GatewayError) -> [UInt8]? {
        let start = path.index * Tile.width
        guard case .entries = path.content, start + path.width <= publishedSize else { return nil }
        let bundle: [UInt8]?
        do throws(AuditError) { bundle = try parts.log.entryBundle(index: path.index, width: path.width) } catch {
            throw .audit(error)
        }
        try recordReading("audit entries", start..<(start + path.width), by: auditor)
        return bundle
    }

    /// The proof that the log of one size is a beginning of the log of another; nil unless 0 < from ≤ to, and to is
    /// published.
    package func auditConsistency(from old: Int, to new: Int) throws(GatewayError) -> [TreeHash]? {
        guard old > 0, old <= new, new <= publishedSize else { return nil }
        do throws(AuditError) { return try parts.log.consistency(from: old, to: new) } catch { throw .audit(error) }
    }

    /// The same receipt under a checkpoint that witnesses have signed, once there is one.
    package func witnessed(_ receipt: Receipt) throws(GatewayError) -> Receipt {
        do throws(AuditError) { return try parts.log.witnessed(receipt) } catch { throw .audit(error) }
    }

    private var publishedSize: Int {
        SignedNote(parsing: checkpoint).flatMap { Checkpoint(parsing: $0.text) }?.size ?? 0
    }
}
