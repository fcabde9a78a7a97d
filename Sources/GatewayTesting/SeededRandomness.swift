import DifferentialPrivacy

/// Randomness that repeats: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). Noise made from it protects nobody.
package struct SeededRandomness: RandomBits, RandomNumberGenerator, Sendable {
    /// What a failing test prints, to be run again.
    package let seed: UInt64
    private var state: UInt64

    package init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    package mutating func nextUInt64() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    package mutating func next() -> UInt64 { nextUInt64() }
}
