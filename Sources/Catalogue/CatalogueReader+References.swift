package import JSON

extension CatalogueReader {
    /// The most numbers that one reference may have.
    private static let maximumNumbers = 200_000
    private static let largestNumber = 1_000_000_000_000

    /// Adds references to a catalogue: public aggregates over its variables. Their shape is published as
    /// `policies/schemas/reference.schema.json`.
    ///
    /// Throws `CatalogueError.reference` with the place of the first fault, or where a name and version occur twice.
    package static func add(_ declarations: [JSONValue], to catalogue: Catalogue) throws(CatalogueError) -> Catalogue {
        var references = catalogue.references
        for declaration in declarations {
            let reference: Reference
            do { reference = try self.reference(JSONCursor(declaration), in: catalogue) } catch {
                throw .reference(error)
            }
            guard !references.contains(where: { $0.id == reference.id }) else { throw .repeatedReference(reference.id) }
            references.append(reference)
        }
        return Catalogue(catalogue.datasets, references: references)
    }

    private static func reference(_ cursor: JSONCursor, in catalogue: Catalogue) throws(JSONError) -> Reference {
        let fields = try cursor.object()
        try fields.allowOnly("id", "title", "description", "source", "counts", "dimensions", "numbers")
        let place = try fields.required("id")
        guard let id = ReferenceID(try place.string()) else { throw place.fail("must be `name@version`") }
        var dimensions: [Reference.Dimension] = []
        for element in try fields.required("dimensions").array() {
            dimensions.append(try dimension(element, after: dimensions, in: catalogue))
        }
        let codes = dimensions.map { Set(catalogue.grouping($0)?.groups.map(\.code) ?? []) }
        return Reference(
            id: id, title: try text(fields.required("title"), atMost: 200), description: try description(fields),
            source: try text(fields.required("source"), atMost: 500), counts: try name(fields.required("counts")),
            dimensions: dimensions, numbers: try numbers(fields.required("numbers"), codes))
    }

    /// `{"variable": "person.age", "grouping": "tenYear"}`
    private static func dimension(
        _ cursor: JSONCursor, after known: [Reference.Dimension], in catalogue: Catalogue
    ) throws(JSONError) -> Reference.Dimension {
        let fields = try cursor.object()
        try fields.allowOnly("variable", "grouping")
        let place = try fields.required("variable")
        guard let name = VariableName(try place.string()),
            let variable = catalogue.dataset(name.dataset)?.variable(named: name.name)
        else { throw place.fail("names no declared variable") }
        guard !known.contains(where: { catalogue.isSame($0.variable, name) }) else {
            throw place.fail("this variable occurs twice")
        }
        let named = try fields.required("grouping")
        let grouping = try named.string()
        guard variable.grouping(named: grouping) != nil else { throw named.fail("the variable has no such grouping") }
        return Reference.Dimension(variable: name, grouping: grouping)
    }

    /// `[["a65-74", "F", 12345], …]`: a code for each dimension, then the number.
    private static func numbers(_ cursor: JSONCursor, _ codes: [Set<String>]) throws(JSONError) -> [[String]: Int] {
        let rows = try cursor.array()
        guard (1...maximumNumbers).contains(rows.count) else {
            throw cursor.fail("a reference has 1 to \(maximumNumbers) numbers")
        }
        var result: [[String]: Int] = [:]
        for row in rows {
            let elements = try row.array()
            guard elements.count == codes.count + 1, let last = elements.last else {
                throw row.fail("must be a code for each dimension and a number")
            }
            var key: [String] = []
            for (element, known) in zip(elements, codes) {
                let code = try element.string()
                guard known.contains(code) else { throw element.fail("is not a code of the grouping") }
                key.append(code)
            }
            guard result.updateValue(try last.integer(in: 0...largestNumber), forKey: key) == nil else {
                throw row.fail("this combination occurs twice")
            }
        }
        return result
    }
}
