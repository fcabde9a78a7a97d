import GatewayTesting
import Testing

@testable import DisclosureControl

@Suite("Almost equal cells are answered alike")
struct AliasGuardTests {
    /// Not a MAC: FNV-1a, long enough for a test.
    @Sendable private static func mac(_ text: [UInt8]) -> [UInt8] {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return (0..<32).map { UInt8(truncatingIfNeeded: hash >> (UInt64($0) % 8 * 8)) }
    }

    private static func answer(_ guarded: AliasGuard, _ units: some Sequence<UInt32>) -> AliasGuard.Answer {
        guarded.answer(sketch(Array(units)), counted: "person")
    }

    static func sketch(_ units: [UInt32]) -> UnitSketch {
        UnitSketcher(key: Array(0..<16), reach: AliasGuard.reach(threshold: 10)).sketch(units)
    }

    private static func cell(_ units: some Sequence<UInt32>, _ shown: Int?) -> ReleasedCell {
        ReleasedCell(counted: "person", sketch: sketch(Array(units)), shown: shown)
    }

    @Test("one more or one fewer person gets the earlier number, and the same people their own")
    func near() throws {
        var guarded = try #require(AliasGuard(threshold: 10, mac: Self.mac))
        #expect(Self.answer(guarded, 0..<100) == .own)
        guarded.note(Self.cell(Array(0..<100), 100))
        #expect(Self.answer(guarded, 0..<100) == .seen(isHidden: false))
        for units in [Array(0..<101), Array(0..<99), Array(1..<101)] as [[UInt32]] {
            guard case .alias(let shown) = Self.answer(guarded, units) else {
                Issue.record("\(units.count) units were told apart")
                continue
            }
            #expect(shown == 100)
        }
    }

    @Test("fewer than t differences are always near, 2t − 1 and more never are, and between them a secret decides")
    func distances() throws {
        var guarded = try #require(AliasGuard(threshold: 10, mac: Self.mac))
        let base: [UInt32] = (0..<1_000).map { $0 * 2 }
        guarded.note(Self.cell(base, 1_000))
        var decided: Set<Bool> = []
        for start in 0..<40 {
            for changes in 1...25 {
                let added = (start..<(start + changes)).map { UInt32($0 * 2 + 1) }
                let isNear = Self.answer(guarded, (base + added).sorted()) != .own
                if changes < 10 { #expect(isNear) }
                if changes >= 19 { #expect(!isNear) }
                if (12...16).contains(changes) { decided.insert(isNear) }
            }
        }
        #expect(decided == [true, false])
    }

    @Test("of several near cells the one released first answers, so that a later release changes nothing")
    func first() throws {
        var guarded = try #require(AliasGuard(threshold: 10, mac: Self.mac))
        guarded.note(Self.cell(Array(0..<100), 100))
        let before = Self.answer(guarded, 0..<104)
        guarded.note(Self.cell(Array(0..<105), 105))
        #expect(Self.answer(guarded, 0..<104) == before)
    }

    @Test("a difference attack finds nothing: sets that differ by one person show one number")
    func attack() throws {
        var random = SeededRandomness.fresh("difference attack")
        var guarded = try #require(AliasGuard(threshold: 10, mac: Self.mac))
        for _ in 0..<50 {
            let units = (0..<5_000).filter { _ in Int.random(in: 0..<10, using: &random) < 3 }.map(UInt32.init)
            let victim = Int.random(in: units.indices, using: &random)
            var without = units
            without.remove(at: victim)
            guard Self.answer(guarded, units) == .own else { continue }
            guarded.note(Self.cell(units, units.count))
            guard case .alias(let shown) = Self.answer(guarded, without) else {
                Issue.record("one person fewer was told apart")
                continue
            }
            #expect(shown == units.count)
        }
    }

    @Test("a cell once hidden stays hidden, another kind of count is another thing, and nobody is nobody's alias")
    func hidden() throws {
        var guarded = try #require(AliasGuard(threshold: 10, mac: Self.mac))
        guarded.note(Self.cell(0..<100, nil))
        guarded.note(Self.cell(200..<212, 10))
        #expect(Self.answer(guarded, 0..<100) == .seen(isHidden: true))
        #expect(Self.answer(guarded, 0..<101) == .own)
        #expect(Self.answer(guarded, 0..<0) == .own)
        #expect(guarded.answer(Self.sketch(Array(200..<211)), counted: "event") == .own)
        #expect(Self.answer(guarded, 200..<211) == .alias(shown: 10))
    }

    @Test("what is kept reads as it was written, and as nothing else")
    func kept() throws {
        let cells = [Self.cell(0..<40, 40), Self.cell(5..<9, nil), Self.cell(0..<0, 0)]
        let bytes = ReleasedCell.bytes(cells)
        #expect(ReleasedCell.reading(bytes) == cells)
        #expect(ReleasedCell.reading(Array(bytes.dropLast())) == nil)
        #expect(ReleasedCell.reading([2] + bytes.dropFirst()) == nil)
        #expect(ReleasedCell.reading([]) == nil)
    }
}

@Suite("A sketch of a set of units")
struct UnitSketchTests {
    @Test("tells by how many units two sets differ, exactly up to its reach, and never less beyond")
    func distances() throws {
        var random = SeededRandomness.fresh("sketch distances")
        for _ in 0..<400 {
            let key = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
            let sketcher = UnitSketcher(key: key, reach: 18)
            let both = Set(
                (0..<Int.random(in: 0...60, using: &random)).map { _ in UInt32.random(in: 0...999, using: &random) })
            let changes = (0..<Int.random(in: 0...30, using: &random)).map { _ in
                UInt32.random(in: 0...999, using: &random)
            }
            let other = both.symmetricDifference(changes)
            let apart = both.symmetricDifference(other).count
            let found = sketcher.sketch(both.sorted()).distance(to: sketcher.sketch(other.sorted()))
            #expect(found == (apart <= 18 ? apart : nil))
        }
    }

    @Test("of two sets without a common unit is the sum of both")
    func sums() {
        let sketcher = UnitSketcher(key: Array(0..<16), reach: 18)
        let sum = sketcher.sketch(Array(0..<50)).adding(sketcher.sketch(Array(70..<90)))
        #expect(sum == sketcher.sketch(Array(0..<50) + Array(70..<90)))
    }

    @Test("a sequence obeys no recurrence shorter than the number of its different terms")
    func recurrence() {
        let field = PrimeField.first
        var random = SeededRandomness.fresh("recurrence")
        for length in 0...20 {
            let roots = (0..<length).map { UInt64($0 * 7 + 3) }
            let factors = roots.map { _ in UInt64.random(in: 1..<field.modulus, using: &random) }
            var powers = factors
            let sequence = (0..<40).map { _ in
                let term = powers.reduce(0) { field.add($0, $1) }
                powers = zip(powers, roots).map { field.multiply($0, $1) }
                return term
            }
            #expect(field.recurrenceLength(sequence) == length)
        }
    }
}
