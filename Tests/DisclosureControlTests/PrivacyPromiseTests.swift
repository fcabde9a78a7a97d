import DifferentialPrivacy
import DisclosureControl
import GatewayTesting
import Governance
import JSON
import QueryEngines
import QueryLanguage
import Testing

/// Randomness that counts how often it is asked.
struct CountedRandomness: RandomBits {
    private var source: SeededRandomness
    private(set) var words = 0

    init(seed: UInt64) { source = SeededRandomness(seed: seed) }

    mutating func nextUInt64() -> UInt64 {
        words += 1
        return source.nextUInt64()
    }
}

@Suite("What the standard profile promises")
struct PrivacyPromiseTests {
    static let people = #"{"people":{"count":"unit"}}"#
    static let carers = #"{"carers":{"proportion":{"variable":"person.carer","in":["yes"]},"missing":"asNo"}}"#
    static let admissions =
        #"{"admissions":{"count":"care_event","during":{"from":"2025-01","to":"2025-03"},"atMost":2}}"#

    /// Draws one query often and says how many times each draw showed its only cell.
    private func shows(
        _ members: [(String, String)], times: Int, seed: UInt64, cell: (MeasurePart) -> ExactCell
    ) throws -> [Int] {
        let plan = try Street.plan(members)
        var random = SeededRandomness(seed: seed)
        var counts = plan.draws.map { _ in 0 }
        for _ in 0..<times {
            let table = Street.table(plan.query) { _, part, _ in cell(part) }
            let drawn = try plan.draw(table, stored: [:], random: &random)
            for (index, draw) in drawn.enumerated() where draw.cells[0] != .hidden { counts[index] += 1 }
        }
        return counts
    }

    @Test("nine people never show, whatever the noise says", arguments: [0, 1, 9])
    func belowTheFloor(units: Int) throws {
        let counts = try shows([("measures", Self.people)], times: 10_000, seed: 1) {
            Street.people(units, $0)
        }
        #expect(counts == [0])
    }

    @Test("at the floor a count shows only where the noise lifts it to T: the floor alone is not enough")
    func atTheFloor() throws {
        // P[Z ≥ 10] at z = 5 is 0.0285...: of 10,000 some 285, five standard deviations are 83.
        let counts = try shows([("measures", Self.people)], times: 10_000, seed: 2) { Street.people(10, $0) }
        #expect((202...368).contains(counts[0]))
    }

    @Test("far above T a count always shows")
    func farAbove() throws {
        let counts = try shows([("measures", Self.people)], times: 2_000, seed: 3) { Street.people(100, $0) }
        #expect(counts == [2_000])
    }

    @Test(
        "the threshold stands before rounding: nothing below T is rounded up to it, and what shows is a multiple of 5")
    func rounding() throws {
        let plan = try Street.plan([("measures", Self.people)])
        var random = SeededRandomness(seed: 4)
        for _ in 0..<5_000 {
            let drawn = try plan.draw(Street.even(plan.query, units: 21), stored: [:], random: &random)
            guard case .shown(let value) = drawn[0].cells[0] else { continue }
            #expect(value >= 20 && value % 5 == 0)
        }
    }

    @Test("noise has the variance of the profile times B squared, before rounding by 5")
    func variance() throws {
        let plan = try Street.plan([("measures", Self.admissions)])
        var random = SeededRandomness(seed: 5)
        var sums: [Int: (Int, Int)] = [:]
        let times = 4_000
        for _ in 0..<times {
            let table = Street.table(plan.query) { _, part, _ in
                ExactCell(value: 1_000 * part.bound, units: 1_000, persons: 1_000, complement: nil, top: .none)
            }
            for drawn in try plan.draw(table, stored: [:], random: &random) {
                guard case .shown(let value) = drawn.cells[0] else { continue }
                let error = value - 1_000 * drawn.bound
                let known = sums[drawn.bound] ?? (0, 0)
                sums[drawn.bound] = (known.0 + error * error, known.1 + 1)
            }
        }
        // Rounding adds (5² − 1) ∕ 12 = 2. A sample variance of 4,000 lies within 12 % with more than five deviations.
        for (bound, expected) in [(1, 27), (2, 102)] {
            let (squares, count) = try #require(sums[bound])
            #expect(count == times)
            #expect(abs(squares - expected * times) * 100 < 12 * expected * times, "B = \(bound)")
        }
    }

    @Test("a share hides where its complement is below the floor, and where it is only just above")
    func complement() throws {
        func share(_ units: Int, of all: Int) -> (MeasurePart) -> ExactCell {
            { part in
                guard case .share = part else {
                    return ExactCell(value: all, units: all, persons: all, complement: nil, top: .none)
                }
                return ExactCell(
                    value: units, units: units, persons: units,
                    complement: ExactCell.Complement(units: all - units, persons: all - units), top: .none)
            }
        }
        let plan = try Street.plan([("measures", Self.carers)])
        let place = try #require(
            plan.draws.firstIndex { if case .share = plan.query.parts[$0.part] { true } else { false } })
        let below = try shows([("measures", Self.carers)], times: 2_000, seed: 6, cell: share(91, of: 100))
        #expect(below[place] == 0)
        var random = SeededRandomness(seed: 7)
        var shown = 0
        for _ in 0..<2_000 {
            let table = Street.table(plan.query) { _, part, _ in share(90, of: 100)(part) }
            let answer = try plan.assemble(Street.stored(plan.draw(table, stored: [:], random: &random)))
            if answer.rows[0].values[0] != .notShown { shown += 1 }
        }
        // Two deviations of the difference above the floor: 2.3 % and less.
        #expect(shown < 100)
    }

    @Test("events hide with the units behind them, however many there are")
    func eventsFollowUnits() throws {
        let plan = try Street.plan([("measures", Self.admissions)])
        var random = SeededRandomness(seed: 8)
        for _ in 0..<3_000 {
            let table = Street.table(plan.query) { _, part, _ in
                ExactCell(value: 15 * part.bound, units: 15, persons: 15, complement: nil, top: .none)
            }
            let drawn = try plan.draw(table, stored: [:], random: &random)
            #expect(drawn.count == 2)
            #expect(drawn[0].cells[0] != .hidden || drawn[1].cells[0] == .hidden)
        }
    }

    @Test("households need five of them and ten people")
    func households() throws {
        func table(_ plan: ReleasePlan, households: Int, persons: Int) -> UnprotectedTable {
            Street.table(plan.query) { _, _, _ in
                ExactCell(value: households, units: households, persons: persons, complement: nil, top: .none)
            }
        }
        let plan = try Street.plan([("unit", #""household""#), ("measures", #"{"homes":{"count":"unit"}}"#)])
        var random = SeededRandomness(seed: 9)
        for (households, persons, maySee) in [(4, 40, false), (500, 9, false), (500, 900, true)] {
            var shown = 0
            for _ in 0..<500 {
                let finding = table(plan, households: households, persons: persons)
                if try plan.draw(finding, stored: [:], random: &random)[0].cells[0] != .hidden { shown += 1 }
            }
            #expect(shown == (maySee ? 500 : 0), "\(households) households, \(persons) persons")
        }
    }

    @Test("empty cells get noise like all others")
    func zerosAreDrawn() throws {
        func words(_ units: Int) throws -> Int {
            let plan = try Street.plan([("by", #"["person.sex"]"#)])
            var random = CountedRandomness(seed: 10)
            _ = try plan.draw(Street.even(plan.query, units: units), stored: [:], random: &random)
            return random.words
        }
        // The same source gives the same noise, so that full and empty tables use the same words of it.
        #expect(try words(0) == words(500))
        #expect(try words(0) >= 3)
    }

    @Test("only what the store lacks is drawn, and what it holds stays")
    func onlyMissing() throws {
        let plan = try Street.plan([("by", #"["person.sex"]"#), ("measures", Self.carers), ("totals", "true")])
        var random = SeededRandomness(seed: 11)
        let first = try plan.draw(Street.even(plan.query, units: 400), stored: [:], random: &random)
        #expect(first.count == plan.draws.count)
        var store = Street.stored(first)
        #expect(try plan.draw(Street.even(plan.query, units: 400), stored: store, random: &random).isEmpty)
        let gone = first[1]
        store[gone.key] = nil
        let again = try plan.draw(Street.even(plan.query, units: 400), stored: store, random: &random)
        #expect(again.map(\.key) == [gone.key])
        #expect(again[0] != gone)
    }

    @Test("the same draws give the same bytes, whoever assembles them")
    func sameBytes() throws {
        let members = [("by", #"["person.sex","person.area"]"#), ("totals", "true")]
        let plan = try Street.plan(members)
        var random = SeededRandomness(seed: 12)
        let store = Street.stored(try plan.draw(Street.even(plan.query, units: 60), stored: [:], random: &random))
        let kept = try store.mapValues { try DrawnMarginal(bytes: $0.bytes) }
        #expect(try plan.assemble(store).rowsJSON.bytes() == Street.plan(members).assemble(kept).rowsJSON.bytes())
    }

    @Test("an engine's finding that cannot be true gives no draw, and a plan of stars instead")
    func unfit() throws {
        let plan = try Street.plan([("measures", Self.admissions)])
        var random = SeededRandomness(seed: 13)
        let findings: [(MeasurePart) -> ExactCell] = [
            { _ in ExactCell(value: -1, units: 0, persons: 0, complement: nil, top: .none) },
            { _ in ExactCell(value: 5, units: 6, persons: 6, complement: nil, top: .none) },
            { part in ExactCell(value: 6 * part.bound + 1, units: 6, persons: 6, complement: nil, top: .none) },
            { _ in
                ExactCell(
                    value: 6, units: 6, persons: 6, complement: ExactCell.Complement(units: 1, persons: 1), top: .none)
            },
        ]
        for finding in findings {
            #expect(throws: DisclosureError.unfitTable) {
                try plan.draw(
                    Street.table(plan.query) { _, part, _ in finding(part) }, stored: [:], random: &random)
            }
        }
        #expect(throws: DisclosureError.unfitTable) {
            try plan.draw(UnprotectedTable(cells: []), stored: [:], random: &random)
        }
        let stars = try plan.assemble(Street.stored(plan.hiddenDraws(stored: [:])))
        #expect(stars.rows.allSatisfy { $0.values == [.notShown] })
    }
}
