import DisclosureControl
import GatewayTesting
import Testing

@Suite("Almost equal cells are answered alike")
struct AliasGuardTests {
    /// Not a MAC: FNV-1a, long enough for a test.
    private static func mac(_ text: [UInt8]) -> [UInt8] {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return (0..<32).map { UInt8(truncatingIfNeeded: hash >> (UInt64($0) % 8 * 8)) }
    }

    private static func answer(_ guarded: AliasGuard, _ units: some Sequence<UInt32>) -> AliasGuard.Answer {
        guarded.answer(units: Array(units), mac: mac)
    }

    @Test("one more or one fewer person gets the earlier number, and the same people their own")
    func near() throws {
        var guarded = try #require(AliasGuard(threshold: 10))
        #expect(Self.answer(guarded, 0..<100) == .own)
        guarded.note(units: Array(0..<100), shown: 100, mac: Self.mac)
        #expect(Self.answer(guarded, 0..<100) == .own)
        for units in [Array(0..<101), Array(0..<99), Array(1..<101)] as [[UInt32]] {
            guard case .alias(let shown, let widen) = Self.answer(guarded, units) else {
                Issue.record("\(units.count) units were told apart")
                continue
            }
            #expect(shown == 100)
            #expect((10...19).contains(widen))
        }
    }

    @Test("fewer than t differences are always near, 2t − 1 and more never are, and between them a secret decides")
    func distances() throws {
        var guarded = try #require(AliasGuard(threshold: 10))
        let base: [UInt32] = (0..<1_000).map { $0 * 2 }
        guarded.note(units: base, shown: 1_000, mac: Self.mac)
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
        var guarded = try #require(AliasGuard(threshold: 10))
        guarded.note(units: Array(0..<100), shown: 100, mac: Self.mac)
        let before = Self.answer(guarded, 0..<104)
        guarded.note(units: Array(0..<105), shown: 105, mac: Self.mac)
        #expect(Self.answer(guarded, 0..<104) == before)
    }

    @Test("a difference attack finds nothing: sets that differ by one person show one number")
    func attack() throws {
        var random = SeededRandomness.fresh("difference attack")
        var guarded = try #require(AliasGuard(threshold: 10))
        for _ in 0..<50 {
            let units = (0..<5_000).filter { _ in Int.random(in: 0..<10, using: &random) < 3 }.map(UInt32.init)
            let victim = Int.random(in: units.indices, using: &random)
            var without = units
            without.remove(at: victim)
            guard Self.answer(guarded, units) == .own else { continue }
            guarded.note(units: units, shown: units.count, mac: Self.mac)
            guard case .alias(let shown, _) = Self.answer(guarded, without) else {
                Issue.record("one person fewer was told apart")
                continue
            }
            #expect(shown == units.count)
        }
    }
}
