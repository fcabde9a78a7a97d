package import JSON

extension CatalogueReader {
    /// The most numbers that one reference may have.
    private static let maximumNumbers = 200_000
    private static let largestNumber = 1_000_000_000_000

    /// Adds public files to a catalogue: look-ups, and references, which are aggregates over its variables. Their shapes
    /// are published as `policies/schemas/lookup.schema.json` and `reference.schema.json`.
    ///
    /// Throws `CatalogueError.reference` with the place of the first fault, or where a name and version occur twice.
    package static func add(_ declarations: [JSONValue], to catalogue: Catalogue) throws(CatalogueError) -> Catalogue {
        var ids = Set(catalogue.references.map(\.id) + catalogue.lookups.map(\.id))
        func claim(_ id: ReferenceID) throws(CatalogueError) {
            guard ids.insert(id).inserted else { throw .repeatedReference(id) }
        }
        // References may be counted by the areas that a look-up leads from.
        var lookups = catalogue.lookups
        for declaration in declarations where isLookup(declaration) {
            do { lookups.append(try lookup(JSONCursor(declaration))) } catch { throw .reference(error) }
            try lookups.last.map { lookup throws(CatalogueError) in try claim(lookup.id) }
        }
        let known = Catalogue(catalogue.datasets, references: [], lookups: lookups)
        var references = catalogue.references
        for declaration in declarations where !isLookup(declaration) {
            do { references.append(try reference(JSONCursor(declaration), in: known)) } catch {
                throw .reference(error)
            }
            try references.last.map { reference throws(CatalogueError) in try claim(reference.id) }
        }
        return Catalogue(catalogue.datasets, references: references, lookups: lookups)
    }

    /// Whether a public file is a look-up: it leads from areas, and a reference has numbers.
    package static func isLookup(_ declaration: JSONValue) -> Bool {
        if case .object(let object) = declaration { object["areas"] != nil } else { false }
    }

    /// The name and version of a public file. Throws `reference` where it has none.
    package static func publicName(of declaration: JSONValue) throws(CatalogueError) -> ReferenceID {
        do { return try referenceID(JSONCursor(declaration).object().required("id")) } catch { throw .reference(error) }
    }

    static func referenceID(_ place: JSONCursor) throws(JSONError) -> ReferenceID {
        guard let id = ReferenceID(try place.string()) else { throw place.fail("must be `name@version`") }
        return id
    }

    private static func reference(_ cursor: JSONCursor, in catalogue: Catalogue) throws(JSONError) -> Reference {
        let fields = try cursor.object()
        try fields.allowOnly("id", "title", "description", "source", "counts", "addsUp", "dimensions", "numbers")
        var dimensions: [Reference.Dimension] = []
        for element in try fields.required("dimensions").array() {
            dimensions.append(try dimension(element, after: dimensions, in: catalogue))
        }
        let codes = dimensions.map { ReferenceCodes($0, in: catalogue) }
        return Reference(
            id: try referenceID(fields.required("id")), title: try text(fields.required("title"), atMost: 200),
            description: try description(fields),
            source: try text(fields.required("source"), atMost: 500), counts: try name(fields.required("counts")),
            addsUp: try fields.optional("addsUp")?.bool() ?? true,
            dimensions: dimensions, numbers: try numbers(fields.required("numbers"), codes))
    }

    /// `{"variable": "person.age", "grouping": "tenYear"}`; with `"lookup": "lsoa11_lsoa21@1"` the numbers are of the areas
    /// that the look-up leads from.
    private static func dimension(
        _ cursor: JSONCursor, after known: [Reference.Dimension], in catalogue: Catalogue
    ) throws(JSONError) -> Reference.Dimension {
        let fields = try cursor.object()
        try fields.allowOnly("variable", "grouping", "lookup")
        let place = try fields.required("variable")
        guard let name = VariableName(try place.string()),
            let variable = catalogue.dataset(name.dataset)?.variable(named: name.name)
        else { throw place.fail("names no declared variable") }
        guard !known.contains(where: { catalogue.isSame($0.variable, name) }) else {
            throw place.fail("this variable occurs twice")
        }
        let named = try fields.required("grouping")
        let grouping = try named.string()
        guard let shown = variable.grouping(named: grouping) else {
            throw named.fail("the variable has no such grouping")
        }
        var lookup: ReferenceID?
        if let place = fields["lookup"] {
            let id = try referenceID(place)
            guard let found = catalogue.lookup(id) else { throw place.fail("names no look-up that is loaded") }
            guard variable.vintage(shownBy: shown) == found.to else {
                throw place.fail("it leads to areas of `\(found.to)`, which the grouping does not show")
            }
            lookup = id
        }
        return Reference.Dimension(variable: name, grouping: grouping, lookup: lookup)
    }

    /// `[["a65-74", "F", 12345], …]`: a code for each dimension, then the number. Those of areas that a look-up leads to one
    /// target are added up: 200,000 numbers up to 10¹² do not overflow.
    private static func numbers(_ cursor: JSONCursor, _ codes: [ReferenceCodes]) throws(JSONError) -> [[String]: Int] {
        let rows = try cursor.array()
        guard (1...maximumNumbers).contains(rows.count) else {
            throw cursor.fail("a reference has 1 to \(maximumNumbers) numbers")
        }
        var seen: Set<[String]> = []
        var result: [[String]: Int] = [:]
        for row in rows {
            let elements = try row.array()
            guard elements.count == codes.count + 1, let last = elements.last else {
                throw row.fail("must be a code for each dimension and a number")
            }
            var written: [String] = []
            var key: [String] = []
            for (element, codes) in zip(elements, codes) {
                let code = try element.string()
                written.append(code)
                key.append(try codes.group(of: code, at: element))
            }
            guard seen.insert(written).inserted else { throw row.fail("this combination occurs twice") }
            result[key, default: 0] += try last.integer(in: 0...largestNumber)
        }
        return result
    }
}

/// The codes that the numbers of a reference may have in one of its dimensions.
private struct ReferenceCodes {
    private let groups: Set<String>
    private let lookup: Lookup?

    init(_ dimension: Reference.Dimension, in catalogue: Catalogue) {
        groups = Set(catalogue.grouping(dimension)?.groups.map(\.code) ?? [])
        lookup = dimension.lookup.flatMap { catalogue.lookup($0) }
    }

    /// The code of the grouping that a written code counts for.
    func group(of code: String, at place: JSONCursor) throws(JSONError) -> String {
        guard let lookup else {
            guard groups.contains(code) else { throw place.fail("is not a code of the grouping") }
            return code
        }
        guard let target = lookup.target(of: code)?.code else { throw place.fail("the look-up has no target for it") }
        guard groups.contains(target) else { throw place.fail("its target `\(target)` is not a code of the grouping") }
        return target
    }
}
