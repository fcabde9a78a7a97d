import Catalogue
import JSON
import QueryLanguage

extension JSONFields {
    /// The member `rowFilter`: the only units that count, as a condition of the query language. Its canonical text; what
    /// it means is looked up in the catalogue, which may change meanwhile.
    func rowFilter() throws(JSONError) -> String? {
        guard let member = optional("rowFilter") else { return nil }
        _ = try member.object()
        do { return String(decoding: try member.value.canonicalBytes(), as: UTF8.self) } catch {
            throw JSONError(pointer: member.pointer + error.pointer, problem: error.problem)
        }
    }
}

extension JSONValue {
    /// The condition of a row filter's text.
    init?(rowFilter text: String?) {
        // It was parsed when it was read, so it parses again.
        guard let text, let value = try? JSONValue(parsing: Array(text.utf8), limits: .request) else { return nil }
        self = value
    }
}

extension Scope {
    /// A row filter as a condition on this unit, or nil where it cannot be one, or reaches outside the scope.
    func rowFilter(_ text: String, for unit: StatisticalUnit, in catalogue: Catalogue) -> ResolvedFilter? {
        guard let body = JSONValue(rowFilter: text),
            let filter = try? QueryResolver.resolveFilter(body, for: unit, in: catalogue),
            filter.datasets.isSubset(of: datasets), lacking(filter.variablesToApprove, in: catalogue).isEmpty,
            filter.links.isSubset(of: links)
        else { return nil }
        return filter
    }

    /// Whether a row filter is a condition on one unit at least, over what the scope names.
    func holds(rowFilter text: String, in catalogue: Catalogue) -> Bool {
        StatisticalUnit.allCases.contains { rowFilter(text, for: $0, in: catalogue) != nil }
    }
}
