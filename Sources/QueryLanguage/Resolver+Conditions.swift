import Catalogue
import JSON

extension Resolver {
    private static let kinds = ["all", "any", "not", "some", "variable"]

    /// Reads a condition: `all`, `any`, `not`, `some`, or a variable with `in`, `from` and `to`, or `missing`.
    mutating func clause(_ cursor: JSONCursor, in scope: Scope, depth: Int) throws(QueryError) -> Clause {
        clauses += 1
        guard clauses <= Self.maximumClauses, depth <= Self.maximumDepth else {
            throw QueryError(cursor.pointer, .tooComplex)
        }
        let fields = try cursor.queryFields(
            "all", "any", "not", "some", "variable", "via", "at", "in", "from", "to", "missing", "where", "during",
            "atLeast", "atMost", "which")
        let kinds = Self.kinds.filter { fields[$0] != nil }
        guard kinds.count == 1 else {
            throw cursor.malformed("say exactly one of `all`, `any`, `not`, `some` and `variable`")
        }
        switch kinds[0] {
        case "all": return try junction(cursor, "all", in: scope, depth: depth)
        case "any": return try junction(cursor, "any", in: scope, depth: depth)
        case "not":
            let inner = try clause(cursor.queryFields("not").need("not"), in: scope, depth: depth + 1)
            return Clause(
                condition: inner.condition.negated, words: "not (\(inner.words))", missing: inner.missing)
        case "some": return try some(cursor, in: scope, depth: depth)
        default: return try variableClause(cursor, in: scope)
        }
    }

    private mutating func junction(
        _ cursor: JSONCursor, _ kind: String, in scope: Scope, depth: Int
    ) throws(QueryError) -> Clause {
        let place = try cursor.queryFields(kind).need(kind)
        var parts: [Clause] = []
        for element in try place.queryArray() { parts.append(try clause(element, in: scope, depth: depth + 1)) }
        guard !parts.isEmpty else { throw QueryError(place.pointer, .emptySet) }
        let conditions = parts.map(\.condition)
        let missing = parts.compactMap(\.missing)
        let isAll = kind == "all"
        let words = parts.map(\.words).joined(separator: isAll ? " and " : " or ")
        return Clause(
            condition: isAll ? .all(conditions) : .any(conditions), words: isAll ? words : "(\(words))",
            missing: missing.isEmpty ? nil : .any(missing))
    }

    /// `{"some": "care_event", "where": …, "during": …, "atLeast": 1}`
    private mutating func some(_ cursor: JSONCursor, in scope: Scope, depth: Int) throws(QueryError) -> Clause {
        let fields = try cursor.queryFields("some", "via", "where", "during", "at", "atLeast", "atMost", "which")
        guard case .units = scope else {
            throw QueryError(cursor.pointer, .notOffered("`some` inside a condition on rows"))
        }
        let place = try fields.need("some")
        if let which = fields["which"] { return try outermost(which, place, fields, depth: depth) }
        let rows = try selection(of: dataset(place), place, fields, state: fields["at"], depth: depth)
        let atLeast = try fields["atLeast"]?.queryInteger(in: 0...1_000_000) ?? 1
        let atMost = try fields["atMost"].map { (place) throws(QueryError) in
            try place.queryInteger(in: 0...1_000_000)
        }
        if let atMost, atMost < atLeast { throw QueryError(fields.pointer, .emptySet) }
        let words = "\(atLeast)\(atMost.map { " to \($0)" } ?? " or more") of \(rows.words)"
        return Clause(
            condition: .test(.rows(rows.selection), .counts(atLeast: atLeast, atMost: atMost)), words: words,
            missing: nil)
    }

    /// `{"some": "gp_condition", "where": …, "during": …, "which": "first"}`: the first of all rows that `where` selects, at
    /// any time, is in the period. So there is one in it, and none before it; for `last` none after it.
    private mutating func outermost(
        _ which: JSONCursor, _ place: JSONCursor, _ fields: JSONFields, depth: Int
    ) throws(QueryError) -> Clause {
        let beyond = try which.queryChoice([("first", PeriodPart.before), ("last", PeriodPart.after)])
        for name in ["at", "atLeast", "atMost"] {
            guard let other = fields[name] else { continue }
            throw other.malformed("say `\(name)` or `which`, not both")
        }
        guard fields["during"] != nil else { throw which.malformed("say `during` too: when it was") }
        let dataset = try dataset(place)
        let inside = try selection(of: dataset, place, fields, state: nil, depth: depth)
        var conditions = [Condition.test(.rows(inside.selection), .counts(atLeast: 1, atMost: nil))]
        do throws(QueryError) {
            let outside = try selection(of: dataset, place, fields, state: nil, depth: depth, part: beyond)
            conditions.append(.test(.rows(outside.selection), .counts(atLeast: 0, atMost: 0)))
        } catch {
            // The data begin or end with the period.
            guard error.problem == .selectsNobody else { throw error }
        }
        return Clause(
            condition: .all(conditions),
            words: "the \(beyond == .before ? "first" : "last") of \(inside.words)", missing: nil)
    }

    private mutating func variableClause(_ cursor: JSONCursor, in scope: Scope) throws(QueryError) -> Clause {
        let fields = try cursor.queryFields("variable", "via", "at", "in", "from", "to", "missing")
        let reference = try reference(
            fields.need("variable"), via: fields["via"], at: fields["at"], in: scope, allowsManyRows: false)
        let ways = [fields["in"] != nil, fields["from"] != nil || fields["to"] != nil, fields["missing"] != nil]
        guard ways.count(where: { $0 }) == 1 else {
            throw cursor.malformed("say exactly one of `in`, `from` with `to`, and `missing`")
        }
        let asked: AskedSet =
            if let place = fields["in"] {
                try list(place, of: reference)
            } else if let place = fields["missing"] {
                try missing(place, of: reference)
            } else {
                try range(fields, of: reference)
            }
        return Clause(
            condition: reference.test(asked.contains, noRow: asked.noRow), words: "\(reference.words) \(asked.words)",
            missing: reference.isMissing)
    }
}
