import Gateway
import OpenSSL

/// Seals rows of `gateway.db` with a key that lies elsewhere, so that the file alone cannot lie.
///
/// Whoever can write the file and does not have the key can remove rows and bring back older ones; they cannot make a
/// row, change one, or say that another entry of the audit log told of it.
struct RowSeal: Sendable {
    private let key: [UInt8]

    /// - Parameter secret: 32 bytes of the deployment, from which a key of this purpose alone is made.
    init(secret: [UInt8]) {
        key = HMACSHA256.authenticate(Array("salthouse gateway.db rows 1".utf8), key: secret)
    }

    /// The seal of a visible row.
    func seal(_ row: StagedRowText, at sequence: Int) -> [UInt8] {
        authenticate(["visible", "\(sequence)", row.kind, row.fields], row.body)
    }

    /// The seal of a row that waits for its entry.
    func seal(_ row: StagedRowText, under request: String, position: Int) -> [UInt8] {
        authenticate(["staged", request, "\(position)", row.kind, row.fields], row.body)
    }

    /// The seal of the number of the highest entry that was applied.
    func seal(applied sequence: Int) -> [UInt8] { authenticate(["applied", "\(sequence)"], []) }

    /// Throws `forged` where a seal is not the one that belongs there.
    func check(_ found: [UInt8], is expected: [UInt8]) throws(StoreError) {
        guard equalInConstantTime(found, expected) else { throw .forged }
    }

    /// Each part after its length, so that no two lists of parts give the same bytes.
    private func authenticate(_ texts: [String], _ body: [UInt8]) -> [UInt8] {
        var message: [UInt8] = []
        for part in texts.map({ Array($0.utf8) }) + [body] {
            message += withLength(part)
        }
        return HMACSHA256.authenticate(message, key: key)
    }

    private func withLength(_ part: [UInt8]) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: part.count >> (8 * $0)) } + part
    }
}
