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
            "atLeast", "atMost")
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
        let fields = try cursor.queryFields("some", "via", "where", "during", "at", "atLeast", "atMost")
        guard case .units = scope else {
            throw QueryError(cursor.pointer, .notOffered("`some` inside a condition on rows"))
        }
        let place = try fields.need("some")
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
