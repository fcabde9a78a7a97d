import GatewayTesting

extension SeededRandomness {
    /// A generator with a seed that nobody chose, printed so that a failure can be run again.
    static func fresh(_ purpose: String) -> SeededRandomness {
        var system = SystemRandomNumberGenerator()
        let seed = system.next()
        print("\(purpose): seed \(seed)")
        return SeededRandomness(seed: seed)
    }
}
