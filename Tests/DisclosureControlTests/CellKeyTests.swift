import DisclosureControl
import Foundation
import GatewayTesting
import JSON
import Testing

@Suite("The cell-key method")
struct CellKeyTests {
    static func published() throws -> PerturbationTable {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "policies/profiles/perturbation/d5-v3-js2.json")
        return try PerturbationTable(JSONValue(parsing: Array(Data(contentsOf: path)), limits: .document))
    }

    private static let whole = 1 << 52

    @Test("every row of the published table has mean 0 and variance 3, to the last digit kept")
    func moments() throws {
        let table = try Self.published()
        for count in 1...9 {
            let weights = table.weights(of: count)
            let sum = weights.reduce(Int128(0)) { $0 + Int128($1.weight) }
            let first = weights.reduce(Int128(0)) { $0 + Int128($1.weight) * Int128($1.change) }
            let second = weights.reduce(Int128(0)) { $0 + Int128($1.weight) * Int128($1.change * $1.change) }
            #expect(sum == Int128(Self.whole))
            // Each of at most 11 weights is rounded by less than 1, times a change of at most 5.
            #expect(first.magnitude <= 55)
            #expect((second - 3 * sum).magnitude <= 275)
        }
    }

    @Test("no count changes by more than 5, becomes 1 or 2, or falls below 0; 0 stays 0")
    func allowed() throws {
        let table = try Self.published()
        #expect(table.weights(of: 0).map(\.change) == [0])
        for count in 1...20 {
            for (change, weight) in table.weights(of: count) where weight > 0 {
                #expect(abs(change) <= 5)
                #expect(count + change == 0 || count + change > 2)
            }
        }
        #expect(table.weights(of: 8).count == 11)
    }

    @Test("every row has the largest entropy: the logarithm of its probabilities is a quadratic of the change")
    func entropy() throws {
        let table = try Self.published()
        for count in 1...8 {
            let points = table.weights(of: count).map { (Double($0.change), log(Double($0.weight))) }
            // The quadratic through the first three points holds for all others.
            let (p, q, r) = (points[0], points[1], points[2])
            for (x, y) in points.dropFirst(3) {
                let value =
                    p.1 * (x - q.0) * (x - r.0) / ((p.0 - q.0) * (p.0 - r.0))
                    + q.1 * (x - p.0) * (x - r.0) / ((q.0 - p.0) * (q.0 - r.0))
                    + r.1 * (x - p.0) * (x - q.0) / ((r.0 - p.0) * (r.0 - q.0))
                #expect(abs(value - y) < 1e-9)
            }
        }
    }

    @Test("the look-up is that of cellKey: row min(n, last), and the interval that holds the key as a fraction")
    func lookUp() throws {
        let table = try Self.published()
        var random = SeededRandomness.fresh("look-up")
        for count in [0, 1, 5, 8, 9, 1_000] {
            for _ in 0..<2_000 {
                let key = random.nextUInt64()
                // The rule in the words of the package: bounds are running sums of probabilities, keys are fractions.
                let fraction = Double(key >> 12) / Double(Self.whole)
                var bound = 0.0
                var expected = 0
                for (change, weight) in table.weights(of: min(count, 8)) {
                    let lower = bound
                    bound += Double(weight) / Double(Self.whole)
                    if lower <= fraction, fraction < bound { expected = change }
                }
                #expect(table.change(of: count, cellKey: key) == expected)
            }
        }
    }

    @Test("the ends of a row's intervals belong to the next change")
    func ends() throws {
        let table = try Self.published()
        #expect(table.change(of: 8, cellKey: 0) == -5)
        #expect(table.change(of: 8, cellKey: .max) == 5)
        let first = UInt64(table.weights(of: 8)[0].weight)
        #expect(table.change(of: 8, cellKey: first << 12 - 1) == -5)
        #expect(table.change(of: 8, cellKey: first << 12) == -4)
    }

    @Test("a record key is eight bytes of the MAC of `rk1` and the unit; a cell key is their sum modulo 2^64")
    func keys() {
        var asked: [[UInt8]] = []
        let key = CellKey.recordKey(unit: 0x0102_0304) { text in
            asked.append(text)
            return [0xFF, 0xEE, 0xDD, 0xCC, 0xBB, 0xAA, 0x99, 0x88] + Array(repeating: 7, count: 24)
        }
        #expect(asked == [[0x72, 0x6B, 0x31, 1, 2, 3, 4]])
        #expect(key == 0xFFEE_DDCC_BBAA_9988)
        #expect(CellKey.cellKey([.max, 1, 5]) == 5)
        #expect(CellKey.cellKey([5, .max, 1]) == CellKey.cellKey([.max, 5, 1]))
    }

    @Test(
        "small counts hide, nobody shows as nobody", arguments: [(0, DrawnCell.shown(0)), (1, .hidden), (9, .hidden)])
    func small(count: Int, shown: DrawnCell) throws {
        #expect(try CellKey.shown(count, cellKey: .max, table: Self.published(), threshold: 10) == shown)
        #expect(try CellKey.shown(10, cellKey: .max, table: Self.published(), threshold: 10) == .shown(15))
    }

    @Test(
        "a table that is not one is refused at its place",
        arguments: [
            (#""weight": 4503599627370496}]"#, #""weight": 4503599627370495}]"#, "/rows/0"),
            (#""maximum": 5"#, #""maximum": 4"#, "/rows/1/4/change"),
            (#"[{"change": -1"#, #"[{"change": -2"#, "/rows/1/0/change"),
            (#"{"change": 2,"#, #"{"change": -1,"#, "/rows/1/1/change"),
            (#""version": "1""#, #""issue": "1""#, "/issue"),
        ])
    func refused(good: String, bad: String, place: String) throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "policies/profiles/perturbation/d5-v3-js2.json")
        let text = try String(contentsOf: path, encoding: .utf8)
        let range = try #require(text.range(of: good))
        let broken = try Street.parse(text.replacingCharacters(in: range, with: bad))
        #expect(Self.fault(of: broken) == place)
    }

    /// Where a table is refused; nil where it is read.
    private static func fault(of declaration: JSONValue) -> String? {
        do throws(DisclosureError) {
            _ = try PerturbationTable(declaration)
            return nil
        } catch {
            guard case .profile(let fault) = error else { return nil }
            return fault.pointer
        }
    }
}
