package import Linux
package import QueryEngines
package import Snapshots
import Synchronization

/// The engine that serves: one pass over columns in the order of units finds every number that disclosure control asks for.
///
/// Units are worked on in blocks that stay in the processor's cache: conditions and groups become tables by column code,
/// cells a number in mixed radix, and because the rows of a unit stand together, distinct units need no set. Threads
/// count blocks into tables of their own, which are added up at the end. Queries under way take turns by a few blocks.
package final class ColumnarEngine: QueryEngine {
    private let pool: WorkerPool
    private let admission = Admission(capacity: QueryCost.capacity)
    private let clock: MonotonicClock
    private let blockSize: Int?

    /// How many blocks a turn has.
    private static let blocksOfTurn = 16

    /// - Parameters:
    ///   - threads: how many threads work, 1 or more: as many as there are processors.
    ///   - clock: paces the looks at whether an asker still wants the answer.
    ///
    /// Throws where the kernel gives no thread.
    package convenience init(threads: Int, clock: MonotonicClock) throws(SystemError) {
        try self.init(threads: threads, clock: clock, blockSize: nil)
    }

    /// - Parameter blockSize: how many units are worked on together, where a test wants another number than the engine.
    init(threads: Int, clock: MonotonicClock, blockSize: Int?) throws(SystemError) {
        pool = try WorkerPool(threads: threads)
        self.clock = clock
        self.blockSize = blockSize
    }

    package func run(
        _ plan: EnginePlan, over generation: Generation, isCancelled: () -> Bool
    ) throws(EngineError) -> UnprotectedTable {
        let cost = QueryCost(plan, generation.catalogue)
        return try admission.enter(cost: cost.rawValue, clock, isCancelled: isCancelled) { () throws(EngineError) in
            let compiled = try Compiler.compile(plan, over: generation, isCancelled: isCancelled)
            let tables = try count(compiled, isCancelled: isCancelled)
            return tables.table()
        }
    }

    /// Tables that no thread is counting into.
    private final class Shelf: Sendable {
        private let tables = Mutex<[PartialTables]>([])

        func take() -> PartialTables? { tables.withLock { $0.popLast() } }
        func put(_ table: PartialTables) { tables.withLock { $0.append(table) } }
    }

    private func count(_ plan: CompiledPlan, isCancelled: () -> Bool) throws(EngineError) -> PartialTables {
        let size = blockSize ?? plan.blockSize
        let unitsOfTurn = size * Self.blocksOfTurn
        let shelf = Shelf()
        let job = Job(pieces: (plan.unitCount + unitsOfTurn - 1) / unitsOfTurn) { piece, job throws(EngineError) in
            var tables = shelf.take() ?? PartialTables(plan)
            let first = piece * unitsOfTurn
            let units = first..<min(first + unitsOfTurn, plan.unitCount)
            for block in UnitBlock.blocks(of: units, size: size) {
                if job.isStopped { return }
                try Tabulator.count(block, of: plan, into: &tables)
            }
            shelf.put(tables)
        }
        try pool.run(job, clock, isCancelled: isCancelled)
        var sum = shelf.take() ?? PartialTables(plan)
        sum.finish()
        while var more = shelf.take() {
            more.finish()
            sum.add(more)
        }
        return sum
    }
}
