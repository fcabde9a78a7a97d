import Testing

/// SplitMix64 (Steele, Lea, Flood 2014), so that a failing test can be run again from the seed it printed.
struct TestRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    static func fresh(_ purpose: String) -> TestRandom {
        var system = SystemRandomNumberGenerator()
        let seed = system.next()
        print("\(purpose): seed \(seed)")
        return TestRandom(seed: seed)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Near enough to uniform for a test.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
