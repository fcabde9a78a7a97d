import DifferentialPrivacy
import Foundation
import GatewayTesting
import Synchronization
import Testing

/// Hands out the words it was given, in order.
private struct ScriptedWords: RandomBits {
    var words: [UInt64]
    mutating func nextUInt64() -> UInt64 { words.removeFirst() }
}

@Suite struct RandomBitsTests {
    @Test("below n every value has the same number of words, and words that would tip the scale are thrown away")
    func uniformIsExact() {
        for bound in 1...32 as ClosedRange<UInt64> {
            let words = bound == 1 ? 1 : 1 << (64 - (bound - 1).leadingZeroBitCount)
            var seen = [UInt128: Int]()
            for word in 0..<UInt64(words) {
                // A word that is refused is followed by zero, which is not.
                var random = ScriptedWords(words: [word | 0xABCD << 32, 0])
                let value = random.uniform(below: UInt128(bound))
                if bound == 1 || random.words.count == 1 { seen[value, default: 0] += 1 }
            }
            #expect(seen.count == Int(bound) && seen.values.allSatisfy { $0 == 1 }, "bound \(bound)")
        }
    }

    @Test("a bound of more than 64 bits takes two words")
    func wideBound() {
        var random = ScriptedWords(words: [3, 5, 1, 7])
        #expect(random.uniform(below: 1 << 65) == UInt128(1) << 64 + 5)
        #expect(random.uniform(below: 1 << 66) == UInt128(1) << 64 + 7)
        var most = ScriptedWords(words: [.max, .max, 0, 9])
        #expect(most.uniform(below: .max) == 9)
    }

    @Test(
        "a coin of probability exp(-γ) is true that often, seed printed",
        arguments: [(0, 1), (1, 1), (1, 3), (7, 2), (999, 1_000), (1, 1 << 60), (5, 1)] as [(UInt128, UInt128)])
    func bernoulliOfExp(numerator: UInt128, denominator: UInt128) {
        var random = SeededRandomness.fresh("exp(-\(numerator)/\(denominator))")
        let count = 100_000.0
        let hits = Double((0..<100_000).count { _ in random.bernoulli(expMinus: numerator, over: denominator) })
        let probability = exp(-Double(numerator) / Double(denominator))
        // 5.8 standard deviations and a draw: a false alarm in about 10^8 runs.
        let slack = 5.8 * (count * probability * (1 - probability)).squareRoot() + 1
        #expect(abs(hits - count * probability) <= slack, "\(hits) of \(count * probability), seed \(random.seed)")
    }

    @Test("exp(-γ) of a huge γ is false at the first coin that says so, not after γ coins")
    func hugeExponent() {
        var random = SeededRandomness(seed: 3)
        let hits = (0..<1_000).count { _ in random.bernoulli(expMinus: .max, over: 1) }
        #expect(hits == 0)
    }

    @Test("impossible and certain coins need no luck")
    func certainCoins() {
        var random = SeededRandomness(seed: 1)
        for _ in 0..<1_000 {
            let never = random.bernoulli(0, over: 7)
            let always = random.bernoulli(7, over: 7)
            let sure = random.bernoulli(expMinus: 0, over: 7)
            #expect(!never && always && sure)
        }
    }

    @Test("buffered words are the bytes of the source in order, fetched only when needed")
    func buffered() {
        let fetched = Mutex(0)
        var random = BufferedRandomness { count in
            let start = fetched.withLock { total in
                defer { total += count }
                return total
            }
            return (start..<start + count).map { UInt8(truncatingIfNeeded: $0 >> 3) }
        }
        #expect(fetched.withLock { $0 } == 0)
        for index in 0..<1_024 as Range<UInt64> {
            let word = random.nextUInt64()
            #expect(word == (index & 0xFF) &* 0x0101_0101_0101_0101)
            #expect(fetched.withLock { $0 } == (index < 512 ? 4_096 : 8_192))
        }
    }

    @Test("a sampler takes a source that cannot be copied")
    func uncopyableSource() throws {
        let system = Mutex(SeededRandomness(seed: 5))
        var random = BufferedRandomness { count in
            (0..<count).map { _ in UInt8(truncatingIfNeeded: system.withLock { $0.nextUInt64() }) }
        }
        let noise = try #require(DiscreteGaussian(variance: 25))
        let draws = (0..<1_000).map { _ in noise.sample(&random) }
        #expect(Set(draws).count > 10)
    }
}
