import JSON

/// The rows of a dataset that one of its controllers answers for: those with certain values of a variable.
package struct ControllerRows: Sendable, Hashable {
    /// As declared: the variable, perhaps a view, and its groups' codes or ways of being missing.
    package let variable: VariableName
    package let named: [String]
    /// The stored variable behind it, and its column codes.
    package let column: String
    package let codes: Set<Int>

    package init(variable: VariableName, named: [String], column: String, codes: Set<Int>) {
        self.variable = variable
        self.named = named
        self.column = column
        self.codes = codes
    }
}

extension CatalogueReader {
    /// `{"variable": "borough", "in": ["E08000012", "_notStated"]}`: a variable of the dataset, and codes of its finest
    /// partition; of a view, codes of the grouping that it looks through.
    static func rows(
        _ cursor: JSONCursor?, of dataset: DatasetID, among variables: [Variable]
    ) throws(JSONError) -> ControllerRows? {
        guard let cursor else { return nil }
        let fields = try cursor.object()
        try fields.allowOnly("variable", "in")
        let place = try fields.required("variable")
        let name = try name(place)
        let (column, grouping) = try stored(behind: name, at: place, among: variables)
        guard !column.isFromGeneralPractice else {
            throw place.fail("people can refuse this variable, so it cannot say who answers for a row")
        }
        let members = grouping.members
        var codes: Set<Int> = []
        var named: [String] = []
        let list = try fields.required("in")
        for element in try list.array() {
            let code = try element.string()
            let values: [Int]
            if let group = grouping.groups.firstIndex(where: { $0.code == code }) {
                values = members[group]
            } else if let kind = MissingKind.allCases.first(where: { $0.code == code }),
                let value = column.domain.code(of: kind)
            {
                values = [value]
            } else {
                throw element.fail("`\(name)` has no such code")
            }
            guard codes.isDisjoint(with: values) else { throw element.fail("this code occurs twice") }
            codes.formUnion(values)
            named.append(code)
        }
        guard !codes.isEmpty else { throw list.fail("name at least one code") }
        return ControllerRows(
            variable: VariableName(dataset: dataset, name: name), named: named, column: column.name, codes: codes)
    }

    private static func stored(
        behind name: String, at place: JSONCursor, among variables: [Variable]
    ) throws(JSONError) -> (Variable, Grouping) {
        guard let variable = variables.first(where: { $0.name == name }) else {
            throw place.fail("no variable `\(name)` is declared")
        }
        switch variable.source {
        case .column: return (variable, variable.groupings[0])
        case .view(let of, let grouping):
            guard let column = variables.first(where: { $0.name == of }),
                let grouping = column.grouping(named: grouping)
            else { throw place.fail("no variable `\(of)` is declared") }
            return (column, grouping)
        case .derived:
            throw place.fail("a derived variable is loaded by itself, so it cannot say who answers for a row")
        case .age: throw place.fail("an age changes from month to month, so it cannot say who answers for a row")
        }
    }

    /// Where controllers say which rows are theirs, each row is somebody's, and nobody else's.
    static func checkRows(
        of controllers: [Controller], among variables: [Variable], at cursor: JSONCursor
    ) throws(JSONError) {
        let rows = controllers.compactMap(\.rows)
        guard let first = rows.first, let column = variables.first(where: { $0.name == first.column }) else { return }
        guard rows.allSatisfy({ $0.column == first.column }) else {
            throw cursor.fail("the controllers of one dataset say by one variable which rows are theirs")
        }
        let domain = column.domain
        for code in 0..<domain.size {
            let word =
                code < domain.categories.count
                ? domain.categories[code].code : domain.missing[code - domain.categories.count].code
            switch rows.count(where: { $0.codes.contains(code) }) {
            case 0: throw cursor.fail("no controller has the rows with `\(word)` of `\(first.column)`")
            case 1: continue
            default: throw cursor.fail("two controllers have the rows with `\(word)` of `\(first.column)`")
            }
        }
    }
}
