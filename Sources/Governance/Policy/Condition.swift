import Identity

/// One side of a comparison: a fact, perhaps some months later, or a value written in the policy.
enum Operand: Sendable, Hashable {
    case fact(String)
    case monthsAfter(fact: String, months: Int)
    case literal(FactValue)
}

/// What a clause asks of the facts. Checked for types when it is read; no loops, no calls, always ends.
indirect enum Condition: Sendable, Hashable {
    case all([Condition])
    case any([Condition])
    case not(Condition)
    case isTrue(String)
    case present(String)
    case equals(Operand, Operand)
    case contained(Operand, in: Operand)
    case subset(Operand, of: Operand)
    case empty(Operand)
    case atLeast(Operand, Operand)
    case before(Operand, Operand)
}

/// A condition that could not be decided. It always means no.
enum EvaluationError: Error, Hashable {
    case factIsAbsent(String)
    case factHasAnotherType(String)
}

extension Condition {
    /// Whether the facts meet the condition. `all` and `any` stop at the first part that decides.
    ///
    /// Throws where a fact that is read is absent or of another type.
    func holds(_ facts: Facts) throws(EvaluationError) -> Bool {
        switch self {
        case .all(let parts):
            for part in parts where try part.holds(facts) == false { return false }
            return true
        case .any(let parts):
            for part in parts where try part.holds(facts) { return true }
            return false
        case .not(let part): return try part.holds(facts) == false
        case .isTrue(let name):
            guard let value = facts[name] else { throw .factIsAbsent(name) }
            guard case .boolean(let flag) = value else { throw .factHasAnotherType(name) }
            return flag
        case .present(let name): return facts[name] != nil
        case .empty(let operand): return try operand.texts(facts).isEmpty
        case .subset(let part, let whole):
            let whole = try whole.texts(facts)
            return try part.texts(facts).allSatisfy(whole.contains)
        case .contained(let element, let whole):
            return try whole.texts(facts).contains(try element.text(facts))
        case .equals(let left, let right): return try left.scalar(facts) == right.scalar(facts)
        case .atLeast(let left, let right): return try left.number(facts) >= right.number(facts)
        case .before(let left, let right): return try left.number(facts) < right.number(facts)
        }
    }
}

/// Text as its bytes: Swift's own equality follows Unicode equivalence, which no identifier may.
private typealias Bytes = [UInt8]

extension Operand {
    private func value(_ facts: Facts) throws(EvaluationError) -> FactValue {
        switch self {
        case .literal(let value): return value
        case .fact(let name):
            guard let value = facts[name] else { throw .factIsAbsent(name) }
            return value
        case .monthsAfter(let name, let months):
            guard let value = facts[name] else { throw .factIsAbsent(name) }
            guard case .day(let day) = value else { throw .factHasAnotherType(name) }
            return .day(day.adding(months: months))
        }
    }

    fileprivate func texts(_ facts: Facts) throws(EvaluationError) -> Set<Bytes> {
        guard case .texts(let texts) = try value(facts) else { throw .factHasAnotherType(name) }
        return Set(texts.map { Bytes($0.utf8) })
    }

    fileprivate func text(_ facts: Facts) throws(EvaluationError) -> Bytes {
        guard case .text(let text) = try value(facts) else { throw .factHasAnotherType(name) }
        return Bytes(text.utf8)
    }

    /// An integer, or the number of a day.
    fileprivate func number(_ facts: Facts) throws(EvaluationError) -> Int {
        switch try value(facts) {
        case .integer(let number): return number
        case .day(let day): return day.number
        case .boolean, .text, .texts: throw .factHasAnotherType(name)
        }
    }

    fileprivate func scalar(_ facts: Facts) throws(EvaluationError) -> Scalar {
        switch try value(facts) {
        case .text(let text): return .text(Bytes(text.utf8))
        case .integer(let number): return .number(number)
        case .day(let day): return .number(day.number)
        case .boolean, .texts: throw .factHasAnotherType(name)
        }
    }

    private var name: String {
        switch self {
        case .fact(let name), .monthsAfter(let name, _): name
        case .literal: "literal"
        }
    }
}

private enum Scalar: Hashable {
    case text(Bytes)
    case number(Int)
}
