/// Which of a number of units or rows a condition holds for.
enum Mask: Sendable {
    case all
    case none
    /// 1 or 0 for each.
    case each([UInt8])

    mutating func formIntersection(_ other: Mask) {
        switch (self, other) {
        case (.none, _), (_, .all): break
        case (.all, _), (_, .none): self = other
        case (.each(var own), .each(let others)):
            self = .none  // so that the array is held once, and changed where it is
            var span = own.mutableSpan
            let factors = others.span
            for place in 0..<span.count { span[place] &= factors[place] }
            self = .each(own)
        }
    }

    mutating func formUnion(_ other: Mask) {
        switch (self, other) {
        case (.all, _), (_, .none): break
        case (.none, _), (_, .all): self = other
        case (.each(var own), .each(let others)):
            self = .none
            var span = own.mutableSpan
            let terms = others.span
            for place in 0..<span.count { span[place] |= terms[place] }
            self = .each(own)
        }
    }

    /// Takes out some places.
    mutating func remove(_ places: [Int], of count: Int) {
        guard !places.isEmpty else { return }
        var all: [UInt8]
        switch self {
        case .none: return
        case .all: all = Array(repeating: 1, count: count)
        case .each(let own): all = own
        }
        self = .none
        for place in places { all[place] = 0 }
        self = .each(all)
    }

    /// One number for each.
    func numbers(count: Int) -> [UInt8] {
        switch self {
        case .all: Array(repeating: 1, count: count)
        case .none: Array(repeating: 0, count: count)
        case .each(let own): own
        }
    }
}

extension Mask {
    /// Where this holds and another does not.
    func without(_ other: Mask) -> Mask {
        switch other {
        case .none: return self
        case .all: return .none
        case .each(let others):
            var mask = self
            mask.formIntersection(.each(others.map { 1 - $0 }))
            return mask
        }
    }
}
