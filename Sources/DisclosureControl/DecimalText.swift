/// Which way a division goes that does not come out even.
enum Rounding: Sendable {
    case down, nearest, up
}

/// numerator ∕ denominator as a whole number; the numerator is not negative, the denominator is positive.
func divide(_ numerator: Int128, by denominator: Int128, rounding: Rounding) -> Int128 {
    switch rounding {
    case .down: numerator / denominator
    case .nearest: (2 * numerator + denominator) / (2 * denominator)
    case .up: (numerator + denominator - 1) / denominator
    }
}

/// scaled × 10^−decimals with every decimal written, such as `212.4` for 2124 and 1; `scaled` is not negative.
func decimalText(_ scaled: Int128, decimals: Int) -> String {
    let digits = String(scaled)
    guard decimals > 0 else { return digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return "\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
}

/// 10^exponent.
func powerOfTen(_ exponent: Int) -> Int128 { (0..<exponent).reduce(1) { power, _ in power * 10 } }
