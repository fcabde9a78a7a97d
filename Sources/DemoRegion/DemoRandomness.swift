/// Repeatable draws for made-up people: SplitMix64 (Steele, Lea and Flood 2014), a stream for each purpose and part.
///
/// For nothing but the demo: whoever knows the seed knows every draw.
struct DemoRandomness {
    private var state: UInt64

    /// - Parameters:
    ///   - stream: tells apart the draws of one purpose from those of another under the same seed.
    ///   - part: tells apart the draws for one part of the people from those for another.
    init(seed: UInt64, stream: UInt64, part: Int) {
        state = seed &+ stream &* 0xD1B5_4A32_D192_ED03
        state = next() &+ UInt64(part) &* 0xA24B_AED4_963E_E407
        state = next()
    }

    mutating func next() -> UInt64 {
        state = state &+ 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// From 0 to one less than `bound`, which is 1 to 2³²; its bias is below 1 in 2³².
    mutating func below(_ bound: Int) -> Int { Int(truncatingIfNeeded: ((next() >> 32) &* UInt64(bound)) >> 32) }

    /// True once in `times`.
    mutating func once(in times: Int) -> Bool { below(times) == 0 }

    /// True in `share` of a hundred.
    mutating func percent(_ share: Int) -> Bool { below(100) < share }

    /// An index, each as likely as its weight.
    mutating func pick(_ weights: [Int]) -> Int {
        var left = below(weights.reduce(0, +))
        for (index, weight) in weights.enumerated() {
            if left < weight { return index }
            left -= weight
        }
        return weights.count - 1
    }

    /// The code of an item, each as likely as its weight.
    mutating func code(of list: [(code: String, title: String, weight: Int)]) -> String {
        list[pick(list.map(\.weight))].code
    }

    /// How many successes come before the first failure: 0, 1, 2 … with the mean `thousandths` ÷ 1000, at most `limit`.
    ///
    /// The geometric distribution: most people have none, a few have many, as in hospital records.
    mutating func geometric(thousandths mean: Int, atMost limit: Int) -> Int {
        var count = 0
        while count < limit, below(1_000 + mean) < mean { count += 1 }
        return count
    }
}
