package import Governance

/// Where policy sets lie, each as one file under its hash. Nothing in it is believed: a set is read only where its bytes
/// have the hash that was asked for, and which of them is in force the log tells.
package protocol PolicyShelf: Sendable {
    /// The hashes of the sets that lie there.
    func hashes() throws(StoreError) -> [String]
    /// A set's bytes; nil where it does not lie there.
    func bundle(_ hash: String) throws(StoreError) -> [UInt8]?
    /// Notes, durably, which sets may be in force: the next start looks at these first, and at the log.
    func remember(_ hashes: [String]) throws(StoreError)
}

/// A set that lies on the shelf: as it reads, or why it does not.
package enum ShelvedPolicy: Sendable {
    case set(PolicySet)
    case unusable(hash: String, problem: String)

    /// Reads a set from the shelf; nil where none lies under this hash.
    package init?(_ hash: String, on shelf: any PolicyShelf) throws(StoreError) {
        guard let bytes = try shelf.bundle(hash) else { return nil }
        do throws(PolicyError) {
            let set = try PolicySet.read(bundle: bytes, digest: GatewayParts.digest)
            self =
                set.identity.hash == hash
                ? .set(set) : .unusable(hash: hash, problem: "its bytes do not have this hash")
        } catch {
            self = .unusable(hash: hash, problem: "\(error.code): \(error.message)")
        }
    }
}
