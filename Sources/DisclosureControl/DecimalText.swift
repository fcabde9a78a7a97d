/// Which way a division goes that does not come out even.
enum Rounding: Sendable {
    case down, nearest, up
}

/// numerator ∕ denominator as a whole number, halves upwards; the denominator is positive.
func divide(_ numerator: Int128, by denominator: Int128, rounding: Rounding) -> Int128 {
    func floor(_ above: Int128, _ below: Int128) -> Int128 {
        let (quotient, remainder) = above.quotientAndRemainder(dividingBy: below)
        return remainder < 0 ? quotient - 1 : quotient
    }
    return switch rounding {
    case .down: floor(numerator, denominator)
    case .nearest: floor(2 * numerator + denominator, 2 * denominator)
    case .up: -floor(-numerator, denominator)
    }
}

/// scaled × 10^−decimals with every decimal written, such as `212.4` for 2124 and 1.
func decimalText(_ scaled: Int128, decimals: Int) -> String {
    let digits = String(scaled.magnitude)
    let sign = scaled < 0 ? "-" : ""
    guard decimals > 0 else { return sign + digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
}

/// 10^exponent.
func powerOfTen(_ exponent: Int) -> Int128 { (0..<exponent).reduce(1) { power, _ in power * 10 } }
