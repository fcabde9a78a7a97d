import Catalogue
import JSON

/// Rows that a query selects, with the period they are from.
struct SelectedRows {
    let dataset: Dataset
    let selection: RowSelection
    let period: Condition?
    /// The months of the period, where it is made of whole months.
    let months: ClosedRange<Month>?
    /// The link that leads from the rows' units to the query's.
    let link: Link?
    let words: String
}

/// Which rows a period stands for.
enum PeriodPart {
    case before, within, after
}

extension Resolver {
    /// The dataset whose name stands at a place.
    func dataset(_ place: JSONCursor) throws(QueryError) -> Dataset {
        let text = try place.queryString()
        if let id = DatasetID(text), let dataset = catalogue.dataset(id) { return dataset }
        let known = catalogue.datasets.map { "\($0.id)" }
        throw QueryError(place.pointer, .unknownDataset(nearest: nearestNames(to: text, in: known)))
    }

    /// Rows of a dataset, by `where` and `during`, that belong to the units of the query.
    /// - Parameters:
    ///   - state: the month of `at`, where it may be said.
    ///   - part: which rows `during` stands for.
    ///   - more: conditions on rows that are not the asker's, such as that a value is there.
    mutating func selection(
        of dataset: Dataset, _ place: JSONCursor, _ fields: JSONFields, state: JSONCursor?, depth: Int,
        part: PeriodPart = .within, and more: [Condition] = []
    ) throws(QueryError) -> SelectedRows {
        datasets.insert(dataset.id)
        var link: Link?
        if dataset.unit != unit || fields["via"] != nil {
            guard let home = catalogue.register(of: dataset.unit) else {
                throw QueryError(place.pointer, .noRegister(unit: dataset.unit.rawValue))
            }
            link = try self.link(
                declaredBy: home, to: unit, via: fields["via"], pointer: place.pointer, goal: "\(unit.rawValue)s")
        } else if dataset.rowsPerUnit == .one {
            throw QueryError(place.pointer, .oneRow(dataset: "\(dataset.id)"))
        }
        let period = try period(fields, state: state, of: dataset, part: part)
        let condition = try fields["where"].map { (inner) throws(QueryError) in
            try clause(inner, in: .rows(dataset), depth: depth + 1)
        }
        let rows = try settle(
            .all([period?.clause.condition, condition?.condition].compactMap { $0 } + more),
            pointer: fields["where"]?.pointer ?? fields.pointer)
        let details = [condition?.words, period?.clause.words].compactMap { $0 }
        let words = dataset.title + (details.isEmpty ? "" : " (\(details.joined(separator: "; ")))")
        return SelectedRows(
            dataset: dataset, selection: RowSelection(dataset: dataset.id, via: link?.role, rows: rows),
            period: period?.clause.condition, months: period?.months, link: link, words: words)
    }

    /// `"during": {"from": "2025-04", "to": "2026-03"}`, compulsory where rows are dated, refused where they are not; or,
    /// where rows tell of something that lasts, `"at": "2025-04"`: what is there in that month.
    mutating func period(
        _ fields: JSONFields, state: JSONCursor?, of dataset: Dataset, part: PeriodPart = .within
    ) throws(QueryError) -> (clause: Clause, months: ClosedRange<Month>?)? {
        if let place = state {
            guard fields["during"] == nil else { throw place.malformed("say `at` or `during`, not both") }
            return (try self.state(at: place, of: dataset), nil)
        }
        guard let time = dataset.timeVariable else {
            guard let during = fields["during"] else { return nil }
            throw QueryError(during.pointer, .noDates(dataset: "\(dataset.id)"))
        }
        guard let during = fields["during"] else {
            throw QueryError(fields.pointer, .duringMissing(dataset: "\(dataset.id)"))
        }
        let range = try during.queryFields("from", "to")
        _ = try range.need("from")
        _ = try range.need("to")
        let reference = try own(time, of: dataset)
        let asked = try self.range(range, of: reference)
        let contains = Self.codes(asked.contains, part, of: reference.variable)
        let clause = Clause(condition: reference.test(contains, noRow: false), words: asked.words, missing: nil)
        return (clause, Self.wholeMonths(asked.contains, of: reference.variable))
    }

    /// The codes of a period, or of all that comes before or after it. Rows without a date are in none of them.
    private static func codes(_ period: [Bool], _ part: PeriodPart, of variable: Variable) -> [Bool] {
        let dated = variable.domain.categories.count
        guard part != .within, let first = period.firstIndex(of: true), let last = period.lastIndex(of: true) else {
            return period
        }
        return period.indices.map { $0 < dated && (part == .before ? $0 < first : $0 > last) }
    }

    /// Rows that began in the month or before, and had not ended in it or before.
    private mutating func state(at place: JSONCursor, of dataset: Dataset) throws(QueryError) -> Clause {
        guard let presence = dataset.presence else {
            throw QueryError(place.pointer, .noPresence(dataset: "\(dataset.id)"))
        }
        let month = try place.queryMonth()
        var conditions: [Condition] = []
        for (name, isEntry) in [(presence.entry, true), (presence.exit, false)] {
            guard let name else { continue }
            let reference = try own(name, of: dataset)
            let domain = reference.variable.domain
            let holds = domain.categories.map { category in
                Month(category.code).map { isEntry ? $0 <= month : $0 > month } ?? true
            }
            conditions.append(reference.test(holds + domain.missing.map { _ in true }, noRow: true))
        }
        return Clause(condition: .all(conditions), words: "at \(month)", missing: nil)
    }

    /// A variable of a row's own dataset that the catalogue names, looked up like one that was asked for.
    private mutating func own(_ name: String, of dataset: Dataset) throws(QueryError) -> VariableReference {
        try reference(
            JSONCursor(.string("\(dataset.id).\(name)")), via: nil, at: nil, in: .rows(dataset), allowsManyRows: false)
    }

    /// The first and last month of a set of neighbouring months or days; nil where it cuts through a month.
    private static func wholeMonths(_ contains: [Bool], of variable: Variable) -> ClosedRange<Month>? {
        let categories = variable.domain.categories
        guard let first = contains.firstIndex(of: true), let last = contains.lastIndex(of: true) else { return nil }
        guard variable.type == .date else {
            guard let from = Month(categories[first].code), let to = Month(categories[last].code) else { return nil }
            return from...to
        }
        guard let from = CalendarDay(categories[first].code), let to = CalendarDay(categories[last].code),
            from.dayOfMonth == 1, to.isLastOfMonth
        else { return nil }
        return from.month...to.month
    }
}
