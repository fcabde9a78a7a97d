/// A condition as a steward reads it in a list of changes.
extension Condition {
    var words: String {
        switch self {
        case .all(let parts): Self.joined(parts, by: " and ")
        case .any(let parts): Self.joined(parts, by: " or ")
        case .not(let part): "not (\(part.words))"
        case .isTrue(let name): name
        case .present(let name): "\(name) is there"
        case .equals(let left, let right): "\(left.words) = \(right.words)"
        case .contained(let element, let whole): "\(element.words) is one of \(whole.words)"
        case .subset(let part, let whole): "all of \(part.words) are among \(whole.words)"
        case .empty(let operand): "\(operand.words) is empty"
        case .atLeast(let left, let right): "\(left.words) is at least \(right.words)"
        case .before(let left, let right): "\(left.words) is before \(right.words)"
        }
    }

    private static func joined(_ parts: [Condition], by word: String) -> String {
        parts.count == 1 ? parts[0].words : parts.map { "(\($0.words))" }.joined(separator: word)
    }
}

extension Operand {
    fileprivate var words: String {
        switch self {
        case .fact(let name): name
        case .monthsAfter(let fact, let months): "\(fact) plus \(months) months"
        case .literal(.text(let text)): "`\(text)`"
        case .literal(.texts(let texts)): texts.map { "`\($0)`" }.joined(separator: ", ")
        case .literal(let value): value.words
        }
    }
}
