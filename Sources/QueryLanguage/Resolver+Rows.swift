import Catalogue
import JSON

/// Rows that a query selects, with the period they are from.
struct SelectedRows {
    let dataset: Dataset
    let selection: RowSelection
    let period: Condition?
    /// The link that leads from the rows' units to the query's.
    let link: Link?
    let words: String
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
    mutating func selection(
        _ place: JSONCursor, _ fields: JSONFields, depth: Int
    ) throws(QueryError) -> SelectedRows {
        let dataset = try dataset(place)
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
        let period = try period(fields, of: dataset)
        let condition = try fields["where"].map { (inner) throws(QueryError) in
            try clause(inner, in: .rows(dataset), depth: depth + 1)
        }
        let rows = try settle(
            .all([period?.condition, condition?.condition].compactMap { $0 }),
            pointer: fields["where"]?.pointer ?? fields.pointer)
        let details = [condition?.words, period?.words].compactMap { $0 }
        let words = dataset.title + (details.isEmpty ? "" : " (\(details.joined(separator: "; ")))")
        return SelectedRows(
            dataset: dataset, selection: RowSelection(dataset: dataset.id, via: link?.role, rows: rows),
            period: period?.condition, link: link, words: words)
    }

    /// `"during": {"from": "2025-04", "to": "2026-03"}`; compulsory where rows are dated, refused where they are not.
    mutating func period(_ fields: JSONFields, of dataset: Dataset) throws(QueryError) -> Clause? {
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
        // The name stands in the catalogue, so it is looked up like one that was asked for.
        let reference = try reference(
            JSONCursor(.string("\(dataset.id).\(time)")), via: nil, at: nil, in: .rows(dataset), allowsManyRows: false)
        let asked = try self.range(range, of: reference)
        return Clause(
            condition: reference.test(asked.contains, noRow: false), words: asked.words, missing: nil)
    }
}
