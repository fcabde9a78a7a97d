package import JSON

extension CatalogueReader {
    /// The most areas that one look-up may have.
    private static let maximumAreas = 200_000

    /// Reads a look-up. Its shape is published as `policies/schemas/lookup.schema.json`.
    static func lookup(_ cursor: JSONCursor) throws(JSONError) -> Lookup {
        let fields = try cursor.object()
        try fields.allowOnly(
            "id", "title", "description", "source", "from", "to", "level", "relation", "targets", "areas")
        var targets: [Category] = []
        var indexOf: [String: Int] = [:]
        for element in try fields.required("targets").array() {
            let target = try element.object()
            try target.allowOnly("code", "title")
            let category = try category(target)
            guard indexOf.updateValue(targets.count, forKey: category.code) == nil else {
                throw element.fail("this code occurs twice")
            }
            targets.append(category)
        }
        return Lookup(
            id: try referenceID(fields.required("id")), title: try text(fields.required("title"), atMost: 200),
            description: try description(fields), source: try text(fields.required("source"), atMost: 500),
            from: try text(fields.required("from"), atMost: 32), to: try text(fields.required("to"), atMost: 32),
            level: try fields.required("level").oneOf(AreaLevel.self),
            relation: try fields.required("relation").oneOf(Lookup.Relation.self), targets: targets,
            targetOf: try areas(fields.required("areas"), indexOf))
    }

    /// `[["E01012428", "E01035382"], …]`: an area and its one target.
    private static func areas(_ cursor: JSONCursor, _ indexOf: [String: Int]) throws(JSONError) -> [String: Int] {
        let rows = try cursor.array()
        guard (1...maximumAreas).contains(rows.count) else {
            throw cursor.fail("a look-up has 1 to \(maximumAreas) areas")
        }
        var targetOf: [String: Int] = [:]
        for row in rows {
            let pair = try row.array()
            guard pair.count == 2 else { throw row.fail("must be the code of an area and that of its target") }
            let area = try code(pair[0])
            guard let target = indexOf[try pair[1].string()] else { throw pair[1].fail("is not the code of a target") }
            guard targetOf.updateValue(target, forKey: area) == nil else {
                throw row.fail("this area occurs twice: say the target that fits it best")
            }
        }
        return targetOf
    }

    // MARK: - Groupings made from look-ups

    /// The declaration of a dataset with the groups that its look-ups make, so that it stands alone from then on.
    ///
    /// Throws `declaration` where no look-up of the name is loaded, where it leads from another vintage, or where it has no
    /// target for a code of the variable; the message names the first such code.
    package static func fill(_ declaration: JSONValue, from lookups: [Lookup]) throws(CatalogueError) -> JSONValue {
        guard case .object(var dataset) = declaration, case .array(let variables)? = dataset["variables"] else {
            return declaration
        }
        do throws(JSONError) {
            let places = try JSONCursor(declaration).object().required("variables").array()
            var filled: [JSONValue] = []
            for (place, variable) in zip(places, variables) {
                filled.append(try self.filled(variable, at: place, from: lookups))
            }
            dataset["variables"] = .array(filled)
            return .object(dataset)
        } catch { throw .declaration(error) }
    }

    private static func filled(
        _ variable: JSONValue, at place: JSONCursor, from lookups: [Lookup]
    ) throws(JSONError) -> JSONValue {
        guard case .object(var object) = variable, case .array(let groupings)? = object["groupings"] else {
            return variable
        }
        let fields = try place.object()
        var result: [JSONValue] = []
        for (place, grouping) in zip(try fields.required("groupings").array(), groupings) {
            guard case .object(let written) = grouping, written["lookup"] != nil else {
                result.append(grouping)
                continue
            }
            result.append(.object(try self.filled(written, at: place, of: fields, from: lookups)))
        }
        object["groupings"] = .array(result)
        return .object(object)
    }

    /// `{"name": "lsoa2021", "lookup": "lsoa11_lsoa21@1"}`, with everything that follows from the look-up.
    private static func filled(
        _ grouping: JSONObject, at place: JSONCursor, of variable: JSONFields, from lookups: [Lookup]
    ) throws(JSONError) -> JSONObject {
        let fields = try place.object()
        try fields.allowOnly("name", "title", "lookup")
        let named = try fields.required("lookup")
        let id = try referenceID(named)
        guard let lookup = lookups.first(where: { $0.id == id }) else {
            throw named.fail("names no look-up that is loaded: load it first")
        }
        let vintage = try variable.required("vintage").string()
        guard vintage.utf8.elementsEqual(lookup.from.utf8) else {
            throw named.fail("the look-up leads from areas of `\(lookup.from)`, and these are of `\(vintage)`")
        }
        var members = [[JSONValue]](repeating: [], count: lookup.targets.count)
        for element in try variable.required("codes").array() {
            let code = try element.object().required("code").string()
            guard let target = lookup.targetOf[code] else { throw named.fail("it has no target for `\(code)`") }
            members[target].append(.string(code))
        }
        var filled = grouping
        filled["vintage"] = .string(lookup.to)
        filled["relation"] = .string(lookup.relation.rawValue)
        filled["level"] = .string(lookup.level.rawValue)
        filled["groups"] = .array(
            zip(lookup.targets, members).filter { !$0.1.isEmpty }.map { target, members in
                ["code": .string(target.code), "title": .string(target.title), "of": .array(members)]
            })
        return filled
    }

    /// What a filled grouping says of its look-up; nil where its groups were declared by hand.
    static func lookupUse(_ fields: JSONFields) throws(JSONError) -> LookupUse? {
        guard let named = fields["lookup"] else { return nil }
        return LookupUse(
            id: try referenceID(named), vintage: try text(fields.required("vintage"), atMost: 32),
            relation: try fields.required("relation").oneOf(Lookup.Relation.self))
    }

    /// Holds each grouping that names a look-up against that look-up.
    ///
    /// Throws `otherwiseThanLookup` where it is not in the catalogue, or groups otherwise.
    package static func checkLookups(_ datasets: [Dataset], in catalogue: Catalogue) throws(CatalogueError) {
        for dataset in datasets {
            for variable in dataset.variables {
                for grouping in variable.groupings {
                    guard let use = grouping.lookup else { continue }
                    guard let lookup = catalogue.lookup(use.id), grouping.follows(lookup, variable.domain) else {
                        throw .otherwiseThanLookup(
                            VariableName(dataset: dataset.id, name: variable.name), lookup: use.id)
                    }
                }
            }
        }
    }
}

extension Grouping {
    fileprivate func follows(_ lookup: Lookup, _ domain: Domain) -> Bool {
        self.lookup == LookupUse(id: lookup.id, vintage: lookup.to, relation: lookup.relation)
            && areaLevel == lookup.level
            && zip(domain.categories, groupOf).allSatisfy { lookup.target(of: $0.code) == groups[$1] }
    }
}
