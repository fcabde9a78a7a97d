import JSON

extension PlainMeaning {
    /// A cell of a marginal: the dimensions it keeps, and the code of each.
    package struct Cell: Hashable, Sendable {
        package let kept: [Int]
        package let codes: [String]

        package init(kept: [Int], codes: [String]) {
            self.kept = kept
            self.codes = codes
        }
    }

    /// One number, who is behind it, and the two largest contributions.
    package struct Number: Hashable, Sendable, CustomStringConvertible {
        package var value = 0
        package var units = 0
        package var persons = 0
        package var first = 0
        package var second = 0

        package init(value: Int, units: Int, persons: Int, first: Int, second: Int) {
            self.value = value
            self.units = units
            self.persons = persons
            self.first = first
            self.second = second
        }

        /// Nobody.
        package static let zero = Number(value: 0, units: 0, persons: 0, first: 0, second: 0)

        /// What one unit adds.
        static func one(_ value: Int, persons: Int) -> Number {
            Number(value: value, units: 1, persons: persons, first: abs(value), second: 0)
        }

        static func + (a: Number, b: Number) -> Number {
            let largest = [a.first, a.second, b.first, b.second].sorted(by: >)
            return Number(
                value: a.value + b.value, units: a.units + b.units, persons: a.persons + b.persons, first: largest[0],
                second: largest[1])
        }

        package var description: String { "\(value)/\(units)/\(persons)/\(first)+\(second)" }
    }

    /// Where a unit is in more cells of a marginal than it may be: the ones it counts in.
    package typealias Choice = (_ unit: Int, _ cells: [Cell], _ limit: Int) -> [Cell]

    /// The numbers of every cell with somebody in it, for each measure: of a count its number; of events also their
    /// units; of a proportion numerator, denominator, complement, and the missing where asked; of a ratio both sides.
    package func table(choosing choose: Choice) -> [String: [Cell: [Number]]] {
        let dimensions =
            query["by"]?.elements.map { $0.members.isEmpty ? JSONObject([("variable", $0)]) : $0.members } ?? []
        var result: [String: [Cell: [Number]]] = [:]
        for unit in units {
            for (cell, rows) in cells(of: unit, dimensions, choose) {
                for (name, measure) in query["measures"]?.members.members ?? [] {
                    let numbers = numbers(measure.members, unit, rows)
                    let old = result[name]?[cell] ?? numbers.map { _ in Number.zero }
                    result[name, default: [:]][cell] = zip(old, numbers).map(+)
                }
            }
        }
        return result
    }

    /// Every marginal's cells that a unit counts in, and the numbers of the rows that put it there.
    private func cells(of unit: Int, _ dimensions: [JSONObject], _ choose: Choice) -> [(Cell, Set<Int>?)] {
        let overRows = dimensions.first { $0["variable"]?.text.hasPrefix("care_event.") == true }
        // Without dimensions over rows there is one placement, by the unit itself.
        let placements: [(row: Int?, values: [String: String])] =
            overRows.map { rows("care_event", $0, of: unit).map { (row: Int?.some($0.number), values: $0.values) } }
            ?? [(row: nil, values: [:])]
        let placed = placements.map { row, values in
            (row, dimensions.map { dimension in code(dimension, unit, values) })
        }
        let isTotalled = query["totals"] == true
        // Expected numbers come from all who are counted, whatever the table shows.
        let isCompared =
            query["measures"]?.members.members.contains { $0.value.members["standardised"] != nil } ?? false
        let last = (1 << dimensions.count) - 1
        let marginals = isTotalled ? Array(0...last) : isCompared && last > 0 ? [0, last] : [0]
        return marginals.flatMap { dropped -> [(Cell, Set<Int>?)] in
            let kept = dimensions.indices.filter { dropped & (1 << $0) == 0 }
            let byCell = Dictionary(grouping: placed) { row, codes in Cell(kept: kept, codes: kept.map { codes[$0] }) }
            let keepsRows = kept.contains { dimensions[$0]["variable"]?.text.hasPrefix("care_event.") == true }
            let limit = SmallRegion.eventBounds.cells
            let all = Array(byCell.keys)
            let counted = keepsRows && all.count > limit ? choose(unit, all, limit) : all
            return counted.map { cell in
                (cell, overRows == nil ? nil : Set((byCell[cell] ?? []).compactMap(\.0)))
            }
        }
    }

    private func code(_ dimension: JSONObject, _ unit: Int, _ row: [String: String]) -> String {
        let name = dimension["variable"]?.text ?? ""
        let bare = name.split(separator: ".").last.map(String.init) ?? ""
        let value =
            name.hasPrefix("care_event.") ? SmallValues.value(bare, in: row, at: nil) : value(dimension, of: unit)
        return SmallValues.group(of: value, bare, grouping: dimension["grouping"]?.text ?? "finest")
    }

    private func numbers(_ measure: JSONObject, _ unit: Int, _ rows: Set<Int>?) -> [Number] {
        let persons = persons(behind: unit).count
        func one(_ holds: Bool) -> Number { holds ? .one(1, persons: persons) : .zero }
        if let asked = measure["proportion"] {
            let isMissing = isMissing(asked, for: unit)
            let isWhere = measure["where"].map { holds($0, for: unit) } ?? true
            let isAmong = isWhere && (measure["missing"] == "asNo" || !isMissing)
            let isYes = holds(asked, for: unit)
            let both = [one(isAmong && isYes), one(isAmong), one(isAmong && !isYes)]
            return measure["missing"] == "row" ? both + [one(isWhere && isMissing)] : both
        }
        if let ratio = measure["ratio"]?.members {
            let of = ratio["of"]?.members ?? JSONObject()
            let period = of["during"]?.members ?? JSONObject()
            let isRate = ratio["to"] == "personYears"
            let to = isRate ? months(period, unit, persons) : numbers(ratio["to"]?.members ?? JSONObject(), unit, rows)
            return numbers(of, unit, rows) + to
        }
        if let window = measure["personYears"]?.members { return months(window, unit, persons) }
        for kind in ["sum", "mean", "variance", "quantiles"] {
            if let name = measure[kind]?.text { return statistic(kind, of: name, measure, unit, rows) }
        }
        if let asked = measure["standardised"]?.members["of"]?.members {
            // Observed, then for each stratum what is observed and who is there.
            let observed = numbers(asked, unit, rows)
            let own = ["person.sex", "household.imd"].map { name in
                SmallValues.group(of: self.value(["variable": .string(name)], of: unit), "", grouping: "finest")
            }
            return observed
                + Self.strata.flatMap { $0 == own ? [observed[0], one(true)] : [Number.zero, .zero] }
        }
        if measure["count"] == "unit" { return [one(measure["where"].map { holds($0, for: unit) } ?? true)] }
        let dataset = measure["count"]?.text ?? ""
        let found = self.rows(dataset, measure, of: unit).count { rows?.contains($0.number) ?? true }
        let value = min(found, most(dataset, measure))
        return [found > 0 ? .one(value, persons: persons) : .zero, one(found > 0)]
    }

    /// The strata of standardised measures, by the codes of sex and of deprivation.
    package static let strata = ["F", "M", "_notStated"].flatMap { sex in
        ["1", "2", "3", "4", "_notLinked"].map { [sex, $0] }
    }

    /// B.
    private func most(_ dataset: String, _ measure: JSONObject) -> Int {
        let bound = dataset == "care_event" ? SmallRegion.eventBounds.perCell : 2
        return measure["atMost"]?.number ?? (isOfPersons ? bound : bound * 12)
    }

    private func months(_ window: JSONObject, _ unit: Int, _ persons: Int) -> [Number] {
        let months = SmallValues.months(
            region.persons[unit].values, from: window["from"]?.text ?? "", to: window["to"]?.text ?? "")
        return months > 0 ? [.one(months, persons: persons), .one(1, persons: persons)] : [.zero, .zero]
    }

    /// Of a sum: it and its units. Of a mean: the sum about the middle, and what it is over. Of a variance: the squares
    /// first. Of quantiles of units: the bins, and what they divide; of rows only the latter, because bins are bounded by
    /// hashes. Then the missing, where asked for.
    private func statistic(
        _ kind: String, of name: String, _ measure: JSONObject, _ unit: Int, _ rows: Set<Int>?
    ) -> [Number] {
        let persons = persons(behind: unit).count
        let bare = name.split(separator: ".").last.map(String.init) ?? ""
        let isOfRows = name.hasPrefix("care_event.")
        let isSelected = isOfRows || (measure["where"].map { holds($0, for: unit) } ?? true)
        var asked = JSONObject([("variable", .string(name))])
        asked["at"] = kind == "quantiles" ? measure["ageAt"] : measure["at"]
        let texts =
            isOfRows
            ? self.rows("care_event", measure, of: unit).filter { rows?.contains($0.number) ?? true }
                .map { SmallValues.value(bare, in: $0.values, at: nil) } : isSelected ? [value(asked, of: unit)] : []
        let most = isOfRows ? most("care_event", measure) : 1
        let clamp = clamp(measure["clamp"]?.members, SmallValues.bounds(bare))
        let middle = kind == "sum" ? 0 : clamp.lowerBound + (clamp.upperBound - clamp.lowerBound) / 2
        let present = texts.compactMap { Int($0) }
        let centred = present.map { min(max($0, clamp.lowerBound), clamp.upperBound) - middle }
        func number(_ values: [Int]) -> Number {
            let sum = values.reduce(0, +)
            guard !values.isEmpty else { return .zero }
            return .one(values.count > most ? most * sum / values.count : sum, persons: persons)
        }
        let count = number(present.map { _ in 1 })
        let missing = measure["missing"] == "row" ? [number(texts.filter { Int($0) == nil }.map { _ in 1 })] : []
        switch kind {
        case "sum": return [number(centred), present.isEmpty ? .zero : .one(1, persons: persons)] + missing
        case "mean": return [number(centred), count] + missing
        case "variance": return [number(centred.map { $0 * $0 }), number(centred), count] + missing
        default:
            guard !isOfRows else { return [count] + missing }
            let bins = ["n1-3", "n4-9"].map { code in
                number(present.filter { SmallValues.group(of: "\($0)", bare, grouping: "few") == code }.map { _ in 1 })
            }
            return bins + [count] + missing
        }
    }

    private func clamp(_ fields: JSONObject?, _ bounds: ClosedRange<Int>) -> ClosedRange<Int> {
        (fields?["from"]?.number ?? bounds.lowerBound)...(fields?["to"]?.number ?? bounds.upperBound)
    }
}
