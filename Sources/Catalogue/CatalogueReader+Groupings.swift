import JSON

extension CatalogueReader {
    /// Every value by itself.
    static func finest(_ categories: [Category], isAddressable: Bool, level: AreaLevel? = nil) -> Grouping {
        Grouping(
            name: Grouping.finestName, title: "Each value", groups: categories, groupOf: Array(categories.indices),
            isAddressable: isAddressable, areaLevel: level)
    }

    /// How small the areas of a variable, or of one of its groupings, are.
    static func level(_ fields: JSONFields) throws(JSONError) -> AreaLevel? {
        try fields.optional("level")?.oneOf(AreaLevel.self)
    }

    /// A characteristic that the law protects.
    static func characteristic(_ fields: JSONFields) throws(JSONError) -> ProtectedCharacteristic? {
        try fields.optional("characteristic")?.oneOf(ProtectedCharacteristic.self)
    }

    /// A word such as `self-harm`.
    static func topic(_ fields: JSONFields) throws(JSONError) -> String? {
        guard let member = fields.optional("topic") else { return nil }
        let word = try member.string()
        guard word.wholeMatch(of: /[a-z][a-z-]{0,63}/) != nil else {
            throw member.fail("write 1 to 64 small letters and hyphens, such as `self-harm`")
        }
        return word
    }

    /// The finest grouping, the calendar's own, and the declared ones. One code means one set of values in all of them.
    static func groupings(
        _ type: VariableType, _ fields: JSONFields, after finest: Grouping, domain: Domain
    ) throws(JSONError) -> [Grouping] {
        var result = [finest] + (try calendarGroupings(type, fields.optional("calendar"), domain.categories))
        for element in try fields.optional("groupings")?.array() ?? [] {
            let declared = try element.object()
            let place = try declared.required("name")
            let name = try name(place)
            guard !result.contains(where: { $0.name == name }) else {
                throw place.fail("a grouping of this name is already there")
            }
            let isNumber = type == .age || type == .integer
            let grouping =
                try isNumber
                ? bands(declared, name: name, type: type, domain: domain)
                : declaredGroups(declared, name: name, type: type, domain: domain)
            result.append(grouping)
            try checkCodes(result, at: element)
        }
        return result
    }

    /// `{"name": "tenYear", "edges": [0, 10, 20]}`: each edge starts a band, the last band runs to the end.
    private static func bands(
        _ fields: JSONFields, name: String, type: VariableType, domain: Domain
    ) throws(JSONError) -> Grouping {
        try fields.allowOnly("name", "title", "edges")
        let place = try fields.required("edges")
        guard let first = Int(domain.categories[0].code) else { throw place.fail("only numbers have edges") }
        let last = first + domain.categories.count - 1
        var edges: [Int] = []
        for element in try place.array() {
            let edge = try element.integer(in: first...last)
            guard edges.last.map({ $0 < edge }) ?? (edge == first) else {
                throw element.fail("edges rise, and the first one is \(first)")
            }
            edges.append(edge)
        }
        guard !edges.isEmpty else { throw place.fail("a grouping has at least one edge") }
        let ends = edges.dropFirst().map { $0 - 1 } + [last]
        let groups = zip(edges, ends).map { from, to in
            band(from: from, to: to, isAge: type == .age, isLast: to == last)
        }
        let groupOf = zip(edges, ends).enumerated().flatMap { index, band in
            Array(repeating: index, count: band.1 - band.0 + 1)
        }
        return Grouping(
            name: name,
            title: try fields.optional("title").map { c throws(JSONError) in try text(c, atMost: 200) }
                ?? name, groups: groups, groupOf: groupOf, isAddressable: true)
    }

    /// A letter stands in front, because spreadsheets read `1-3` as a day.
    private static func band(from: Int, to: Int, isAge: Bool, isLast: Bool) -> Category {
        let prefix = isAge ? "a" : "n"
        if isAge, isLast { return Category(code: "\(prefix)\(from)+", title: "\(from) and over") }
        if from == to { return Category(code: "\(prefix)\(from)", title: "\(from)") }
        return Category(code: "\(prefix)\(from)-\(to)", title: "\(from) to \(to)")
    }

    /// `{"name": …, "groups": [{"code": …, "title": …, "of": [codes]}]}`: each value is in one group.
    private static func declaredGroups(
        _ fields: JSONFields, name: String, type: VariableType, domain: Domain
    ) throws(JSONError) -> Grouping {
        try fields.allowOnly(
            ["name", "title", "groups"] + (type == .area ? ["level", "lookup", "vintage", "relation"] : []))
        let indexOf = Dictionary(
            domain.categories.enumerated().map { ($1.code, $0) }, uniquingKeysWith: { first, _ in first })
        var groupOf = [Int?](repeating: nil, count: domain.categories.count)
        var groups: [Category] = []
        let place = try fields.required("groups")
        for element in try place.array() {
            let group = try element.object()
            try group.allowOnly("code", "title", "of")
            let category = try category(group)
            guard !groups.contains(where: { $0.code == category.code }) else {
                throw element.fail("this code occurs twice")
            }
            for member in try group.required("of").array() {
                guard let index = indexOf[try member.string()] else { throw member.fail("is not a declared code") }
                guard groupOf[index] == nil else { throw member.fail("is already in a group") }
                groupOf[index] = groups.count
            }
            groups.append(category)
        }
        let complete = groupOf.compactMap { $0 }
        guard complete.count == groupOf.count else {
            throw place.fail("the groups leave out `\(domain.categories[groupOf.firstIndex(of: nil) ?? 0].code)`")
        }
        return Grouping(
            name: name,
            title: try fields.optional("title").map { c throws(JSONError) in try text(c, atMost: 200) }
                ?? name, groups: groups, groupOf: complete, isAddressable: true, areaLevel: try level(fields),
            lookup: try lookupUse(fields))
    }

    /// A code that stands in two groupings must mean the same values, or a query that names it would be a guess.
    private static func checkCodes(_ groupings: [Grouping], at cursor: JSONCursor) throws(JSONError) {
        guard let newest = groupings.last else { return }
        let members = newest.members
        for older in groupings.dropLast() {
            let indexOf = Dictionary(
                older.groups.enumerated().map { ($1.code, $0) }, uniquingKeysWith: { first, _ in first })
            let shared = newest.groups.indices.filter { indexOf[newest.groups[$0].code] != nil }
            guard !shared.isEmpty else { continue }
            let theirs = older.members
            for index in shared where indexOf[newest.groups[index].code].map({ theirs[$0] }) != members[index] {
                throw cursor.fail(
                    "the code `\(newest.groups[index].code)` means other values in the grouping `\(older.name)`")
            }
        }
    }
}

extension Grouping {
    /// The categories of each group, rising.
    package var members: [[Int]] {
        var result = [[Int]](repeating: [], count: groups.count)
        for (category, group) in groupOf.enumerated() { result[group].append(category) }
        return result
    }
}
