package import Catalogue
package import Identity
package import JSON
package import QueryLanguage

/// What a project asks to do: the text that everybody signs.
package struct Proposal: Sendable, Hashable {
    package let title: String
    /// What the public register says, in everyday words.
    package let summary: String
    /// How people in the region gain.
    package let benefit: String
    /// The legal basis and its reference.
    package let legalBasis: String
    package let legalReference: String
    /// Whether the project uses or trains AI.
    package let usesAI: Bool
    /// Who answers for the project. Never one of its researchers.
    package let owner: PersonID
    package let researchers: Set<PersonID>
    package let scope: Scope

    package init(
        title: String, summary: String, benefit: String, legalBasis: String, legalReference: String, usesAI: Bool,
        owner: PersonID, researchers: Set<PersonID>, scope: Scope
    ) {
        self.title = title
        self.summary = summary
        self.benefit = benefit
        self.legalBasis = legalBasis
        self.legalReference = legalReference
        self.usesAI = usesAI
        self.owner = owner
        self.researchers = researchers
        self.scope = scope
    }
}

/// What may be asked of what data, and why: proposed by a project, or granted to it.
package struct Scope: Sendable, Hashable {
    package let purposes: Set<String>
    package let datasets: Set<DatasetID>
    package let variables: Set<VariableName>
    package let links: Set<LinkUse>

    package init(
        purposes: Set<String>, datasets: Set<DatasetID>, variables: Set<VariableName>, links: Set<LinkUse>
    ) {
        self.purposes = purposes
        self.datasets = datasets
        self.variables = variables
        self.links = links
    }

    /// What is in this scope and not in the other, as people write it, sorted.
    func outside(_ other: Scope) -> [String] {
        sortedTexts(
            purposes.subtracting(other.purposes) + datasets.subtracting(other.datasets).map(\.description)
                + variables.subtracting(other.variables).map(\.description)
                + links.subtracting(other.links).map(\.text))
    }

    /// What the catalogue does not have, as people write it, sorted.
    func unknown(to catalogue: Catalogue) -> [String] {
        sortedTexts(
            datasets.filter { catalogue.dataset($0) == nil }.map(\.description)
                + variables.filter { catalogue.dataset($0.dataset)?.variable(named: $0.name) == nil }.map(\.description)
                + links.filter { catalogue.dataset($0.dataset)?.link(role: $0.role) == nil }.map(\.text))
    }

    /// Every controller of every dataset, by id.
    func controllers(in catalogue: Catalogue) -> [Controller] {
        var seen: Set<String> = []
        return datasets.sorted().compactMap { catalogue.dataset($0) }.flatMap(\.controllers)
            .filter { seen.insert($0.id).inserted }
    }
}

extension Scope {
    static let members = ["purposes", "datasets", "variables", "links"]

    init(_ fields: JSONFields) throws(JSONError) {
        self.init(
            purposes: try fields.required("purposes").set(atMost: 50) { cursor throws(JSONError) in
                try cursor.word()
            },
            datasets: try fields.required("datasets").set(atMost: 200) { cursor throws(JSONError) in
                try cursor.datasetID()
            },
            variables: try fields.required("variables").set(atMost: 5000) { cursor throws(JSONError) in
                try cursor.variableName()
            },
            links: try fields.required("links").set(atMost: 200) { cursor throws(JSONError) in
                try cursor.linkUse()
            })
    }

    func write(to object: inout JSONObject) {
        object["purposes"] = JSONValue(set: purposes)
        object["datasets"] = JSONValue(set: datasets.map(\.description))
        object["variables"] = JSONValue(set: variables.map(\.description))
        object["links"] = JSONValue(set: links.map(\.text))
    }
}

extension Proposal {
    /// Reads a draft as a project's `PUT` sends it and as it is stored. Throws a `JSONError` with the place.
    package init(json: JSONValue) throws(JSONError) { try self.init(JSONCursor(json)) }

    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly(
            ["title", "summary", "benefit", "legalBasis", "usesAI", "owner", "researchers"] + Scope.members)
        let legal = try fields.required("legalBasis").object()
        try legal.allowOnly("basis", "reference")
        self.init(
            title: try fields.required("title").text(1...200), summary: try fields.required("summary").text(1...4000),
            benefit: try fields.required("benefit").text(1...4000),
            legalBasis: try legal.required("basis").text(1...200),
            legalReference: try legal.required("reference").text(1...200),
            usesAI: try fields.required("usesAI").bool(), owner: try fields.required("owner").personID(),
            researchers: try fields.required("researchers").set(atMost: 200) { cursor throws(JSONError) in
                try cursor.personID()
            },
            scope: try Scope(fields))
    }

    /// What `init(json:)` reads.
    package var json: JSONValue {
        var object: JSONObject = [
            "title": .string(title), "summary": .string(summary), "benefit": .string(benefit),
            "legalBasis": ["basis": .string(legalBasis), "reference": .string(legalReference)],
            "usesAI": .bool(usesAI), "owner": .string(owner.description),
            "researchers": JSONValue(set: researchers.map(\.description)),
        ]
        scope.write(to: &object)
        return .object(object)
    }
}
