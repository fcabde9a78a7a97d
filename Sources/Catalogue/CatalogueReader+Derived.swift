import JSON

/// Variables without a column of their own.
extension CatalogueReader {
    /// An age: whole years from a birth month to a month that the query names. Who is older than `maximum` counts as
    /// `maximum`; who is born later is *not yet*.
    static func age(_ cursor: JSONCursor, among stored: [String: Variable]) throws(JSONError) -> Variable {
        let fields = try cursor.object()
        try fields.allowOnly(
            "name", "title", "description", "type", "of", "maximum", "groupings", "sensitive", "addressable",
            "characteristic")
        let kind = try fields.required("type")
        guard try kind.oneOf([("age", VariableType.age)]) == .age else { throw kind.fail("must be `age`") }
        let of = try fields.required("of")
        guard let birth = stored[try name(of)], birth.type == .month else {
            throw of.fail("names no stored month variable of this dataset")
        }
        let maximum = try fields.required("maximum").integer(in: 1...200)
        let categories = (0...maximum).map {
            Category(code: "\($0)", title: $0 == maximum ? "\($0) and over" : "\($0)")
        }
        let missing = MissingKind.allCases.filter { $0 == .notYet || birth.domain.missing.contains($0) }
        let domain = Domain(categories: categories, missing: missing, isOrdered: true)
        let finest = finest(categories, isAddressable: try fields.optional("addressable")?.bool() ?? true)
        return try Variable(
            name: name(fields.required("name")), title: title(fields), description: description(fields), type: .age,
            source: .age(birthMonth: birth.name), domain: domain,
            groupings: groupings(.age, fields, after: finest, domain: domain), missingSpellings: [:],
            isSensitive: fields.optional("sensitive")?.bool() ?? birth.isSensitive,
            characteristic: characteristic(fields),
            isFromGeneralPractice: birth.isFromGeneralPractice, vintage: nil, measuredIn: "year")
    }

    /// A view: its finest partition is a grouping of what it looks at, and whatever is coarser comes along.
    static func view(_ cursor: JSONCursor, among stored: [String: Variable]) throws(JSONError) -> Variable {
        let fields = try cursor.object()
        try fields.allowOnly("name", "title", "description", "type", "view", "sensitive", "topic", "characteristic")
        let view = try fields.required("view").object()
        try view.allowOnly("of", "grouping")
        let of = try view.required("of")
        guard let source = stored[try name(of)] else { throw of.fail("names no stored variable of this dataset") }
        let place = try view.required("grouping")
        guard let chosen = source.grouping(named: try name(place)) else {
            throw place.fail("`\(source.name)` has no such grouping")
        }
        let finest = Grouping(
            name: Grouping.finestName, title: chosen.title, groups: chosen.groups, groupOf: chosen.groupOf,
            isAddressable: chosen.isAddressable, areaLevel: chosen.areaLevel, lookup: chosen.lookup)
        let coarser = source.groupings.filter { $0.name != chosen.name && chosen.isFinerThan($0) }
        let type = try fields.required("type").oneOf(VariableType.self)
        guard type != .age else { throw try fields.required("type").fail("a view is not an age") }
        return try Variable(
            name: name(fields.required("name")), title: title(fields), description: description(fields), type: type,
            source: .view(of: source.name, grouping: chosen.name), domain: source.domain,
            groupings: [finest] + coarser, missingSpellings: [:],
            isSensitive: fields.optional("sensitive")?.bool() ?? source.isSensitive,
            topic: topic(fields) ?? source.topic, characteristic: characteristic(fields) ?? source.characteristic,
            isFromGeneralPractice: source.isFromGeneralPractice, vintage: source.vintage, measuredIn: source.measuredIn)
    }
}

extension Grouping {
    /// The name of every variable's first grouping.
    package static let finestName = "finest"

    /// Whether each of its groups lies in one group of the other.
    package func isFinerThan(_ other: Grouping) -> Bool {
        var home: [Int: Int] = [:]
        for (mine, theirs) in zip(groupOf, other.groupOf) {
            if let known = home.updateValue(theirs, forKey: mine), known != theirs { return false }
        }
        return groupOf.count == other.groupOf.count
    }
}
