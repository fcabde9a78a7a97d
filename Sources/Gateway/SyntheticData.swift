import Catalogue
import DisclosureControl
import OpenSSL
import Snapshots
import Synchronization
import SyntheticTier

/// The made-up rows that anybody signed in may ask about, and what was drawn of them: in memory alone, gone at the end.
///
/// It is given catalogues and nothing else, so nothing in it can come from the store, a ledger or a real row.
final class SyntheticData: Sendable {
    private struct State {
        /// The newest last.
        var generations: [Generation] = []
        var draws: [String: DrawnMarginal] = [:]
        var cells = 0
    }

    private let state = Mutex(State())
    /// One request at a time draws the values of a key, as of real rows.
    let gate = KeyGate()

    private static let units = 5_000
    private static let seed = 1
    /// As many as a dataset commonly keeps releases.
    private static let mostGenerations = 4
    /// With 16 bytes each about as much memory as the rows.
    private static let mostCells = 1 << 20

    /// The rows for a catalogue, made when they are first asked for.
    func generation(of catalogue: Catalogue) -> Generation {
        state.withLock { state in
            if let known = state.generations.first(where: { $0.catalogue == catalogue }) { return known }
            let made = SyntheticRows(catalogue, units: Self.units, seed: Self.seed, hash: SHA256.hash).generation()
            state.generations = state.generations.suffix(Self.mostGenerations - 1) + [made]
            return made
        }
    }

    /// The drawn values of those keys that have any.
    func draws(_ keys: Set<String>) -> [String: DrawnMarginal] {
        state.withLock { state in state.draws.filter { keys.contains($0.key) } }
    }

    /// Keeps drawn values, so that the same question has the same answer; when there are too many, all are forgotten.
    func keep(_ drawn: [DrawnMarginal]) {
        state.withLock { state in
            state.cells += drawn.reduce(0) { $0 + $1.cells.count }
            if state.cells > Self.mostCells {
                state.draws = [:]
                state.cells = drawn.reduce(0) { $0 + $1.cells.count }
            }
            for marginal in drawn { state.draws[marginal.key] = marginal }
        }
    }
}
