import Catalogue
import JSON

extension Resolver {
    /// `{"quantiles": "care_event.los_days", "at": ["0.25", "0.5"], "grouping": "bands", …}`; of an age, `ageAt`.
    mutating func quantiles(
        _ name: String, _ cursor: JSONCursor, into list: inout MeasureList
    ) throws(QueryError) {
        let fields = try cursor.queryFields(
            "quantiles", "at", "ageAt", "grouping", "where", "during", "via", "atMost", "missing")
        let place = try fields.need("quantiles")
        let thousandths = try thousandths(fields.need("at"))
        let numbers = try numbers(place, fields, at: fields["ageAt"], pointer: cursor.pointer, into: &list)
        let grouping = try grouping(fields["grouping"], of: numbers.reference, at: cursor)
        let base: MeasurePart =
            switch numbers.selected {
            case .units(let predicate): .units(predicate)
            case .rows(let selection, let perCell): .events(selection, perCell: perCell)
            }
        let bins = ValueBins(numbers.reference, grouping, entriesPerUnit: numbers.cells)
        let histogram = list.place(.divided(base, by: .values(bins)))
        list.add(
            Measure(
                name: name,
                kind: .statistic(
                    .quantiles(
                        Quantiles(
                            histogram: histogram, count: numbers.count, thousandths: thousandths,
                            missing: numbers.missing))),
                unitLabel: numbers.reference.variable.measuredIn ?? "number", ofLabel: numbers.label))
    }

    /// Decimal fractions between 0 and 1 with one to three decimals, as text: `"0.5"`. Rising, each once.
    private func thousandths(_ place: JSONCursor) throws(QueryError) -> [Int] {
        let elements = try place.queryArray()
        guard (1...9).contains(elements.count) else { throw place.malformed("ask for 1 to 9 quantiles") }
        var result: Set<Int> = []
        for element in elements {
            let bytes = Array(try element.queryString().utf8)
            let digits = bytes.dropFirst(2).compactMap { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
            }
            guard bytes.starts(with: Array("0.".utf8)), (1...3).contains(digits.count), digits.count + 2 == bytes.count
            else { throw element.malformed(#"a quantile is written as text, such as "0.5" or "0.975""#) }
            let value = (digits + [0, 0, 0]).prefix(3).reduce(0) { $0 * 10 + $1 }
            guard value > 0 else { throw element.malformed("a quantile lies between 0 and 1") }
            result.insert(value)
        }
        return result.sorted()
    }
}

extension ValueBins {
    init(_ reference: VariableReference, _ grouping: Grouping, entriesPerUnit: Int) {
        let first = reference.leastNumber
        self.init(
            name: reference.name, at: reference.at, column: reference.column, groups: grouping.groups,
            // Every group of an integer or an age is a band, and none is empty.
            ranges: grouping.members.map { (first + ($0.first ?? 0))...(first + ($0.last ?? 0)) },
            groupOf: reference.codeOf.map { $0 < grouping.groupOf.count ? grouping.groupOf[$0] : nil } + [nil],
            entriesPerUnit: entriesPerUnit)
    }
}
