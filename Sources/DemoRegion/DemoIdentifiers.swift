/// NHS numbers that are right in form and given to nobody: they begin with 9.
struct DemoIdentifiers {
    private var step: Int
    /// A prime just below 10⁸: its multiples by anything else visit each remainder once.
    private static let prime = 99_999_989
    private static let stride = 48_271

    init(random: inout DemoRandomness) { step = random.below(1_000_000) + 1 }

    /// Numbers of people who are on no register: their steps are none that a population or another part reaches.
    init(strangersOf part: DemoPart) { step = 40_000_000 + part.number * 100_000 }

    mutating func next() -> Int {
        while true {
            let base = 900_000_000 + step * Self.stride % Self.prime
            step += 1
            if let check = Self.checkDigit(base) { return base * 10 + check }
        }
    }

    /// `943 476 5919`: the same number as some feeds write it.
    static func spaced(_ identifier: Int) -> String {
        let digits = "\(identifier)"
        return "\(digits.prefix(3)) \(digits.dropFirst(3).prefix(3)) \(digits.dropFirst(6))"
    }

    /// The check digit modulus 11 of nine digits; nil where it would be 10 and the number is never given.
    private static func checkDigit(_ base: Int) -> Int? {
        var (rest, sum) = (base, 0)
        for weight in 2...10 {
            sum += rest % 10 * weight
            rest /= 10
        }
        let check = (11 - sum % 11) % 11
        return check == 10 ? nil : check
    }
}
