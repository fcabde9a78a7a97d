import Catalogue
import GatewayTesting
import JSON
import QueryLanguage

/// The reader of queries: what it takes has one canonical form, which no other way to say the same changes; what it
/// refuses it refuses at a place and with words that hold nothing of what was sent.
struct QueryTarget: FuzzTarget {
    private let catalogue: Catalogue

    init() throws { catalogue = try SmallRegion.catalogue() }

    func take(_ bytes: [UInt8]) {
        guard var body = try? JSONValue(parsing: bytes, limits: .request) else { return }
        // A line of the golden examples holds the query beside what comes of it.
        if case .object(let line) = body, let query = line["query"] { body = query }
        if case .object(let object) = body, let filter = object["population"] { takeFilter(filter) }
        let query: ResolvedQuery
        do throws(QueryError) { query = try QueryResolver.resolve(body, in: catalogue) } catch {
            promise(
                error.pointer.isEmpty || error.pointer.utf8.first == UInt8(ascii: "/"), "an error that points nowhere")
            promise(!error.message.isEmpty && !error.change.isEmpty, "an error without words")
            return
        }
        check(query)
        // The same text read again, and the same question in other words, which may be too long or select nobody.
        promise((try? QueryResolver.resolve(body, in: catalogue)) == query, "read twice, it is another query")
        var words = RandomQueries(random: SeededRandomness(seed: UInt64(bytes.count)))
        if let other = try? QueryResolver.resolve(words.rewritten(body), in: catalogue) {
            promise(other.canonical == query.canonical, "in other words it means something else")
        }
    }

    private func check(_ query: ResolvedQuery) {
        promise(JSONValue.isCanonical(query.canonical), "its canonical form is not canonical")
        let population = query.population.canonical(in: catalogue)
        promise(population == query.canonicalPopulation, "its population has two canonical forms")
        promise(query.parts.map { $0.canonical(in: catalogue) } == query.canonicalParts, "a part has two forms")
        promise(Set(query.canonicalParts).count == query.parts.count, "a part comes twice")
        promise(!query.says.isEmpty && query.says.count <= 1_001, "its words are missing or too many")
        promise(query.marginals.allSatisfy { $0.cellCount >= 1 }, "a table without cells")
        promise(query.variables.allSatisfy { catalogue.dataset($0.dataset) != nil }, "a name that is not declared")
        promise(query.datasets.allSatisfy { catalogue.dataset($0) != nil }, "a dataset that is not declared")
    }

    private func takeFilter(_ filter: JSONValue) {
        guard let resolved = try? QueryResolver.resolveFilter(filter, for: .person, in: catalogue) else { return }
        let twice: JSONValue = ["not": ["not": ["all": [filter, filter]]]]
        guard let again = try? QueryResolver.resolveFilter(twice, for: .person, in: catalogue) else { return }
        promise(again.canonical == resolved.canonical, "a filter that is said twice selects others")
    }
}
