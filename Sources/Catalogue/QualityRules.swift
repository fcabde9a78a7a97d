import JSON

/// What a dataset declares for its quality report, which is drawn from the declaration alone.
package struct QualityRules: Sendable, Hashable {
    /// The variable that tells which round of collection a row is of, such as the year of a return; nil for none.
    package let round: String?
    /// The values of some variables that are likely to be true. Others may be stated, and are loaded.
    package let plausible: [PlausibleValues]

    package init(round: String?, plausible: [PlausibleValues]) {
        self.round = round
        self.plausible = plausible
    }

    package static let none = QualityRules(round: nil, plausible: [])
}

/// The values of a variable that are likely to be true.
package struct PlausibleValues: Sendable, Hashable {
    /// As a query names them: codes, or the first and the last of a range.
    package enum Values: Sendable, Hashable {
        case codes([String])
        case range(from: String, to: String)
    }

    package let variable: String
    package let values: Values

    package init(variable: String, values: Values) {
        self.variable = variable
        self.values = values
    }
}

extension CatalogueReader {
    /// `{"round": "year", "plausible": [{"variable": "age", "from": "0", "to": "104"}, {"variable": "sex", "in": ["F"]}]}`
    static func quality(_ cursor: JSONCursor?, among variables: [Variable]) throws(JSONError) -> QualityRules {
        guard let cursor else { return .none }
        let fields = try cursor.object()
        try fields.allowOnly("round", "plausible")
        let round = try fields["round"].map { (place) throws(JSONError) in
            try variable(place, among: variables).name
        }
        var plausible: [PlausibleValues] = []
        for element in try fields["plausible"]?.array() ?? [] {
            let rule = try plausibleValues(element, among: variables)
            guard !plausible.contains(where: { $0.variable == rule.variable }) else {
                throw element.fail("this variable occurs twice")
            }
            plausible.append(rule)
        }
        return QualityRules(round: round, plausible: plausible)
    }

    private static func plausibleValues(
        _ cursor: JSONCursor, among variables: [Variable]
    ) throws(JSONError) -> PlausibleValues {
        let fields = try cursor.object()
        try fields.allowOnly("variable", "in", "from", "to")
        let variable = try variable(fields.required("variable"), among: variables)
        func known(_ place: JSONCursor) throws(JSONError) -> String {
            let code = try place.string()
            guard variable.domain.categories.contains(where: { $0.code == code }) else {
                throw place.fail("`\(variable.name)` has no such value")
            }
            return code
        }
        guard let list = fields["in"] else {
            guard variable.domain.isOrdered else { throw cursor.fail("only ordered variables have ranges: use `in`") }
            return PlausibleValues(
                variable: variable.name,
                values: .range(from: try known(fields.required("from")), to: try known(fields.required("to"))))
        }
        guard fields["from"] == nil, fields["to"] == nil else { throw cursor.fail("say `in`, or `from` and `to`") }
        var codes: [String] = []
        for element in try list.array() { codes.append(try known(element)) }
        guard !codes.isEmpty else { throw list.fail("name at least one value") }
        return PlausibleValues(variable: variable.name, values: .codes(codes))
    }

    private static func variable(_ place: JSONCursor, among variables: [Variable]) throws(JSONError) -> Variable {
        let name = try name(place)
        guard let variable = variables.first(where: { $0.name == name }) else {
            throw place.fail("no variable `\(name)` is declared")
        }
        return variable
    }
}
