import JSON

extension CatalogueReader {
    /// `[{"variable": "cohort_member.health", "granted": ["yes"], "covers": ["care_event"]}]`
    static func consents(_ cursor: JSONCursor?) throws(JSONError) -> [ConsentScope] {
        var result: [ConsentScope] = []
        for element in try cursor?.array() ?? [] {
            let fields = try element.object()
            try fields.allowOnly("variable", "granted", "covers")
            let place = try fields.required("variable")
            guard let variable = VariableName(try place.string()) else {
                throw place.fail("a variable is named `dataset.variable`")
            }
            var granted: Set<String> = []
            for code in try fields.required("granted").array() { granted.insert(try self.code(code)) }
            guard !granted.isEmpty else { throw try fields.required("granted").fail("name at least one code") }
            var covers: Set<DatasetID>?
            if let list = fields["covers"] {
                covers = []
                for id in try list.array() { covers?.insert(try datasetID(id)) }
                guard covers?.isEmpty == false else { throw list.fail("name at least one dataset, or leave it out") }
            }
            result.append(ConsentScope(variable: variable, granted: granted, covers: covers))
        }
        return result
    }

    /// Whether a scope's answers stand in a stored variable with one row for each of the dataset's units.
    static func isAnswered(_ scope: ConsentScope, for dataset: Dataset, in known: [DatasetID: Dataset]) -> Bool {
        guard let home = known[scope.variable.dataset], home.unit == dataset.unit, home.rowsPerUnit == .one,
            let variable = home.variable(named: scope.variable.name), case .column = variable.source,
            (scope.covers ?? []).allSatisfy({ known[$0] != nil })
        else { return false }
        let codes = Set(variable.domain.categories.map(\.code))
        return scope.granted.isSubset(of: codes)
    }
}
