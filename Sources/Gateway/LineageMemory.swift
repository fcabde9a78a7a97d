import Catalogue
import DisclosureControl
import OpenSSL
import QueryLanguage
import Snapshots
import Synchronization

/// What the exact profiles remember of every cell that was answered or hidden, lineage by lineage.
///
/// A projection of the store, which is read on from where it was left. Whoever asks holds the lineage's gate, so that no
/// other table of the lineage is drawn before this one's cells are remembered.
final class LineageMemory: Sendable {
    private struct Known {
        var cells: AliasGuard
        var upTo: Int
    }

    private let known = Mutex<[String: Known]>([:])

    /// Everything that is known now. Throws `damagedStore` where a row is not what was written.
    func cells(
        of lineage: String, threshold: Int, mac: @escaping @Sendable ([UInt8]) -> [UInt8], in store: any GatewayStore
    ) throws(GatewayError) -> AliasGuard {
        try known.withLock { known throws(GatewayError) in
            guard let empty = AliasGuard(threshold: threshold, mac: mac) else { throw .damagedStore }
            var state = known[lineage] ?? Known(cells: empty, upTo: -1)
            let rows = try storing { () throws(StoreError) in try store.released(lineage, after: state.upTo) }
            for row in rows {
                guard let cells = ReleasedCell.reading(row.body) else { throw .damagedStore }
                for cell in cells { state.cells.note(cell) }
                state.upTo = max(state.upTo, row.sequence)
            }
            known[lineage] = state
            return state.cells
        }
    }
}

extension Agreed {
    /// The lineage whose cells this answer must be held against: units of one kind under one exact profile; nil under
    /// noise.
    var lineage: String? {
        plan.profile.listsUnits ? "\(plan.profile.name) \(plan.query.unit.rawValue)" : nil
    }

    /// What is held while values are drawn: the keys, and the lineage where cells are compared.
    var gates: Set<String> { keys.union(lineage.map { ["lineage \($0)"] } ?? []) }
}

extension GatewayParts {
    /// The secrets of a lineage: for sketches, for comparing cells, and for record keys, each of one purpose.
    func lineageKeys(_ agreed: Agreed) -> LineageKeys {
        let register = agreed.generation.catalogue.register(of: agreed.plan.query.unit)?.id.description ?? ""
        let record = key(of: "record key \(register)")
        return LineageKeys(
            sketch: Array(key(of: "sketch \(agreed.lineage ?? "")").prefix(16)),
            record: { Array(HMACSHA256.authenticate($0, key: record)) })
    }

    /// HMAC-SHA-256 under the lineage's own key.
    func lineageMAC(_ lineage: String) -> @Sendable ([UInt8]) -> [UInt8] {
        let own = key(of: "alias \(lineage)")
        return { Array(HMACSHA256.authenticate($0, key: own)) }
    }

    private func key(of purpose: String) -> [UInt8] {
        Array(HMACSHA256.authenticate(Array(purpose.utf8), key: secret))
    }
}
