package import JSON

extension CatalogueReader {
    /// Adds derived variables to a catalogue, each to the register of its unit. The shape of a definition is published as
    /// `policies/schemas/derived.schema.json`.
    ///
    /// Conditions stay as they are written: QueryLanguage reads them. Throws `CatalogueError.definition` with the place of
    /// the first fault, or where a name and version stand for two definitions.
    package static func define(
        _ definitions: [JSONValue], in catalogue: Catalogue
    ) throws(CatalogueError) -> Catalogue {
        var datasets = catalogue.datasets
        for definition in definitions {
            let cursor = JSONCursor(definition)
            let place: Int
            let variable: Variable
            do {
                place = try register(of: name(ofDefinition: cursor), at: cursor, in: datasets)
                variable = try derived(cursor, in: datasets)
            } catch { throw .definition(error) }
            guard let known = datasets[place].variable(named: variable.name) else {
                datasets[place] = datasets[place].with(variable)
                continue
            }
            guard known == variable else {
                throw .repeatedDefinition(VariableName(dataset: datasets[place].id, name: variable.name))
            }
        }
        return Catalogue(datasets, references: catalogue.references, lookups: catalogue.lookups)
    }

    /// The full name that a definition gives, with its version.
    package static func nameOfDefinition(_ definition: JSONValue) throws(CatalogueError) -> VariableName {
        do { return try name(ofDefinition: JSONCursor(definition)) } catch { throw .definition(error) }
    }

    private static func name(ofDefinition cursor: JSONCursor) throws(JSONError) -> VariableName {
        let place = try cursor.object().required("id")
        guard let name = VariableName(try place.string()), name.version != nil else {
            throw place.fail("must be `dataset.name@version`, such as `household.crowded@1`")
        }
        return name
    }

    private static func register(
        of name: VariableName, at cursor: JSONCursor, in datasets: [Dataset]
    ) throws(JSONError) -> Int {
        guard let place = datasets.firstIndex(where: { $0.id == name.dataset && $0.isRegister }) else {
            throw try cursor.object().required("id").fail(
                "belongs to no loaded register, such as `person` is of persons")
        }
        return place
    }

    private static func derived(_ cursor: JSONCursor, in datasets: [Dataset]) throws(JSONError) -> Variable {
        let fields = try cursor.object()
        try fields.allowOnly("id", "title", "description", "sensitive", "values", "examples")
        let (categories, conditions) = try values(fields.required("values"))
        var examples: [Derivation.Example] = []
        let place = try fields.required("examples")
        for element in try place.array() { examples.append(try example(element, categories, in: datasets)) }
        // A test of each value: a definition whose values nobody has seen is prose.
        if let untested = categories.indices.first(where: { value in !examples.contains { $0.value == value } }) {
            throw place.fail("no example has the value `\(categories[untested].code)`")
        }
        return Variable(
            name: try name(ofDefinition: cursor).name, title: try text(fields.required("title"), atMost: 200),
            description: try text(fields.required("description"), atMost: 4_000), type: .code,
            source: .derived(Derivation(conditions: conditions, examples: examples)),
            domain: Domain(categories: categories, missing: [], isOrdered: false),
            groupings: [finest(categories, isAddressable: true)], missingSpellings: [:],
            isSensitive: try fields.required("sensitive").bool(), isFromGeneralPractice: false, vintage: nil,
            measuredIn: nil)
    }

    /// The most values that a derived variable may have.
    private static let maximumValues = 12

    /// `[{"code": "yes", "title": "Yes", "when": …}, {"code": "no", "title": "No"}]`: the last stands for all others.
    private static func values(_ cursor: JSONCursor) throws(JSONError) -> ([Category], [JSONValue]) {
        let elements = try cursor.array()
        guard (2...maximumValues).contains(elements.count) else {
            throw cursor.fail("a derived variable has 2 to \(maximumValues) values")
        }
        var categories: [Category] = []
        var conditions: [JSONValue] = []
        for (index, element) in elements.enumerated() {
            let isLast = index == elements.count - 1
            let fields = try element.object()
            try fields.allowOnly(["code", "title"] + (isLast ? [] : ["when"]))
            let category = try category(fields)
            guard !categories.contains(where: { $0.code == category.code }) else {
                throw element.fail("this code occurs twice")
            }
            categories.append(category)
            if !isLast { conditions.append(try fields.required("when").value) }
        }
        return (categories, conditions)
    }

    /// `{"says": …, "rows": {"person": [{"birthMonth": "2015-03"}]}, "value": "yes"}`
    private static func example(
        _ cursor: JSONCursor, _ categories: [Category], in datasets: [Dataset]
    ) throws(JSONError) -> Derivation.Example {
        let fields = try cursor.object()
        try fields.allowOnly("says", "rows", "value")
        let tables = try fields.required("rows").object()
        var rows: [DatasetID: [[String: String]]] = [:]
        for name in tables.names {
            let table = try tables.required(name)
            guard let dataset = datasets.first(where: { $0.id.description.utf8.elementsEqual(name.utf8) }) else {
                throw table.fail("no dataset of this name is loaded")
            }
            for row in try table.array() { rows[dataset.id, default: []].append(try exampleRow(row, of: dataset)) }
        }
        let value = try fields.required("value")
        return Derivation.Example(
            says: try text(fields.required("says"), atMost: 500), rows: rows,
            value: try value.oneOf(categories.enumerated().map { ($1.code, $0) }))
    }

    private static func exampleRow(_ cursor: JSONCursor, of dataset: Dataset) throws(JSONError) -> [String: String] {
        let fields = try cursor.object()
        var row: [String: String] = [:]
        for name in fields.names {
            let place = try fields.required(name)
            guard let variable = dataset.storedVariables.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
                throw place.fail("names no stored variable of `\(dataset.id)`")
            }
            let code = try place.string()
            guard variable.domain.code(named: code) != nil else { throw place.fail("`\(name)` has no such code") }
            row[variable.name] = code
        }
        return row
    }
}
