import Catalogue
import GatewayTesting
import Governance
import JSON
import QueryEngines
import QueryLanguage
import Snapshots
import Testing

@Suite("The reference engine")
struct ReferenceEngineTests {
    static func rowByRow(_ region: SmallRegion, _ key: [UInt8]) -> RowByRow<ReferenceEngine> {
        RowByRow(engine: ReferenceEngine(), region: region, key: key, doors: Borrowed.doors)
    }

    static let contract = rowByRow(EngineSpecification.region, Array(0..<16))

    @Test("random questions to random regions are answered as counting row by row answers them")
    func random() throws {
        var random = SeededRandomness.fresh("engine")
        let seed = random.seed
        var held = 0
        for turn in 0..<160 {
            let region = SmallRegion(persons: 24, using: &random)
            let key = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
            var queries = RandomQueries(random: random)
            let body = queries.query(unit: turn.isMultiple(of: 3) ? "household" : "person")
            random = queries.random
            let contract = Self.rowByRow(region, key)
            let comment = "Seed \(seed), turn \(turn): \(String(decoding: body.bytes(), as: UTF8.self))"
            do {
                let differences = try contract.differences(body, honouringOptOuts: turn.isMultiple(of: 2))
                #expect(differences.isEmpty, "\(comment)")
                held += 1
            } catch let error as QueryError {
                #expect(error.code == "SH-Q114", "\(error). \(comment)")
            }
        }
        #expect(held > 80, "seed \(seed)")
    }

    @Test("an approval's filter restricts the units, and no opt-out is forgotten beside it")
    func restriction() throws {
        let body = try EngineSpecification.body(measure: #"{"count":"unit"}"#)
        let filter = try JSONValue(parsing: Array(#"{"variable":"person.borough","in":["B2"]}"#.utf8), limits: .request)
        let resolved = try QueryResolver.resolveFilter(filter, for: .person, in: SmallRegion.catalogue())
        let (_, found) = try Self.contract.found(
            body, [.restrict(resolved.predicate), .honourOptOuts([.nationalDataOptOut]), .protect(profile: "standard")])
        #expect(found["m"]?[PlainMeaning.Cell(kept: [], codes: [])]?.first?.value == 2)
    }

    @Test("no question reaches rows of the other tier", arguments: [true, false])
    func tiers(isMadeUp: Bool) throws {
        let real = try EngineSpecification.region.generation()
        let madeUp = Generation.madeUp(
            id: "made up", catalogue: real.catalogue, spineSizes: real.spineSizes, tables: real.tables)
        var body: JSONObject = [
            "project": "P-1", "purpose": "research", "unit": "person", "asOf": "2026-03",
            "measures": ["people": ["count": "unit"]],
        ]
        if isMadeUp { body["tier"] = "synthetic" }
        let query = Borrowed.authorized(try QueryResolver.resolve(.object(body), in: real.catalogue), [])
        func plan(over generation: Generation) throws(EngineError) {
            _ = try EnginePlan(query, over: generation, boundingKey: Array(0..<16), listsUnits: false)
        }
        try plan(over: isMadeUp ? madeUp : real)
        #expect(throws: EngineError.self) { try plan(over: isMadeUp ? real : madeUp) }
    }

    @Test("the order of dimensions makes no difference to what is kept above the bound")
    func orderOfDimensions() throws {
        var random = SeededRandomness.fresh("order")
        let seed = random.seed
        let region = SmallRegion(persons: 30, using: &random)
        let contract = Self.rowByRow(region, Array(0..<16))
        let type = #"{"variable":"care_event.type",\#(EngineSpecification.half)}"#
        let month = #"{"variable":"care_event.month",\#(EngineSpecification.half)}"#
        let measure = #"{"count":"care_event",\#(EngineSpecification.half)}"#
        let (_, one) = try contract.found(EngineSpecification.body(by: "[\(type),\(month)]", measure: measure), [])
        let (_, other) = try contract.found(EngineSpecification.body(by: "[\(month),\(type)]", measure: measure), [])
        for (cell, numbers) in try #require(one["m"]) {
            #expect(
                other["m"]?[PlainMeaning.Cell(kept: [0, 1], codes: cell.codes.reversed())] == numbers, "seed \(seed)")
        }
    }

    @Test("a run ends where it is cancelled, and names what a generation does not hold")
    func stops() throws {
        let body = try EngineSpecification.body(measure: #"{"count":"unit"}"#)
        let query = Borrowed.authorized(
            try QueryResolver.resolve(body, in: SmallRegion.catalogue()), [])
        let generation = try EngineSpecification.region.generation()
        #expect(throws: EngineError.cancelled) {
            _ = try ReferenceEngine().run(
                query, over: generation, boundingKey: Array(0..<16), listingUnits: false, isCancelled: { true }
            ).withCells { $0.count }
        }
    }
}
