package import Catalogue
import JSON
package import QueryLanguage

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

    /// Those of some variables that the scope does not hold. A view is held by its own name or by what it looks at.
    func lacking(_ wanted: Set<VariableName>, in catalogue: Catalogue) -> Set<VariableName> {
        wanted.subtracting(variables).filter { !variables.contains(catalogue.source(of: $0)) }
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
