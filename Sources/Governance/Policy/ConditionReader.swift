import Identity
import JSON

/// Reads conditions, and refuses what could not be decided later: unknown facts, wrong types, facts told too late.
struct ConditionReader {
    let schema: FactSchema
    let moments: Set<PolicyMoment>

    private static let operators = [
        "all", "any", "not", "is", "present", "equals", "in", "subsetOf", "empty", "atLeast", "before",
    ]

    /// Reads an object of one member: the operator and what it is applied to. Throws a `JSONError` with the place.
    func condition(_ cursor: JSONCursor) throws(JSONError) -> Condition {
        let fields = try cursor.object()
        guard let name = fields.names.first, fields.names.count == 1, let argument = fields[name] else {
            throw cursor.fail("a condition has one operator: " + Self.operators.joined(separator: ", "))
        }
        switch name {
        case "all": return .all(try conditions(argument))
        case "any": return .any(try conditions(argument))
        case "not": return .not(try condition(argument))
        case "is": return .isTrue(try fact(argument, .boolean).name)
        case "present": return .present(try absentFact(argument))
        case "empty": return .empty(try operand(argument, [.texts]))
        case "equals":
            let (left, right) = try pair(argument, [.text, .integer, .day], [.text, .integer, .day])
            return .equals(left, right)
        case "in":
            let (element, whole) = try pair(argument, [.text], [.texts])
            return .contained(element, in: whole)
        case "subsetOf":
            let (part, whole) = try pair(argument, [.texts], [.texts])
            return .subset(part, of: whole)
        case "atLeast":
            let (left, right) = try pair(argument, [.integer, .day], [.integer, .day])
            return .atLeast(left, right)
        case "before":
            let (left, right) = try pair(argument, [.day], [.day])
            return .before(left, right)
        default:
            try fields.allowOnly(Self.operators)
            throw argument.fail("unknown operator")
        }
    }

    private func conditions(_ cursor: JSONCursor) throws(JSONError) -> [Condition] {
        var result: [Condition] = []
        for element in try cursor.array() { result.append(try condition(element)) }
        guard !result.isEmpty else { throw cursor.fail("name at least one condition") }
        return result
    }

    /// A fact by its name, told at every moment of the check, of this type.
    private func fact(_ cursor: JSONCursor, _ type: FactType) throws(JSONError) -> DeclaredFact {
        let fact = try known(cursor)
        guard fact.type == type else {
            throw cursor.fail("`\(fact.name)` is a \(fact.type.rawValue), expected a \(type.rawValue)")
        }
        return fact
    }

    private func absentFact(_ cursor: JSONCursor) throws(JSONError) -> String {
        let fact = try known(cursor)
        guard fact.mayBeAbsent else { throw cursor.fail("`\(fact.name)` is always present") }
        return fact.name
    }

    private func known(_ cursor: JSONCursor) throws(JSONError) -> DeclaredFact {
        let fact = try schema.fact(named: cursor)
        guard moments.isSubset(of: fact.moments) else {
            throw cursor.fail("`\(fact.name)` is not known at every moment of this check")
        }
        return fact
    }

    /// Two operands of one type, or of a pair of types where the lists differ.
    private func pair(
        _ cursor: JSONCursor, _ left: Set<FactType>, _ right: Set<FactType>
    ) throws(JSONError) -> (Operand, Operand) {
        let both = try cursor.array()
        guard both.count == 2 else { throw cursor.fail("expected two operands") }
        let first = try typed(both[0], left)
        let second = try typed(both[1], left == right ? [first.type] : right)
        return (first.operand, second.operand)
    }

    private func operand(_ cursor: JSONCursor, _ types: Set<FactType>) throws(JSONError) -> Operand {
        try typed(cursor, types).operand
    }

    private func typed(
        _ cursor: JSONCursor, _ types: Set<FactType>
    ) throws(JSONError) -> (operand: Operand, type: FactType) {
        let (operand, type) = try read(cursor)
        guard types.contains(type) else {
            let expected = types.map(\.rawValue).sorted().joined(separator: " or ")
            throw cursor.fail("expected \(expected), found \(type.rawValue)")
        }
        return (operand, type)
    }

    private func read(_ cursor: JSONCursor) throws(JSONError) -> (Operand, FactType) {
        switch cursor.value {
        case .integer(let number): return (.literal(.integer(number)), .integer)
        case .string(let text): return (.literal(.text(text)), .text)
        case .array(let elements):
            var texts: [String] = []
            for element in try cursor.array() { texts.append(try element.string()) }
            guard !elements.isEmpty else { throw cursor.fail("write at least one text, or use `empty`") }
            return (.literal(.texts(texts)), .texts)
        case .object: return try objectOperand(cursor)
        case .null, .bool: throw cursor.fail("expected a fact, an integer, a text or a list of texts")
        }
    }

    /// `{"fact": name}`, `{"fact": name, "plusMonths": 12}` or `{"day": "2026-03-31"}`.
    private func objectOperand(_ cursor: JSONCursor) throws(JSONError) -> (Operand, FactType) {
        let fields = try cursor.object()
        if let day = fields.optional("day") {
            try fields.allowOnly("day")
            return (.literal(.day(try day.day())), .day)
        }
        try fields.allowOnly("fact", "plusMonths")
        let member = try fields.required("fact")
        if let months = fields.optional("plusMonths") {
            let name = try fact(member, .day).name
            return (.monthsAfter(fact: name, months: try months.integer(in: 1...1200)), .day)
        }
        let fact = try known(member)
        return (.fact(fact.name), fact.type)
    }
}
