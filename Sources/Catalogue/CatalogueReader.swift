package import JSON

/// Reads declarations, so that whatever holds a `Dataset` knows that it hangs together.
package enum CatalogueReader {
    /// Reads the declaration of one dataset. Its shape is published as `policies/schemas/dataset.schema.json`.
    ///
    /// Throws `CatalogueError.declaration` with the place of the first fault.
    package static func read(_ declaration: JSONValue) throws(CatalogueError) -> Dataset {
        do { return try dataset(JSONCursor(declaration)) } catch { throw .declaration(error) }
    }

    /// Makes one catalogue of several datasets.
    ///
    /// Throws where a name is taken twice, a link leads nowhere, or a unit has two registers.
    package static func check(_ datasets: [Dataset]) throws(CatalogueError) -> Catalogue {
        var known: [DatasetID: Dataset] = [:]
        var registers: Set<StatisticalUnit> = []
        for dataset in datasets {
            guard known.updateValue(dataset, forKey: dataset.id) == nil else { throw .repeatedDataset(dataset.id) }
            guard !dataset.isRegister || registers.insert(dataset.unit).inserted else {
                throw .twoRegisters(dataset.unit)
            }
        }
        for dataset in datasets {
            for link in dataset.links where known[link.dataset]?.rowsPerUnit != .one {
                throw .linkLeadsNowhere(dataset.id, role: link.role)
            }
            for scope in dataset.consents where !isAnswered(scope, for: dataset, in: known) {
                throw .consentNowhere(dataset.id, variable: scope.variable)
            }
        }
        return Catalogue(datasets)
    }

    private static func dataset(_ cursor: JSONCursor) throws(JSONError) -> Dataset {
        let fields = try cursor.object()
        try fields.allowOnly(
            "id", "title", "description", "controllers", "tier", "unit", "rowsPerUnit", "register", "key",
            "ignoredColumns", "links", "population", "asOf", "time", "bounds", "variables", "source", "presence",
            "consents", "quality", "about")
        let key = try fields.required("key").object()
        try key.allowOnly("column", "identifier")
        let rows = try fields.required("rowsPerUnit").oneOf([("one", RowsPerUnit.one), ("many", .many)])
        let isRegister = try fields.optional("register")?.bool() ?? false
        if isRegister, rows == .many { throw try fields.required("register").fail("a register has one row per unit") }
        let variables = try variables(fields.required("variables"))
        let dataset = Dataset(
            id: try datasetID(fields.required("id")),
            title: try text(fields.required("title"), atMost: 200),
            description: try fields.optional("description").map { c throws(JSONError) in try text(c, atMost: 4_000) }
                ?? "",
            controllers: try controllers(
                fields.required("controllers"), of: datasetID(fields.required("id")), among: variables),
            tier: try fields.required("tier").oneOf(Tier.self),
            unit: try fields.required("unit").oneOf(StatisticalUnit.self),
            rowsPerUnit: rows, isRegister: isRegister,
            keyHeading: try text(key.required("column"), atMost: 128),
            identifier: try key.required("identifier").oneOf([("nhsNumber", .nhsNumber), ("opaque", .opaque)]),
            ignoredHeadings: try texts(fields.optional("ignoredColumns"), atMost: 128),
            links: try links(fields.optional("links")),
            declaredUnits: try fields.required("population").integer(in: 1...2_000_000_000),
            asOf: try month(fields.required("asOf")),
            timeVariable: try timeVariable(fields.optional("time"), among: variables),
            presence: try presence(fields.optional("presence"), among: variables),
            isFromGeneralPractice: try isFromGeneralPractice(fields),
            consents: try consents(fields.optional("consents")),
            bounds: try bounds(fields, rows: rows),
            quality: try quality(fields.optional("quality"), among: variables), variables: variables,
            about: try about(fields))
        try checkHeadings(dataset, at: cursor)
        return dataset
    }

    private static func controllers(
        _ cursor: JSONCursor, of dataset: DatasetID, among variables: [Variable]
    ) throws(JSONError) -> [Controller] {
        var result: [Controller] = []
        for element in try cursor.array() {
            let fields = try element.object()
            try fields.allowOnly("id", "name", "covers", "rows")
            let controller = Controller(
                id: try code(fields.required("id")), name: try text(fields.required("name"), atMost: 200),
                covers: try text(fields.required("covers"), atMost: 500),
                rows: try rows(fields["rows"], of: dataset, among: variables))
            guard !result.contains(where: { $0.id == controller.id }) else {
                throw element.fail("this controller occurs twice")
            }
            result.append(controller)
        }
        guard !result.isEmpty else { throw cursor.fail("a dataset has at least one controller") }
        try checkRows(of: result, among: variables, at: cursor)
        return result
    }

    private static func links(_ cursor: JSONCursor?) throws(JSONError) -> [Link] {
        var result: [Link] = []
        for element in try cursor?.array() ?? [] {
            let fields = try element.object()
            try fields.allowOnly("role", "dataset", "column", "maximumPerTarget")
            let link = Link(
                role: try name(fields.required("role")), dataset: try datasetID(fields.required("dataset")),
                heading: try text(fields.required("column"), atMost: 128),
                maximumPerTarget: try fields.required("maximumPerTarget").integer(in: 1...10_000))
            guard !result.contains(where: { $0.role == link.role }) else {
                throw element.fail("this role occurs twice")
            }
            result.append(link)
        }
        return result
    }

    /// Many rows need declared bounds; one row for each unit can only be in one cell, once.
    private static func bounds(_ fields: JSONFields, rows: RowsPerUnit) throws(JSONError) -> ContributionBounds {
        guard rows == .many || fields["bounds"] != nil else { return ContributionBounds(perCell: 1, cells: 1) }
        let bounds = try fields.required("bounds").object()
        try bounds.allowOnly("perCell", "cells")
        let most = rows == .one ? 1 : 10_000
        return ContributionBounds(
            perCell: try bounds.required("perCell").integer(in: 1...most),
            cells: try bounds.required("cells").integer(in: 1...most))
    }

    private static func timeVariable(
        _ cursor: JSONCursor?, among variables: [Variable]
    ) throws(JSONError) -> String? {
        guard let cursor else { return nil }
        let name = try name(cursor)
        guard let variable = variables.first(where: { $0.name == name }) else {
            throw cursor.fail("no variable `\(name)` is declared")
        }
        guard variable.type == .month || variable.type == .date else {
            throw cursor.fail("`\(name)` is neither a month nor a date")
        }
        return name
    }

    /// `{"entry": "registeredFrom", "exit": "leftIn"}`: at least one of the two, each a stored month.
    private static func presence(
        _ cursor: JSONCursor?, among variables: [Variable]
    ) throws(JSONError) -> PresenceVariables? {
        guard let cursor else { return nil }
        let fields = try cursor.object()
        try fields.allowOnly("entry", "exit")
        guard !fields.names.isEmpty else { throw cursor.fail("say `entry`, `exit` or both") }
        func month(_ place: JSONCursor?) throws(JSONError) -> String? {
            guard let place else { return nil }
            let name = try name(place)
            guard let variable = variables.first(where: { $0.name == name }), variable.type == .month,
                case .column = variable.source
            else { throw place.fail("names no stored month variable of this dataset") }
            return name
        }
        return PresenceVariables(entry: try month(fields["entry"]), exit: try month(fields["exit"]))
    }

    /// Each CSV column has one use.
    private static func checkHeadings(_ dataset: Dataset, at cursor: JSONCursor) throws(JSONError) {
        var seen: Set<String> = []
        let variables = dataset.variables.compactMap { variable -> String? in
            if case .column(let heading) = variable.source { heading } else { nil }
        }
        let headings = [dataset.keyHeading] + dataset.links.map(\.heading) + variables + dataset.ignoredHeadings
        for heading in headings where !seen.insert(heading).inserted {
            throw cursor.fail("the column `\(heading)` has two uses")
        }
    }
}
