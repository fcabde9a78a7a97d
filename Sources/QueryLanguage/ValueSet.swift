/// A set of the values that one test of a condition looks at: column codes, or numbers of rows.
enum ValueSet: Sendable, Hashable {
    /// One entry for each column code that can occur.
    case codes([Bool])
    /// Ranges of counts that rise and do not touch.
    case counts([ClosedRange<Int>])

    /// More rows than any unit has: stands for "without end".
    static let endless = Int.max

    static func counts(atLeast: Int, atMost: Int?) -> ValueSet {
        let end = atMost ?? endless
        return .counts(atLeast <= end ? [atLeast...end] : [])
    }

    var whole: ValueSet {
        switch self {
        case .codes(let table): .codes(table.map { _ in true })
        case .counts: .counts([0...Self.endless])
        }
    }

    var isEmpty: Bool {
        switch self {
        case .codes(let table): !table.contains(true)
        case .counts(let ranges): ranges.isEmpty
        }
    }

    var isWhole: Bool { self == whole }

    /// The least value; sets that do not overlap are put in the order of their least values.
    var least: Int {
        switch self {
        case .codes(let table): table.firstIndex(of: true) ?? table.count
        case .counts(let ranges): ranges.first?.lowerBound ?? Self.endless
        }
    }

    /// How much work an operation on the set is.
    var weight: Int {
        switch self {
        case .codes(let table): table.count
        case .counts(let ranges): ranges.count
        }
    }

    var complement: ValueSet {
        switch self {
        case .codes(let table): return .codes(table.map { !$0 })
        case .counts(let ranges):
            var gaps: [ClosedRange<Int>] = []
            var next = 0
            for range in ranges {
                if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
                guard range.upperBound < Self.endless else { return .counts(gaps) }
                next = range.upperBound + 1
            }
            return .counts(gaps + [next...Self.endless])
        }
    }

    /// What both hold. Sets of different kinds never meet: each belongs to one test.
    func intersection(_ other: ValueSet) -> ValueSet {
        switch (self, other) {
        case (.codes(let a), .codes(let b)): return .codes(zip(a, b).map { pair in pair.0 && pair.1 })
        case (.counts(let a), .counts(let b)):
            let pieces = a.flatMap { left in
                b.compactMap { right in
                    left.overlaps(right) ? left.clamped(to: right) : nil
                }
            }
            return .counts(pieces.sorted { $0.lowerBound < $1.lowerBound })
        case (.codes, .counts), (.counts, .codes): preconditionFailure("each test has one kind of set")
        }
    }

    func union(_ other: ValueSet) -> ValueSet { complement.intersection(other.complement).complement }
}
