import Gateway
import JSON
import QueryEngines
import Snapshots
import Synchronization

/// Asks a whole gateway, with its log, vault and database on disk, for tables of 1,080 cells that nobody asked before.
///
/// What counts is the processor time of the whole process from the moment the engine has its table until the answer is
/// out: noise, floor, rounding, checks, the values stored unseen, the outcome and its debit durable in the log, the values
/// made visible, the answer written as JSON. What comes before the engine is told beside it.
struct ReleaseBench {
    private let directory: String
    private let policies: String
    private let tables: Int

    init(_ words: Words) throws(BenchError) {
        directory = try words.text("--directory")
        policies = try words.text("--policies")
        tables = try words.number("--tables")
        guard (1...BenchHouse.waves).contains(tables) else { throw .usage("1 to \(BenchHouse.waves) tables") }
    }

    func run() throws -> JSONValue {
        let engine = TimedEngine()
        let house = try BenchHouse(directory: directory, policies: policies, engine: engine)
        var before: [JSONValue] = []
        var after: [JSONValue] = []
        var cells = 0
        var shown = 0
        for wave in 0..<tables {
            let start = CPUClock.process()
            let body = try house.ask(wave: wave)
            let bytes = JSONValue.object(body).bytes()
            let end = CPUClock.process()
            let (began, ended) = engine.lastRun
            before.append(.integer(began - start))
            after.append(.integer(end - ended))
            guard case .array(let rows)? = body["rows"], !bytes.isEmpty else { throw BenchError.failed("no rows") }
            cells = rows.count
            shown = rows.count { row in
                guard case .object(let row) = row, case .object(let people)? = row["people"] else { return false }
                return people["value"] != nil
            }
        }
        return [
            "cells": .integer(cells), "shown": .integer(shown), "beforeNanoseconds": .array(before),
            "afterNanoseconds": .array(after), "debits": .integer(try house.debits()),
        ]
    }
}

/// The reference engine, and the processor time at which it began and ended.
final class TimedEngine: QueryEngine {
    private let run = Mutex((began: 0, ended: 0))

    var lastRun: (began: Int, ended: Int) { run.withLock { $0 } }

    func run(
        _ plan: EnginePlan, over generation: Generation, isCancelled: () -> Bool
    ) throws(EngineError) -> UnprotectedTable {
        run.withLock { $0.began = CPUClock.process() }
        let table = try ReferenceEngine().run(plan, over: generation, isCancelled: isCancelled)
        run.withLock { $0.ended = CPUClock.process() }
        return table
    }
}
