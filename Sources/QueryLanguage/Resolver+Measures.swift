import Catalogue
import JSON

/// The measures of a query, and the parts they are made of, each different part once.
struct MeasureList {
    var measures: [Measure] = []
    var parts: [MeasurePart] = []
    /// Every count of rows, and where it stands.
    var rowCounts: [(pointer: String, rows: SelectedRows)] = []

    mutating func place(_ part: MeasurePart) -> Int {
        if let place = parts.firstIndex(of: part) { return place }
        parts.append(part)
        return parts.count - 1
    }
}

extension Resolver {
    private static let kinds = ["count", "proportion", "ratio"]
    private static let later = ["sum", "mean", "variance", "quantiles", "share", "standardised", "movingMean"]

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
        guard kinds.count == 1 else { throw cursor.malformed("say exactly one of `count`, `proportion` and `ratio`") }
        switch kinds[0] {
        case "count":
            let count = try count(cursor, into: &list)
            let kind: MeasureKind =
                count.counted.part == count.counted.units
                ? .units(count.counted.part) : .events(count.counted.part, units: count.counted.units)
            list.measures.append(Measure(name: name, kind: kind, unitLabel: count.label, ofLabel: nil))
        case "proportion":
            let kind = try proportion(cursor, into: &list)
            list.measures.append(Measure(name: name, kind: kind, unitLabel: unit.rawValue, ofLabel: unit.rawValue))
        default:
            let fields = try cursor.queryFields("ratio", "per")
            let ratio = try fields.need("ratio").queryFields("of", "to")
            let of = try count(ratio.need("of"), into: &list)
            let to = try denominator(ratio.need("to"), into: &list)
            let per = try fields["per"]?.queryInteger(in: 1...1_000_000) ?? 1
            list.measures.append(
                Measure(
                    name: name, kind: .ratio(of: of.counted, to: to.counted, per: per), unitLabel: of.label,
                    ofLabel: to.label))
        }
    }

    private mutating func denominator(
        _ cursor: JSONCursor, into list: inout MeasureList
    ) throws(QueryError) -> (counted: Counted, label: String) {
        if case .string("personYears") = cursor.value { throw QueryError(cursor.pointer, .notOffered("`personYears`")) }
        if case .object(let object) = cursor.value, object["reference"] != nil {
            throw QueryError(cursor.pointer, .notOffered("`reference`"))
        }
        return try count(cursor, into: &list)
    }

    /// `{"count": "unit"}` or `{"count": "care_event", "where": …, "during": …, "atMost": 12}`
    private mutating func count(
        _ cursor: JSONCursor, into list: inout MeasureList
    ) throws(QueryError) -> (counted: Counted, label: String) {
        let fields = try cursor.queryFields("count", "where", "during", "atMost", "via")
        let place = try fields.need("count")
        if case .string("unit") = place.value {
            let fields = try cursor.queryFields("count", "where")
            let condition = try fields["where"].map { (inner) throws(QueryError) in
                try clause(inner, in: .units, depth: 1).condition
            }
            let pointer = fields["where"]?.pointer ?? cursor.pointer
            let part = list.place(.units(try settle(condition ?? .constant(true), pointer: pointer)))
            return (Counted(part: part, units: part), unit.rawValue)
        }
        let rows = try selection(place, fields, depth: 1)
        list.rowCounts.append((cursor.pointer, rows))
        let most = rows.dataset.bounds.perCell.multipliedReportingOverflow(by: rows.link?.maximumPerTarget ?? 1)
        guard !most.overflow else { throw QueryError(cursor.pointer, .tooComplex) }
        let bound = try fields["atMost"]?.queryInteger(in: 1...most.partialValue) ?? most.partialValue
        let part = list.place(.events(rows.selection, perCell: bound))
        let units = list.place(.unitsWithEvents(rows.selection))
        return (Counted(part: part, units: units), "\(rows.dataset.id)")
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
