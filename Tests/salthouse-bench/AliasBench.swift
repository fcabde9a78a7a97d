import DisclosureControl
import JSON
import OpenSSL

/// Holds new cells against released ones, as a table under an exact profile is before it is answered.
///
/// All people stand in the released cells, each in one, so that the sizes are near each other and the filter by size
/// leaves most of them. Each new cell is a released one without some of its people: the very cells that must be found.
struct AliasBench {
    private let people: Int
    private let released: Int
    private let asked: Int

    private static let threshold = 10

    init(_ words: Words) throws(BenchError) {
        people = try words.number("--people")
        released = try words.number("--released")
        asked = try words.number("--asked")
        guard released >= 1, asked >= 1, people >= released else { throw .usage("too few people or cells") }
    }

    func run() throws -> JSONValue {
        let sketcher = UnitSketcher(
            key: Array(0..<16), reach: AliasGuard.reach(threshold: Self.threshold))
        let key = [UInt8](repeating: 3, count: 32)
        guard
            var known = AliasGuard(
                threshold: Self.threshold, mac: { Array(HMACSHA256.authenticate($0, key: key)) })
        else { throw BenchError.failed("no guard") }
        let cells = self.cells()
        var start = CPUClock.thread()
        let sketches = cells.map(sketcher.sketch)
        let sketching = CPUClock.thread() - start
        for sketch in sketches { known.note(ReleasedCell(counted: "person", sketch: sketch, shown: sketch.count)) }
        // Every third misses one person, every third nine, and every third is a set that nothing is near to.
        let questions = (0..<asked).map { number in
            let cell = cells[number * 7_919 % cells.count]
            return [Array(cell.dropLast()), Array(cell.dropFirst(9)), Array(cell.prefix(cell.count / 2))][number % 3]
        }
        var found = 0
        start = CPUClock.thread()
        for units in questions {
            if case .alias = known.answer(sketcher.sketch(units), counted: "person") { found += 1 }
        }
        let answering = CPUClock.thread() - start
        return [
            "nanosecondsPerCell": .integer(answering / asked),
            "nanosecondsPerPerson": .integer(sketching / people),
            "found": .integer(found), "near": .integer((0..<asked).count { $0 % 3 < 2 }),
        ]
    }

    /// Everybody in one cell, of different sizes.
    private func cells() -> [[UInt32]] {
        var cells = [[UInt32]](repeating: [], count: released)
        var random: UInt64 = 7
        for person in 0..<people {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            cells[Int((random >> 33) % UInt64(released))].append(UInt32(person))
        }
        return cells
    }
}
