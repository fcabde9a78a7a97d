import Foundation

/// Pearson's chi-square test of draws against exact probabilities.
///
/// Every integer that expects at least 25 draws is a bin, and each tail is one. The critical value is the quantile of
/// nominal tail 10^−8 (Wilson and Hilferty), so that even where the approximation is poor a fair sampler is accused
/// less than once in a million runs.
struct GoodnessOfFit {
    let statistic: Double
    let critical: Double
    var passes: Bool { statistic <= critical }

    init(draws: [Int], probability: (Int) -> Double) {
        let count = Double(draws.count)
        var edge = 0
        while probability(edge + 1) * count >= 25 { edge += 1 }
        var observed = [Int: Int]()
        for draw in draws { observed[max(-edge - 1, min(edge + 1, draw)), default: 0] += 1 }
        let inner = (-edge...edge).map { ($0, probability($0)) }
        let tail = (1 - inner.reduce(0) { $0 + $1.1 }) / 2
        let bins = inner + [(-edge - 1, tail), (edge + 1, tail)]
        statistic = bins.reduce(0) { sum, bin in
            let expected = bin.1 * count
            let distance = Double(observed[bin.0] ?? 0) - expected
            return sum + distance * distance / expected
        }
        let degrees = Double(bins.count - 1)
        let ninth = 2 / (9 * degrees)
        critical = degrees * pow(1 - ninth + 5.612 * ninth.squareRoot(), 3)
    }
}

/// The exact probabilities, to the precision of a Double.
enum ExactProbability {
    static func gaussian(variance: Double) -> (Int) -> Double {
        let weight = { (x: Int) in exp(-Double(x * x) / (2 * variance)) }
        let reach = Int(12 * variance.squareRoot()) + 12
        let total = (-reach...reach).reduce(0) { $0 + weight($1) }
        return { weight($0) / total }
    }

    static func laplace(decay: Double) -> (Int) -> Double {
        let factor = tanh(decay / 2)
        return { factor * exp(-Double(abs($0)) * decay) }
    }
}
