import DifferentialPrivacy
import JSON
import OpenSSL

/// Draws as DisclosureControl does: from the operating system's randomness, a buffer at a time.
struct NoiseBench {
    private let draws: Int
    private let noise: DiscreteGaussian

    init(_ words: Words) throws(BenchError) {
        draws = try words.number("--draws")
        guard let noise = DiscreteGaussian(variance: try words.number("--variance")) else {
            throw .usage("that is no variance")
        }
        self.noise = noise
    }

    func run() -> JSONValue {
        var random = BufferedRandomness(fill: SecureRandom.bytes)
        var sum = 0
        let start = CPUClock.thread()
        for _ in 0..<draws {
            let value = noise.sample(&random)
            sum += value * value
        }
        let nanoseconds = CPUClock.thread() - start
        return ["cpuNanoseconds": .integer(nanoseconds), "sumOfSquares": .integer(sum)]
    }
}
