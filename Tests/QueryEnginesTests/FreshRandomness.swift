import GatewayTesting

extension SeededRandomness {
    /// A generator whose seed nobody chose; the seed is printed, so that a failure can be run again.
    static func fresh(_ purpose: String) -> SeededRandomness {
        let random = SeededRandomness(seed: UInt64.random(in: 0...UInt64.max))
        print("\(purpose): seed \(random.seed)")
        return random
    }
}
