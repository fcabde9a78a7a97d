import Catalogue
import JSON

extension Resolver {
    static let maximumDimensions = 4
    static let maximumCells = 1_000_000

    /// `"by": ["person.borough", {"variable": "person.age", "at": "2025-04", "grouping": "tenYear"}]`
    mutating func dimensions(_ cursor: JSONCursor?, measures: MeasureList) throws(QueryError) -> [Dimension] {
        guard let cursor else { return [] }
        let elements = try cursor.queryArray()
        guard elements.count <= Self.maximumDimensions else {
            throw QueryError(cursor.pointer, .tooManyDimensions(limit: Self.maximumDimensions))
        }
        var result: [Dimension] = []
        var cells = 1
        for element in elements {
            let dimension = try dimension(element, measures: measures)
            guard !result.contains(where: { $0.name == dimension.name || $0.canonical == dimension.canonical }) else {
                throw QueryError(element.pointer, .repeatedDimension(variable: "\(dimension.name)"))
            }
            if let rows = dimension.rows, let first = result.lazy.compactMap(\.rows).first, first != rows {
                throw QueryError(element.pointer, .severalRowSelections)
            }
            // At most a million before, and at most 200,003 groups: no overflow.
            cells *= dimension.groups.count
            guard cells <= Self.maximumCells else {
                throw QueryError(cursor.pointer, .tooManyCells(limit: Self.maximumCells))
            }
            result.append(dimension)
        }
        if let placed = result.lazy.compactMap(\.rows).first {
            for count in measures.rowCounts
            where count.rows.selection.dataset != placed.dataset || count.rows.selection.via != nil {
                throw QueryError(count.pointer, .eventsOutsideRows(dataset: "\(count.rows.dataset.id)"))
            }
            if let whole = measures.ofWholeUnits.first {
                throw QueryError(whole.pointer, .ofWholeUnits(what: whole.what))
            }
        }
        return result
    }

    mutating func dimension(
        _ cursor: JSONCursor, measures: MeasureList, allowsManyRows: Bool = true
    ) throws(QueryError) -> Dimension {
        var fields: JSONFields?
        var place = cursor
        if case .object = cursor.value {
            let members = try cursor.queryFields("variable", "via", "at", "grouping", "where", "during")
            fields = members
            place = try members.need("variable")
        }
        let reference = try reference(
            place, via: fields?["via"], at: fields?["at"], in: .units, allowsManyRows: allowsManyRows)
        let grouping = try grouping(fields?["grouping"], of: reference, at: cursor)
        try noteVintage(of: reference, grouping, pointer: place.pointer)
        let isOfRows = reference.dataset.rowsPerUnit == .many
        if !isOfRows, let place = fields?["where"] ?? fields?["during"] {
            throw QueryError(place.pointer, .oneRow(dataset: "\(reference.dataset.id)"))
        }
        let rows = isOfRows ? try placedRows(reference.dataset, fields, at: cursor, measures: measures) : nil
        let (groups, groupOf) = Self.groups(grouping, of: reference)
        return Dimension(
            name: reference.name, grouping: grouping.name, at: reference.at, column: reference.column, groups: groups,
            groupOf: groupOf, rows: rows,
            canonical: canonical(reference.column, groups.count, groupOf, rows))
    }

    /// The named grouping, or the finest one where that may be used.
    func grouping(
        _ place: JSONCursor?, of reference: VariableReference, at cursor: JSONCursor
    ) throws(QueryError) -> Grouping {
        let asked = try place?.queryString() ?? Grouping.finestName
        if let grouping = reference.variable.groupings.first(where: { $0.name.utf8.elementsEqual(asked.utf8) }),
            grouping.isAddressable
        {
            return grouping
        }
        throw QueryError(
            place?.pointer ?? cursor.pointer,
            .unknownGrouping(
                variable: "\(reference.name)",
                declared: reference.variable.groupings.filter(\.isAddressable).map(\.name)))
    }

    /// The grouping's groups, then one for each way of being missing; *no row* is *not linked*.
    private static func groups(_ grouping: Grouping, of reference: VariableReference) -> ([Category], [Int?]) {
        let domain = reference.variable.domain
        var kinds = domain.missing
        if reference.canLackRow, !kinds.contains(.notLinked) { kinds.append(.notLinked) }
        let groups = grouping.groups + kinds.map { Category(code: $0.code, title: $0.title) }
        let notLinked = kinds.firstIndex(of: .notLinked).map { grouping.groups.count + $0 }
        let groupOf = reference.codeOf.map { code -> Int? in
            code < grouping.groupOf.count
                ? grouping.groupOf[code] : grouping.groups.count + code - grouping.groupOf.count
        }
        return (groups, groupOf + [reference.canLackRow ? notLinked : nil])
    }

    /// The rows that put a unit into cells: by the dimension's own `where` and `during`. A period that it leaves out is
    /// that of the measures, where all of them that count these rows have the same.
    private mutating func placedRows(
        _ dataset: Dataset, _ fields: JSONFields?, at cursor: JSONCursor, measures: MeasureList
    ) throws(QueryError) -> RowSelection {
        var period: Condition?
        if let fields, fields["during"] != nil {
            period = try self.period(fields, state: nil, of: dataset)?.clause.condition
        } else if dataset.timeVariable != nil {
            let periods = Set(measures.rowCounts.filter { $0.rows.dataset.id == dataset.id }.map(\.rows.period))
            guard periods.count == 1, let common = periods.first, let common else {
                throw QueryError(cursor.pointer, .duringMissing(dataset: "\(dataset.id)"))
            }
            period = common
        }
        let condition = try fields?["where"].map { (inner) throws(QueryError) in
            try clause(inner, in: .rows(dataset), depth: 1).condition
        }
        let rows = try settle(.all([period, condition].compactMap { $0 }), pointer: cursor.pointer)
        return RowSelection(dataset: dataset.id, via: nil, rows: rows)
    }

    private func canonical(_ column: Column, _ groups: Int, _ groupOf: [Int?], _ rows: RowSelection?) -> JSONValue {
        var members = [[Int]](repeating: [], count: groups)
        for (code, group) in groupOf.enumerated() { if let group { members[group].append(code) } }
        var object = column.canonical(in: catalogue)
        object["groups"] = .array(
            members.map { CodeSet(size: groupOf.count, members: $0).canonical(of: column, in: catalogue) })
        if let rows { object["rows"] = rows.canonical(in: catalogue) }
        return .object(object)
    }
}

extension MissingKind {
    var title: String {
        switch self {
        case .notStated: "Not stated"
        case .notLinked: "Not linked"
        case .notYet: "Not yet"
        }
    }
}
