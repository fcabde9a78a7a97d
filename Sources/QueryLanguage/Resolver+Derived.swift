import Catalogue
import JSON

/// Derived variables: their definitions are conditions, read like those of a question.
extension Resolver {
    /// A derived variable that a condition or a dimension names.
    ///
    /// An approval must hold the variable itself, every dataset that its definition reads and every link that it follows,
    /// so that the controllers of all of them have signed; of the variables it reads, none by itself. What is sensitive in
    /// them is sensitive in it.
    mutating func derived(
        _ derivation: Derivation, _ variable: Variable, of dataset: Dataset, by way: Way, at place: JSONCursor
    ) throws(QueryError) -> VariableReference {
        let name = VariableName(dataset: dataset.id, name: variable.name)
        let isOwn = way.role == nil
        guard !isDefinition else {
            throw QueryError(place.pointer, .notOffered("a derived variable inside the definition of another"))
        }
        var inner = try Resolver(catalogue: catalogue, unit: dataset.unit, pointer: place.pointer)
        (inner.clauses, inner.allowance, inner.ageMonths) = (clauses, allowance, ageMonths)
        inner.isDefinition = true
        let meaning: [Condition]
        let values: [Predicate]
        do throws(QueryError) { (meaning, values) = try inner.values(of: derivation) } catch {
            throw QueryError(place.pointer, .definitionUnfit(variable: "\(name)", at: error.pointer, error.message))
        }
        (clauses, allowance, ageMonths) = (inner.clauses, inner.allowance, inner.ageMonths)
        if isOwn {
            agePartitions.merge(inner.agePartitions) { $0.union($1) }
        } else if inner.links.contains(where: { $0.dataset == dataset.id }) {
            throw QueryError(
                place.pointer, .notOffered("a derived variable that follows a link, seen through another link"))
        } else if let study = inner.datasets.sorted().first(where: { catalogue.dataset($0)?.consents.isEmpty == false })
        {
            // Who is counted is not who agreed: the rows behind the value are of others.
            throw QueryError(place.pointer, .consentOfOthers(dataset: "\(study)"))
        }
        datasets.formUnion(inner.datasets)
        links.formUnion(inner.links)
        variables.formUnion(inner.variables.union([name]))
        variablesToApprove.insert(name)
        return VariableReference(
            name: name, dataset: dataset, variable: variable,
            column: Column(role: way.role, dataset: dataset.id, name: variable.name, values: values),
            canLackRow: way.canLackRow, at: nil, codeOf: Array(0..<variable.domain.size),
            meaning: isOwn ? meaning : nil)
    }

    /// What each value means, the last one too, as conditions of which exactly one holds; and all but the last in their
    /// one form. Error pointers are from the definition.
    mutating func values(of derivation: Derivation) throws(QueryError) -> ([Condition], [Predicate]) {
        var earlier: [Condition] = []
        var meaning: [Condition] = []
        var values: [Predicate] = []
        for (index, definition) in derivation.conditions.enumerated() {
            let pointer = "/values/\(index)/when"
            let condition: Condition
            do throws(QueryError) {
                condition = try clause(JSONCursor(definition), in: .units, depth: 0).condition
            } catch { throw QueryError(pointer + error.pointer, error.problem) }
            let first = Condition.all([condition] + earlier)
            values.append(try settle(first, pointer: pointer))
            meaning.append(first)
            earlier.append(condition.negated)
        }
        _ = try settle(.all(earlier), pointer: "/values/\(derivation.conditions.count)")
        return (meaning + [.all(earlier)], values)
    }
}
