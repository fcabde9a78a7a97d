/// How the exact profiles round what they show.
package enum RoundingMode: Sendable, Hashable {
    case exact
    /// To the nearest multiple of 5, halves cannot occur.
    case nearestFive
    /// To the middle of 1...6, 7...12, …: 3, 9, …; 0 stays 0.
    case midpointSix

    /// As profiles name it.
    package var name: String {
        switch self {
        case .exact: "none"
        case .nearestFive: "5"
        case .midpointSix: "midpoint-6"
        }
    }

    /// By how much a shown number may be off.
    package var error: Int {
        switch self {
        case .exact: 0
        case .nearestFive: 2
        case .midpointSix: 3
        }
    }

    /// The shown number for a count of 0 or more, at most 2^62.
    package func shown(_ value: Int) -> Int {
        switch self {
        case .exact: value
        case .nearestFive: (value + 2) / 5 * 5
        case .midpointSix: value == 0 ? 0 : (value - 1) / 6 * 6 + 3
        }
    }

    /// Every count that is shown as this number.
    ///
    /// *Proof.* 5: (v + 2) ∕ 5 is m for v in 5m − 2 ... 5m + 2. Midpoint 6: (v − 1) ∕ 6 is m for v in 6m + 1 ... 6m + 6,
    /// all shown as 6m + 3. ∎
    package func possible(_ shown: Int) -> ClosedRange<Int> {
        switch self {
        case .exact: shown...shown
        case .nearestFive: max(0, shown - 2)...(shown + 2)
        case .midpointSix: shown == 0 ? 0...0 : (shown - 2)...(shown + 3)
        }
    }
}
