import DifferentialPrivacy
import DisclosureControl
import Governance
import JSON
import Linux
import QueryEngines
import Snapshots

/// The values behind an answer: what the store had, what was drawn for this request, or why neither can be.
struct Found {
    let stored: [String: DrawnMarginal]
    let drawn: [DrawnMarginal]
    /// Under an exact profile, what its cells are remembered by.
    var released: [StagedRow] = []
    /// The engine's error code.
    let failure: String?

    /// What is stored unseen before the tick, so that nothing is left of the work afterwards.
    var draws: [StagedRow] { drawn.map { .draw(key: $0.key, body: $0.bytes) } + released }

    var all: [String: DrawnMarginal] {
        stored.merging(drawn.map { ($0.key, $0) }) { first, _ in first }
    }
}

extension Gateway {
    /// The longest that an engine may work on one query.
    private static let engineMilliseconds = 60_000

    /// Runs the query and draws what the store lacks. Nothing is stored or shown yet.
    func run(_ job: Job, stored: [String: DrawnMarginal]) throws(GatewayError) -> Found {
        let agreed = job.agreed
        let table: UnprotectedTable
        do throws(EngineError) {
            table = try tabulate(
                agreed.plan, over: agreed.generation, boundingKey: parts.boundingKey, unless: { job.end != nil })
        } catch {
            return Found(stored: stored, drawn: [], failure: error.code)
        }
        guard let lineage = agreed.lineage else {
            return Found(stored: stored, drawn: draw(agreed.plan, table, stored), failure: nil)
        }
        return try protect(agreed, lineage, table, stored)
    }

    /// Runs the engine, unless its answer is not wanted any more. Its time counts from here, not from the arrival: waiting
    /// for somebody else's question is nobody's fault.
    func tabulate(
        _ plan: ReleasePlan, over generation: Generation, boundingKey: [UInt8], unless isOver: () -> Bool
    ) throws(EngineError) -> UnprotectedTable {
        let deadline = parts.ticks.now().advanced(byMilliseconds: Self.engineMilliseconds)
        return try parts.engine.run(
            plan.authorized, over: generation, boundingKey: boundingKey, listingUnits: plan.profile.listsUnits,
            isCancelled: { isOver() || parts.ticks.now() > deadline })
    }

    func draw(
        _ plan: ReleasePlan, _ table: consuming UnprotectedTable, _ stored: [String: DrawnMarginal]
    ) -> [DrawnMarginal] {
        var random = BufferedRandomness(fill: parts.random)
        do throws(DisclosureError) {
            return try plan.draw(table, stored: stored, random: &random)
        } catch {
            // A failed check gives a table that shows nothing: the same status, the full price.
            return plan.hiddenDraws(stored: stored)
        }
    }

    /// What was found, if an answer can be made of it; otherwise a table that shows nothing: the same status, the full
    /// price. Whatever fails in here must not be seen.
    func checked(_ found: Found, _ plan: ReleasePlan) -> Found {
        guard found.failure == nil, (try? plan.assemble(found.all)) == nil else { return found }
        return Found(stored: found.stored, drawn: plan.hiddenDraws(stored: found.stored), failure: nil)
    }

    /// By an exact profile, with what the lineage remembers, and will.
    private func protect(
        _ agreed: Agreed, _ lineage: String, _ table: consuming UnprotectedTable, _ stored: [String: DrawnMarginal]
    ) throws(GatewayError) -> Found {
        let known = try memory.cells(
            of: lineage, threshold: agreed.plan.aliasThreshold, mac: parts.lineageMAC(lineage), in: parts.store)
        do throws(DisclosureError) {
            let exact = try agreed.plan.protect(table, known: known, keys: parts.lineageKeys(agreed))
            let row = StagedRow.released(
                lineage: lineage, request: agreed.request, body: ReleasedCell.bytes(exact.released))
            return Found(
                stored: stored, drawn: exact.drawn.filter { stored[$0.key] == nil }, released: [row], failure: nil)
        } catch {
            return Found(stored: stored, drawn: agreed.plan.hiddenDraws(stored: stored), failure: nil)
        }
    }

    /// The drawn values that the store has.
    func storedDraws(_ keys: Set<String>) throws(GatewayError) -> [String: DrawnMarginal] {
        var draws: [String: DrawnMarginal] = [:]
        for (key, bytes) in try storing({ () throws(StoreError) in try parts.store.draws(keys) }) {
            do throws(JSONError) { draws[key] = try DrawnMarginal(bytes: bytes) } catch { throw .damagedStore }
        }
        return draws
    }
}
