import Catalogue
import JSON

extension Resolver {
    private static let kinds = [
        "count", "mean", "movingMean", "personYears", "proportion", "quantiles", "ratio", "standardised", "sum",
        "variance",
    ]
    private static let later = ["share"]

    mutating func measures(_ cursor: JSONCursor, into list: inout MeasureList) throws(QueryError) {
        let fields: JSONFields
        do { fields = try cursor.object() } catch { throw QueryError(error) }
        guard (1...QueryReader.maximumMeasures).contains(fields.names.count) else {
            throw cursor.malformed("a query has 1 to \(QueryReader.maximumMeasures) measures")
        }
        for name in fields.names {
            let place = try fields.need(name)
            guard Name.isPlain(name) else {
                throw place.malformed(
                    "the name of a measure is 1 to 32 ASCII letters, digits and underscores, a small letter first")
            }
            try measure(name, place, into: &list)
        }
    }

    private mutating func measure(
        _ name: String, _ cursor: JSONCursor, into list: inout MeasureList
    ) throws(QueryError) {
        let fields: JSONFields
        do { fields = try cursor.object() } catch { throw QueryError(error) }
        if let kind = Self.later.first(where: { fields[$0] != nil }) {
            throw QueryError(cursor.pointer, .notOffered("`\(kind)`"))
        }
        let kinds = Self.kinds.filter { fields[$0] != nil }
        guard kinds.count == 1 else {
            throw cursor.malformed("say exactly one of " + Self.kinds.map { "`\($0)`" }.joined(separator: ", "))
        }
        switch kinds[0] {
        case "count": try countMeasure(name, cursor, into: &list)
        case "mean", "sum", "variance": try momentMeasure(kinds[0], name, cursor, into: &list)
        case "movingMean": try movingMean(name, cursor, into: &list)
        case "personYears":
            let months = try personYears(cursor.queryFields("personYears").need("personYears"), into: &list)
            list.add(
                Measure(name: name, kind: .statistic(.personYears(months)), unitLabel: "personYear", ofLabel: nil))
        case "proportion":
            let kind = try proportion(cursor, into: &list)
            list.add(Measure(name: name, kind: kind, unitLabel: unit.rawValue, ofLabel: unit.rawValue))
        case "quantiles": try quantiles(name, cursor, into: &list)
        case "ratio": try ratio(name, cursor, into: &list)
        default: try standardised(name, cursor, into: &list)
        }
    }

    private mutating func countMeasure(
        _ name: String, _ cursor: JSONCursor, into list: inout MeasureList
    ) throws(QueryError) {
        let count = try count(cursor, into: &list)
        let kind: MeasureKind =
            count.counted.part == count.counted.units
            ? .units(count.counted.part) : .events(count.counted.part, units: count.counted.units)
        list.add(Measure(name: name, kind: kind, unitLabel: count.label, ofLabel: nil))
    }

    /// `{"ratio": {"of": count, "to": count}, "per": 1000}`; `to` may also be person-years or a reference.
    private mutating func ratio(
        _ name: String, _ cursor: JSONCursor, into list: inout MeasureList
    ) throws(QueryError) {
        let fields = try cursor.queryFields("ratio", "per")
        let ratio = try fields.need("ratio").queryFields("of", "to")
        let of = try count(ratio.need("of"), into: &list)
        let per = try fields["per"]?.queryInteger(in: 1...1_000_000) ?? 1
        let place = try ratio.need("to")
        if let months = try personTime(place, during: of.rows, into: &list) {
            list.add(
                Measure(
                    name: name, kind: .statistic(.rate(of: of.counted, months: months, per: per)), unitLabel: of.label,
                    ofLabel: "personYear"))
        } else if case .object(let object) = place.value, object["reference"] != nil {
            let choice = try reference(place)
            list.add { (resolver, surroundings) throws(QueryError) in
                let use = try resolver.numbers(choice, surroundings.dimensions, surroundings.marginals)
                return Measure(
                    name: name, kind: .statistic(.ofReference(of.counted, to: use, per: per)), unitLabel: of.label,
                    ofLabel: choice.reference.counts)
            }
        } else {
            let to = try count(place, into: &list)
            list.add(
                Measure(
                    name: name, kind: .ratio(of: of.counted, to: to.counted, per: per), unitLabel: of.label,
                    ofLabel: to.label))
        }
    }

    /// A count of units or of rows.
    struct Count {
        let counted: Counted
        let label: String
        /// The rows; nil where units are counted.
        let rows: SelectedRows?
        let perCell: Int
        /// The units; nil where rows are counted.
        let predicate: Predicate?
    }

    /// `{"count": "unit"}` or `{"count": "care_event", "where": …, "during": …, "atMost": 12}`
    mutating func count(_ cursor: JSONCursor, into list: inout MeasureList) throws(QueryError) -> Count {
        let fields = try cursor.queryFields("count", "where", "during", "at", "atMost", "via")
        let place = try fields.need("count")
        if case .string("unit") = place.value {
            let fields = try cursor.queryFields("count", "where")
            let condition = try fields["where"].map { (inner) throws(QueryError) in
                try clause(inner, in: .units, depth: 1).condition
            }
            let predicate = try settle(
                condition ?? .constant(true), pointer: fields["where"]?.pointer ?? cursor.pointer)
            return Count(
                counted: list.count(predicate), label: unit.rawValue, rows: nil, perCell: 1, predicate: predicate)
        }
        let rows = try selection(of: dataset(place), place, fields, state: fields["at"], depth: 1)
        list.rowCounts.append((cursor.pointer, rows))
        let bound = try rowBound(rows, fields["atMost"], pointer: cursor.pointer)
        return Count(
            counted: list.count(rows.selection, perCell: bound), label: "\(rows.dataset.id)", rows: rows,
            perCell: bound, predicate: nil)
    }

    /// B: the declared bound, or the smaller one that was asked for.
    func rowBound(_ rows: SelectedRows, _ atMost: JSONCursor?, pointer: String) throws(QueryError) -> Int {
        let most = rows.dataset.bounds.perCell.multipliedReportingOverflow(by: rows.link?.maximumPerTarget ?? 1)
        guard !most.overflow else { throw QueryError(pointer, .tooComplex) }
        return try atMost?.queryInteger(in: 1...most.partialValue) ?? most.partialValue
    }

    /// `{"proportion": condition, "missing": "exclude", "where": condition}`: of units.
    private mutating func proportion(
        _ cursor: JSONCursor, into list: inout MeasureList
    ) throws(QueryError) -> MeasureKind {
        enum Missing { case exclude, asNo, row }
        let fields = try cursor.queryFields("proportion", "missing", "where")
        let place = try fields.need("proportion")
        let asked = try clause(place, in: .units, depth: 1)
        let of = try fields["where"].map { (inner) throws(QueryError) in
            try clause(inner, in: .units, depth: 1).condition
        }
        let choice = try fields["missing"]?.queryChoice(
            [("exclude", Missing.exclude), ("asNo", .asNo), ("row", .row)])
        let all = of ?? .constant(true)
        var among = all
        var missing: Int?
        if let unknown = asked.missing {
            guard let choice else { throw QueryError(cursor.pointer, .missingUndecided) }
            if choice != .asNo { among = .all([all, unknown.negated]) }
            if choice == .row {
                missing = list.place(.units(try settle(.all([all, unknown]), pointer: cursor.pointer)))
            }
        }
        let denominator = try settle(among, pointer: fields["where"]?.pointer ?? place.pointer)
        let numerator = try settle(.all([asked.condition, among]), pointer: place.pointer)
        return .proportion(
            numerator: list.place(.share(numerator, among: denominator)), denominator: list.place(.units(denominator)),
            missing: missing)
    }
}
