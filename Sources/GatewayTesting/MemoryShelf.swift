package import Gateway
package import Governance
import Synchronization

/// Policy sets in memory.
package final class MemoryShelf: PolicyShelf {
    private let state = Mutex<(bundles: [String: [UInt8]], remembered: [String])>(([:], []))

    package init() {}

    package func add(_ set: PolicySet) { state.withLock { $0.bundles[set.identity.hash] = set.bundle } }

    /// Puts other bytes under a hash, as somebody with a hand in the folder could.
    package func replace(_ hash: String, by bytes: [UInt8]?) { state.withLock { $0.bundles[hash] = bytes } }

    package var remembered: [String] { state.withLock { $0.remembered } }

    package func hashes() throws(StoreError) -> [String] { state.withLock { $0.bundles.keys.sorted() } }
    package func bundle(_ hash: String) throws(StoreError) -> [UInt8]? { state.withLock { $0.bundles[hash] } }
    package func remember(_ hashes: [String]) throws(StoreError) { state.withLock { $0.remembered = hashes } }
}
