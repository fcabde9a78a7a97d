import Catalogue
import JSON

/// A set of a variable's codes, as asked.
struct AskedSet {
    /// One entry for each code of the variable's domain.
    var contains: [Bool]
    var noRow: Bool
    let words: String
}

extension Resolver {
    /// `"in": ["F", "a65-74", "_notStated"]`: codes of any grouping, numbers for ages and integers.
    mutating func list(_ place: JSONCursor, of reference: VariableReference) throws(QueryError) -> AskedSet {
        let elements = try place.queryArray()
        guard !elements.isEmpty else { throw QueryError(place.pointer, .emptySet) }
        let domain = reference.variable.domain
        var contains = [Bool](repeating: false, count: domain.size)
        var noRow = false
        var titles: [String] = []
        for element in elements {
            if reference.canLackRow, case .string(MissingKind.notLinked.code) = element.value {
                noRow = true
                if let code = domain.code(of: .notLinked) { contains[code] = true }
                titles.append(MissingKind.notLinked.code)
                continue
            }
            let (code, values) = try values(element, of: reference)
            for value in values { contains[value] = true }
            titles.append(titles.count < 5 ? title(code, of: reference.variable) : code)
        }
        guard onGrouping(contains, reference.variable) else {
            throw offGrouping(place.pointer, reference, nearest: [])
        }
        let more = titles.count > 5 ? " and \(titles.count - 5) more" : ""
        return AskedSet(
            contains: contains, noRow: noRow, words: "in " + titles.prefix(5).joined(separator: ", ") + more)
    }

    /// `"missing": true` for every way, or `"missing": ["notStated"]`.
    func missing(_ place: JSONCursor, of reference: VariableReference) throws(QueryError) -> AskedSet {
        let domain = reference.variable.domain
        var kinds = Set(MissingKind.allCases)
        if case .bool(let flag) = place.value {
            guard flag else { throw place.malformed("say `true`, or a list; wrap it in `not` for the opposite") }
        } else {
            kinds = []
            for element in try place.queryArray() {
                let kind = try element.queryChoice(MissingKind.allCases.map { ($0.rawValue, $0) })
                guard domain.missing.contains(kind) || kind == .notLinked && reference.canLackRow else {
                    let declared = domain.missing.map(\.rawValue) + (reference.canLackRow ? ["notLinked"] : [])
                    throw QueryError(element.pointer, .unknownCode(variable: "\(reference.name)", nearest: declared))
                }
                kinds.insert(kind)
            }
        }
        var contains = [Bool](repeating: false, count: domain.size)
        for kind in kinds { if let code = domain.code(of: kind) { contains[code] = true } }
        let noRow = kinds.contains(.notLinked) && reference.canLackRow
        guard contains.contains(true) || noRow else { throw QueryError(place.pointer, .emptySet) }
        return AskedSet(contains: contains, noRow: noRow, words: "is missing")
    }

    /// `"from"` and `"to"`, both included; without one of them the range runs to the end of the domain.
    mutating func range(_ fields: JSONFields, of reference: VariableReference) throws(QueryError) -> AskedSet {
        let domain = reference.variable.domain
        let last = domain.categories.count - 1
        guard domain.isOrdered else {
            throw (fields["from"] ?? fields["to"])?.malformed("only ordered variables have ranges: use `in`")
                ?? QueryError(fields.pointer, .emptySet)
        }
        let start = try fields["from"].map { (place) throws(QueryError) in try values(place, of: reference) }
        let end = try fields["to"].map { (place) throws(QueryError) in try values(place, of: reference) }
        let from = start?.values.first ?? 0
        let to = end?.values.last ?? last
        guard from <= to, to <= last else { throw QueryError(fields.pointer, .emptySet) }
        let contains = (0..<domain.size).map { (from...to).contains($0) }
        guard onGrouping(contains, reference.variable) else {
            throw offEdge(fields, from: from, to: to, of: reference)
        }
        let words = [start.map { "from \($0.code)" }, end.map { "to \($0.code)" }].compactMap { $0 }
        return AskedSet(contains: contains, noRow: false, words: words.joined(separator: " "))
    }

    /// The values behind a code or a number. Ways of being missing have codes too, but are no edges.
    private mutating func values(
        _ place: JSONCursor, of reference: VariableReference
    ) throws(QueryError) -> (code: String, values: [Int]) {
        let isNumber = reference.variable.type == .age || reference.variable.type == .integer
        let code: String
        if isNumber, case .integer(let number) = place.value {
            code = "\(number)"
        } else {
            code = try place.queryString()
        }
        let table = codeTables[reference.name] ?? Self.codeTable(reference.variable)
        codeTables[reference.name] = table
        guard let values = table[code] else {
            let addressable = reference.variable.groupings.filter(\.isAddressable)
            let groups = addressable.min { $0.groups.count < $1.groups.count }?.groups.map(\.code) ?? []
            let finest = addressable.first?.groups.map(\.code) ?? []
            // A long code list is not searched for look-alikes: that would cost more than the answer is worth.
            let near = finest.count <= 5_000 ? nearestNames(to: code, in: finest) : []
            let nearest = near.isEmpty ? Array(groups.prefix(3) + groups.suffix(1)) : near
            throw QueryError(place.pointer, .unknownCode(variable: "\(reference.name)", nearest: nearest))
        }
        return (code, values)
    }

    /// Where two groupings share a code it means the same values: the catalogue's reader sees to that.
    private static func codeTable(_ variable: Variable) -> [String: [Int]] {
        var table: [String: [Int]] = [:]
        for (index, category) in variable.domain.categories.enumerated() { table[category.code] = [index] }
        for grouping in variable.groupings {
            for (group, members) in zip(grouping.groups, grouping.members) { table[group.code] = members }
        }
        for (index, kind) in variable.domain.missing.enumerated() {
            table[kind.code] = [variable.domain.categories.count + index]
        }
        return table
    }

    private func title(_ code: String, of variable: Variable) -> String {
        for grouping in variable.groupings {
            if let group = grouping.groups.first(where: { $0.code == code }) { return group.title }
        }
        return code
    }

    private func onGrouping(_ contains: [Bool], _ variable: Variable) -> Bool {
        variable.groupings.contains { $0.isAddressable && Self.isWholeGroups(contains, of: $0.groupOf) }
    }

    private func offGrouping(_ pointer: String, _ reference: VariableReference, nearest: [String]) -> QueryError {
        QueryError(
            pointer,
            .offGrouping(
                variable: "\(reference.name)",
                declared: reference.variable.groupings.filter(\.isAddressable).map(\.name), nearest: nearest))
    }

    /// Names the edge that no grouping has, and the declared edges on both sides of it.
    private func offEdge(
        _ fields: JSONFields, from: Int, to: Int, of reference: VariableReference
    ) -> QueryError {
        let categories = reference.variable.domain.categories
        var starts: Set<Int> = [0, categories.count]
        for grouping in reference.variable.groupings where grouping.isAddressable {
            for index in categories.indices.dropFirst() where grouping.groupOf[index] != grouping.groupOf[index - 1] {
                starts.insert(index)
            }
        }
        func around(_ edge: Int) -> [Int] {
            [starts.filter { $0 < edge }.max(), starts.filter { $0 > edge }.min()].compactMap { $0 }
        }
        if let place = fields["from"], !starts.contains(from) {
            let nearest = around(from).filter { $0 < categories.count }.map { categories[$0].code }
            return offGrouping(place.pointer, reference, nearest: nearest)
        }
        if let place = fields["to"], !starts.contains(to + 1) {
            let nearest = around(to + 1).filter { $0 > 0 }.map { categories[$0 - 1].code }
            return offGrouping(place.pointer, reference, nearest: nearest)
        }
        return offGrouping(fields.pointer, reference, nearest: [])
    }
}
