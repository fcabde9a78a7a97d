package import Catalogue
package import JSON
import QueryLanguage

/// A request for data as data-access applications write it: tables, columns of each, and filters on them. It becomes the
/// text of a draft.
///
/// Columns may be named as the catalogue does or as they are headed in the file. What a column is made of, the register of
/// whom a table is about, and the links between the named tables come along, for no question could be asked without.
package struct AccessRequest {
    private let catalogue: Catalogue
    private var datasets: Set<DatasetID> = []
    private var variables: Set<VariableName> = []
    /// Conditions on units, each with its place in the request.
    private var conditions: [(condition: JSONValue, pointer: String)] = []
    private var filteredUnit: StatisticalUnit?

    private static let mostTables = 50
    private static let mostColumns = 500
    private static let mostConditions = 50

    /// Reads `{"proposal", "tables": [{"name", "columns", "filter"}]}`, where `proposal` is a proposal without its data.
    ///
    /// Throws a `JSONError` at the first place that does not fit the catalogue: an unknown table or column with the names
    /// near it, a direct identifier, an edge that is none of a declared grouping with those near it.
    package static func proposal(_ body: JSONValue, in catalogue: Catalogue) throws(JSONError) -> Proposal {
        let fields = try JSONCursor(body).object()
        try fields.allowOnly("proposal", "tables")
        var request = AccessRequest(catalogue: catalogue)
        for table in try fields.required("tables").elements(1...mostTables) { try request.read(table) }
        request.addRegisters()
        return try request.draft(fields.required("proposal"))
    }

    private init(catalogue: Catalogue) { self.catalogue = catalogue }

    private mutating func read(_ table: JSONCursor) throws(JSONError) {
        let fields = try table.object()
        try fields.allowOnly("name", "columns", "filter")
        let place = try fields.required("name")
        let name = try place.string()
        guard let dataset = catalogue.datasets.first(where: { $0.id.description.utf8.elementsEqual(name.utf8) }) else {
            throw place.unknown("table", name, near: catalogue.datasets.map(\.id.description))
        }
        guard datasets.insert(dataset.id).inserted else { throw place.fail("this table occurs twice") }
        for column in try fields.required("columns").elements(1...Self.mostColumns) {
            _ = try ask(for: column, of: dataset)
        }
        for condition in try fields.optional("filter")?.elements(0...Self.mostConditions) ?? [] {
            try keep(condition, of: dataset)
        }
    }

    /// Asks for a column, and for what it is made of. Gives the variable's name.
    private mutating func ask(for column: JSONCursor, of dataset: Dataset) throws(JSONError) -> VariableName {
        let name = try column.string()
        guard let variable = dataset.variable(named: name) ?? dataset.variable(headed: name) else {
            throw dataset.refusal(of: column, name)
        }
        let full = VariableName(dataset: dataset.id, name: variable.name)
        variables.insert(full)
        switch variable.source {
        case .column, .derived: break
        case .age(let source), .view(let source, _): variables.insert(VariableName(dataset: dataset.id, name: source))
        }
        return full
    }

    /// Takes `{"column", …}` over as a condition of the query language: `{"variable", …}`.
    private mutating func keep(_ condition: JSONCursor, of dataset: Dataset) throws(JSONError) {
        let column = try condition.object().required("column")
        guard dataset.rowsPerUnit == .one, filteredUnit ?? dataset.unit == dataset.unit else {
            throw condition.fail(
                "a filter keeps whole units of one kind, and this table has many rows for each, or is about another "
                    + "kind: put the condition into the `where` of a question")
        }
        filteredUnit = dataset.unit
        let name = try ask(for: column, of: dataset)
        guard case .object(var object) = condition.value else { return }
        object["column"] = nil
        object["variable"] = .string(name.description)
        conditions.append((.object(object), condition.pointer))
    }

    private mutating func addRegisters() {
        let units = Set(catalogue.datasets.filter { datasets.contains($0.id) }.map(\.unit))
        for dataset in catalogue.datasets where dataset.isRegister && units.contains(dataset.unit) {
            datasets.insert(dataset.id)
        }
    }

    private func draft(_ text: JSONCursor) throws(JSONError) -> Proposal {
        let fields = try text.object()
        for name in ["datasets", "variables", "links", "rowFilter"] {
            if let member = fields[name] { throw member.fail("this comes from the tables: leave it out") }
        }
        guard case .object(var object) = text.value else { throw text.fail("expected an object") }
        let links = catalogue.datasets.filter { datasets.contains($0.id) }.flatMap { dataset in
            dataset.links.filter { datasets.contains($0.dataset) }.map {
                LinkUse(dataset: dataset.id, role: $0.role).text
            }
        }
        object["datasets"] = JSONValue(set: datasets.map(\.description))
        object["variables"] = JSONValue(set: variables.map(\.description))
        object["links"] = JSONValue(set: links)
        object["rowFilter"] = try rowFilter()
        do throws(JSONError) { return try Proposal(json: .object(object)) } catch {
            throw JSONError(pointer: text.pointer + error.pointer, problem: error.problem)
        }
    }

    /// All conditions at once, looked up in the catalogue; nil where there are none.
    private func rowFilter() throws(JSONError) -> JSONValue? {
        guard let filteredUnit else { return nil }
        let filter: JSONValue = ["all": .array(conditions.map(\.condition))]
        do throws(QueryError) { _ = try QueryResolver.resolveFilter(filter, for: filteredUnit, in: catalogue) } catch {
            throw JSONError(pointer: place(of: error.pointer), problem: .other("\(error.message); \(error.change)"))
        }
        return filter
    }

    /// The place in the request of a place in the filter: `/all/1/from` is in the second condition.
    private func place(of pointer: String) -> String {
        let parts = pointer.split(separator: "/", maxSplits: 2)
        guard parts.count >= 2, let index = Int(parts[1]), conditions.indices.contains(index) else { return "/tables" }
        guard parts.count == 3 else { return conditions[index].pointer }
        return "\(conditions[index].pointer)/\(parts[2] == "variable" ? "column" : parts[2])"
    }
}

extension Dataset {
    fileprivate func variable(headed heading: String) -> Variable? {
        variables.first { $0.source == .column(heading: heading) }
    }

    /// Why a column that is none of the variables cannot be asked for.
    fileprivate func refusal(of column: JSONCursor, _ name: String) -> JSONError {
        if name == keyHeading || links.contains(where: { $0.heading == name }) {
            return column.fail(
                "this column is a direct identifier: nobody is given one, and tables are linked without. Leave it out")
        }
        if ignoredHeadings.contains(name) {
            return column.fail("this column is not kept here, so nothing can be asked about it: leave it out")
        }
        return column.unknown("column", name, near: variables.map(\.name))
    }
}

extension JSONCursor {
    /// The elements of an array of so many. Throws with the place.
    fileprivate func elements(_ count: ClosedRange<Int>) throws(JSONError) -> [JSONCursor] {
        let elements = try array()
        guard count.contains(elements.count) else {
            throw fail("write from \(count.lowerBound) to \(count.upperBound) of them")
        }
        return elements
    }

    fileprivate func unknown(_ kind: String, _ name: String, near known: [String]) -> JSONError {
        let near = nearestNames(to: name, in: known).map { "`\($0)`" }.joined(separator: ", ")
        return fail("there is no such \(kind)" + (near.isEmpty ? "" : "; near it: \(near)"))
    }
}
