/// A seed that nobody chose, printed so that a failure can be run again.
func freshSeed(_ purpose: String) -> UInt64 {
    var system = SystemRandomNumberGenerator()
    let seed = system.next()
    print("\(purpose): seed \(seed)")
    return seed
}
