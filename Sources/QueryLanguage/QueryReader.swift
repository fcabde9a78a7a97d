import Catalogue
import JSON

/// Reads the whole of a query from its parts.
enum QueryReader {
    static let maximumMeasures = 16
    static let maximumWords = 1_000

    static func read(_ cursor: JSONCursor, in catalogue: Catalogue) throws(QueryError) -> ResolvedQuery {
        let fields = try cursor.queryFields(
            "project", "purpose", "unit", "asOf", "population", "by", "measures", "precision", "totals", "tier")
        let tier = try fields["tier"]?.queryChoice(QueryTier.allCases.map { ($0.rawValue, $0) }) ?? .real
        let project = try label("project", of: fields, tier)
        let purpose = try label("purpose", of: fields, tier)
        let unitPlace = try fields.need("unit")
        let unit = try unitPlace.queryChoice(StatisticalUnit.allCases.map { ($0.rawValue, $0) })
        let asOf = try fields.need("asOf").queryMonth()
        var resolver = try Resolver(catalogue: catalogue, unit: unit, pointer: unitPlace.pointer)

        let asked = try fields["population"].map { (place) throws(QueryError) in
            try resolver.clause(place, in: .units, depth: 0)
        }
        var measures = MeasureList()
        try resolver.measures(fields.need("measures"), into: &measures)
        let dimensions = try resolver.dimensions(fields["by"], measures: measures)
        let totals = try fields["totals"]?.queryBool() ?? false
        let tabulated = Marginal.tabulated(
            dimensions, totals: totals, needsGrandTotal: measures.needsGrandTotal)
        try checkEntries(measures, tabulated)
        let finished = try measures.finish(&resolver, dimensions, tabulated)
        let precision = try fields["precision"]?.queryChoice(Precision.allCases.map { ($0.rawValue, $0) })
        let consented = try resolver.consented()
        for id in resolver.datasets.sorted() {
            guard let dataset = catalogue.dataset(id), dataset.asOf == asOf else {
                let open = catalogue.dataset(id)?.asOf.description ?? ""
                throw QueryError("/asOf", .otherRelease(dataset: "\(id)", asOf: open))
            }
        }

        let selected = try resolver.settle(
            .all([asked?.condition ?? .constant(true)] + consented), pointer: "/population")
        let parts = measures.parts.map { $0.canonical(in: catalogue) }
        let meanings = MeasureMeanings(
            parts: parts, measures: finished, dimensions: dimensions.map(\.canonical))
        let canonicalPopulation = selected.canonical(in: catalogue)
        var meaning = JSONObject([
            ("asOf", .string("\(asOf)")), ("by", inOrder(dimensions.map(\.canonical))),
            ("measures", inOrder(Array(Set(finished.map { meanings.canonical($0.kind) })))),
            ("population", canonicalPopulation), ("totals", .bool(totals)), ("unit", .string(unit.rawValue)),
        ])
        if tier == .synthetic { meaning["tier"] = .string(tier.rawValue) }
        return ResolvedQuery(
            tier: tier, project: project, purpose: purpose, unit: unit, asOf: asOf, population: selected,
            canonicalPopulation: canonicalPopulation, dimensions: dimensions, measures: finished,
            parts: measures.parts, canonicalParts: parts, precision: precision ?? .standard, totals: totals,
            variables: resolver.variables, variablesToApprove: resolver.variablesToApprove, datasets: resolver.datasets,
            links: resolver.links,
            says: says(tier, unit, asked?.words, dimensions, catalogue), canonical: try bytes(.object(meaning)))
    }

    /// A divided part has an entry for each group in each cell: altogether no more than a table may have cells.
    private static func checkEntries(_ measures: MeasureList, _ marginals: [Marginal]) throws(QueryError) {
        let largest = marginals.map(\.cellCount).max() ?? 1
        for part in measures.parts {
            let entries = largest.multipliedReportingOverflow(by: part.entriesPerCell)
            guard !entries.overflow, entries.partialValue <= Resolver.maximumCells else {
                throw QueryError("/by", .tooManyCells(limit: Resolver.maximumCells))
            }
        }
    }

    /// A project or a purpose. About made-up rows anybody may ask, who has none of them yet.
    private static func label(_ name: String, of fields: JSONFields, _ tier: QueryTier) throws(QueryError) -> String {
        if tier == .synthetic, fields[name] == nil { return "" }
        return try label(fields.need(name))
    }

    /// What an asker calls a project or a purpose: 1 to 64 printable ASCII characters, no spaces.
    private static func label(_ cursor: JSONCursor) throws(QueryError) -> String {
        let text = try cursor.queryString()
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw cursor.malformed("must be 1 to 64 printable ASCII characters without spaces")
        }
        return text
    }

    private static func inOrder(_ values: [JSONValue]) -> JSONValue {
        .array(
            values.map { ($0, $0.bytes()) }.sorted { $0.1.lexicographicallyPrecedes($1.1) }.map(\.0))
    }

    private static func bytes(_ value: JSONValue) throws(QueryError) -> [UInt8] {
        do { return try value.canonicalBytes() } catch { throw QueryError(error) }
    }

    private static func says(
        _ tier: QueryTier, _ unit: StatisticalUnit, _ population: String?, _ dimensions: [Dimension],
        _ catalogue: Catalogue
    ) -> String {
        let units =
            switch unit {
            case .person: "People"
            case .household: "Households"
            case .organisation: "Organisations"
            }
        let titles = dimensions.map { dimension in
            let title = catalogue.dataset(dimension.name.dataset)?.variable(named: dimension.name.name)?.words
            return (title ?? "\(dimension.name)") + (dimension.at.map { " at \($0)" } ?? "")
        }
        let mark = tier == .synthetic ? "Made-up rows, nobody counted: " : ""
        let whole =
            mark
            + (population.map { "\(units) with \($0)" } ?? "All \(units.lowercased())")
            + (titles.isEmpty ? "" : ", by " + titles.joined(separator: " and "))
        return whole.count <= maximumWords ? whole : whole.prefix(maximumWords) + "…"
    }
}
