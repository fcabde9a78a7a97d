import Catalogue
import JSON

/// A reference as it was asked for: which one, and which part of it.
struct ReferenceChoice {
    let pointer: String
    let reference: Reference
    /// For each restricted dimension of the reference, which of its groups are meant.
    let allowed: [Int: [Bool]]
    let restriction: JSONValue
}

extension Resolver {
    /// The most strata that a standardised measure may have.
    private static let maximumStrata = 5_000

    /// `{"standardised": {"method": "indirect", "of": count, "over": [dimensions], "standard": "population"}}`, or
    /// `"direct"` with `"standard": {"reference": "european_standard_2013@1"}`; `to` may be person-years.
    mutating func standardised(
        _ name: String, _ cursor: JSONCursor, into list: inout MeasureList
    ) throws(QueryError) {
        let outer = try cursor.queryFields("standardised", "per")
        let fields = try outer.need("standardised").queryFields("method", "of", "to", "over", "standard")
        let isDirect = try fields.need("method").queryChoice([("direct", true), ("indirect", false)])
        let per = try outer["per"]?.queryInteger(in: 1...1_000_000)
        if let place = outer["per"], !isDirect {
            throw place.malformed("an indirectly standardised ratio is of observed to expected: leave `per` out")
        }
        let of = try count(fields.need("of"), into: &list)
        let months = try fields["to"].map { (place) throws(QueryError) in
            guard let months = try personTime(place, during: of.rows, into: &list) else {
                throw place.malformed("say `personYears`, or leave `to` out for units")
            }
            return months
        }
        let everyone = try settle(.constant(true), pointer: cursor.pointer)
        let to = months ?? list.count(everyone)
        let strata = try strata(fields.need("over"), measures: list)
        let strataOf = list.place(.divided(list.parts[of.counted.part], by: .strata(strata)))
        let strataTo = list.place(.divided(list.parts[to.part], by: .strata(strata)))
        list.ofWholeUnits.append((cursor.pointer, "a standardised measure"))
        let place = try fields.need("standard")
        guard isDirect else {
            _ = try place.queryChoice([("population", true)])
            list.needsGrandTotal = true
            let standardised = Standardised(
                of: of.counted, to: to, standard: .population(strataOf: strataOf, strataTo: strataTo), per: 1)
            list.add(
                Measure(
                    name: name, kind: .statistic(.standardised(standardised)), unitLabel: of.label, ofLabel: "expected")
            )
            return
        }
        let choice = try reference(place)
        let sizes = strata.map(\.groups.count)
        let whole = Marginal(kept: Array(strata.indices), sizes: sizes)
        let use = try numbers(choice, strata, [whole])
        let weights = (use.numbers.first ?? []).map { $0 ?? 0 }
        guard weights.contains(where: { $0 > 0 }) else { throw QueryError(place.pointer, .emptySet) }
        let standardised = Standardised(
            of: of.counted, to: to, standard: .weights(use, weights, strataOf: strataOf, strataTo: strataTo),
            per: per ?? 1)
        list.add(
            Measure(
                name: name, kind: .statistic(.standardised(standardised)), unitLabel: of.label,
                ofLabel: months == nil ? unit.rawValue : "personYear"))
    }

    /// Dimensions of units, in an order that does not depend on the asker.
    private mutating func strata(_ place: JSONCursor, measures: MeasureList) throws(QueryError) -> [Dimension] {
        var result: [Dimension] = []
        var count = 1
        for element in try place.queryArray() {
            let dimension = try dimension(element, measures: measures, allowsManyRows: false)
            guard !result.contains(where: { $0.canonical == dimension.canonical }) else {
                throw QueryError(element.pointer, .repeatedDimension(variable: "\(dimension.name)"))
            }
            count *= dimension.groups.count
            guard count <= Self.maximumStrata else {
                throw QueryError(place.pointer, .tooManyCells(limit: Self.maximumStrata))
            }
            result.append(dimension)
        }
        guard !result.isEmpty else { throw QueryError(place.pointer, .emptySet) }
        return result.map { ($0, $0.canonical.bytes()) }.sorted { $0.1.lexicographicallyPrecedes($1.1) }.map(\.0)
    }

    /// `{"reference": "ons_population_2021@1", "where": {"variable": "person.age", "from": 65}}`
    mutating func reference(_ place: JSONCursor) throws(QueryError) -> ReferenceChoice {
        let fields = try place.queryFields("reference", "where")
        let name = try fields.need("reference")
        let text = try name.queryString()
        guard let id = ReferenceID(text), let reference = catalogue.reference(id) else {
            throw QueryError(
                name.pointer,
                .unknownReference(nearest: nearestNames(to: text, in: catalogue.references.map { "\($0.id)" })))
        }
        var allowed: [Int: [Bool]] = [:]
        if let condition = fields["where"] { try restrict(condition, reference, &allowed) }
        let restriction = allowed.keys.sorted().map { index -> JSONValue in
            let dimension = reference.dimensions[index]
            let groups = catalogue.grouping(dimension)?.groups ?? []
            let codes = zip(groups, allowed[index] ?? []).filter(\.1).map(\.0.code)
            return ["variable": .string("\(dimension.variable)"), "in": .array(codes.map { .string($0) })]
        }
        return ReferenceChoice(
            pointer: name.pointer, reference: reference, allowed: allowed,
            restriction: restriction.isEmpty ? true : .array(restriction))
    }

    /// One clause on a variable of the reference, or `all` of several.
    private mutating func restrict(
        _ cursor: JSONCursor, _ reference: Reference, _ allowed: inout [Int: [Bool]]
    ) throws(QueryError) {
        let fields = try cursor.queryFields("all", "variable", "in", "from", "to")
        if fields["all"] != nil {
            for element in try cursor.queryFields("all").need("all").queryArray() {
                try restrict(element, reference, &allowed)
            }
            return
        }
        let place = try fields.need("variable")
        let (dataset, variable) = try declared(place)
        let name = VariableName(dataset: dataset.id, name: variable.name)
        guard let index = reference.dimensions.firstIndex(where: { catalogue.isSame($0.variable, name) }),
            let grouping = catalogue.grouping(reference.dimensions[index])
        else { throw QueryError(place.pointer, .referenceLacks(variable: "\(name)")) }
        let asked = try askedSet(fields, dataset, variable)
        var decided = [Bool?](repeating: nil, count: grouping.groups.count)
        for (group, isIn) in zip(grouping.groupOf, asked.contains) {
            if let known = decided[group], known != isIn {
                throw QueryError(
                    cursor.pointer,
                    .offGrouping(variable: "\(name)", declared: [reference.dimensions[index].grouping], nearest: []))
            }
            decided[group] = isIn
        }
        let table = decided.map { $0 ?? false }
        let merged = zip(allowed[index] ?? table.map { _ in true }, table).map { pair in pair.0 && pair.1 }
        guard merged.contains(true) else { throw QueryError(cursor.pointer, .selectsNobody) }
        allowed[index] = merged.contains(false) ? merged : nil
    }

    private mutating func askedSet(
        _ fields: JSONFields, _ dataset: Dataset, _ variable: Variable
    ) throws(QueryError) -> AskedSet {
        let reference = VariableReference(
            name: VariableName(dataset: dataset.id, name: variable.name), dataset: dataset, variable: variable,
            column: Column(role: nil, dataset: dataset.id, name: variable.name), canLackRow: false, at: nil,
            codeOf: Array(0..<variable.domain.size))
        if let place = fields["in"] {
            guard fields["from"] == nil, fields["to"] == nil else {
                throw place.malformed("say `in`, or `from` and `to`")
            }
            return try list(place, of: reference)
        }
        return try range(fields, of: reference)
    }

    /// The public number of each cell of each marginal: the sum over what the reference divides further.
    func numbers(
        _ choice: ReferenceChoice, _ dimensions: [Dimension], _ marginals: [Marginal]
    ) throws(QueryError) -> ReferenceUse {
        let reference = choice.reference
        let groupings = reference.dimensions.map { catalogue.grouping($0) }
        // For each dimension of the query: which dimension of the reference it is, and the query's group of its codes.
        var places: [(index: Int, groupOf: [String: Int])] = []
        for dimension in dimensions {
            places.append(try place(of: dimension, in: reference, pointer: choice.pointer))
        }
        let codes = choice.allowed.mapValues { $0 }
        var numbers = marginals.map { [Int?](repeating: nil, count: $0.cellCount) }
        for (key, number) in reference.numbers {
            let isMeant = codes.allSatisfy { index, table in
                groupings[index]?.groups.firstIndex { $0.code == key[index] }.map { table[$0] } ?? false
            }
            guard isMeant else { continue }
            let own = places.map { $0.groupOf[key[$0.index]] }
            for (index, marginal) in marginals.enumerated() {
                let groups = marginal.kept.map { own[$0] }
                guard !groups.contains(nil) else { continue }
                let cell = zip(groups, marginal.sizes).reduce(0) { $0 * $1.1 + ($1.0 ?? 0) }
                numbers[index][cell] = (numbers[index][cell] ?? 0) + number
            }
        }
        return ReferenceUse(reference: reference.id, restriction: choice.restriction, numbers: numbers)
    }
}
