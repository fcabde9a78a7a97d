import Catalogue
import JSON

/// The link to follow to a variable, and whether a unit may have no row there.
struct Way {
    let role: String?
    let canLackRow: Bool
}

extension Resolver {
    /// Finds the variable that `variable`, `via` and `at` name. `allowsManyRows` is for dimensions over rows.
    mutating func reference(
        _ place: JSONCursor, via: JSONCursor?, at: JSONCursor?, in scope: Scope, allowsManyRows: Bool
    ) throws(QueryError) -> VariableReference {
        let (dataset, variable) = try declared(place)
        let way = try way(to: dataset, via: via, in: scope, allowsManyRows: allowsManyRows, place: place)
        let name = VariableName(dataset: dataset.id, name: variable.name)
        datasets.insert(dataset.id)
        let storedName: String
        switch variable.source {
        case .derived(let derivation):
            guard case .units = scope else {
                throw QueryError(place.pointer, .notOffered("a derived variable in a condition on rows"))
            }
            if let at { throw QueryError(at.pointer, .atWithoutAge(variable: "\(name)")) }
            return try derived(derivation, variable, of: dataset, by: way, at: place)
        case .column: storedName = variable.name
        case .age(let birthMonth):
            storedName = birthMonth
            // Ages at several months tell of the birth month.
            variablesToApprove.insert(VariableName(dataset: dataset.id, name: birthMonth))
        case .view(let of, _): storedName = of
        }
        variablesToApprove.insert(name)
        variables.formUnion([name, VariableName(dataset: dataset.id, name: storedName)])
        let column = Column(role: way.role, dataset: dataset.id, name: storedName)
        if variable.type != .age, let at { throw QueryError(at.pointer, .atWithoutAge(variable: "\(name)")) }
        let month = try at?.queryMonth()
        var codeOf = Array(0..<variable.domain.size)
        if variable.type == .age, let birth = dataset.variable(named: storedName) {
            guard let month else { throw QueryError(place.pointer, .atMissing(variable: "\(name)")) }
            ageMonths.insert(month)
            guard ageMonths.count <= Self.maximumAgeMonths else { throw QueryError(place.pointer, .tooComplex) }
            codeOf = Self.ages(variable, birth: birth, at: month)
            for grouping in variable.groupings where grouping.isAddressable {
                let born = codeOf.prefix(birth.domain.categories.count)
                let groupOf = born.map { $0 < grouping.groupOf.count ? grouping.groupOf[$0] : -1 }
                agePartitions[column, default: []].insert(groupOf)
            }
        }
        // Of those who refused it, what comes from general practice is not there; of a dataset that does, no row is.
        let canBeWithheld =
            variable.isFromGeneralPractice && dataset.unit == .person && !dataset.isFromGeneralPractice
        return VariableReference(
            name: name, dataset: dataset, variable: variable, column: column,
            canLackRow: way.canLackRow || canBeWithheld, at: month,
            codeOf: codeOf)
    }

    /// The dataset and variable of a full name, such as `person.age`.
    func declared(_ place: JSONCursor) throws(QueryError) -> (dataset: Dataset, variable: Variable) {
        let text = try place.queryString()
        if let name = VariableName(text), let dataset = catalogue.dataset(name.dataset),
            let variable = dataset.variable(named: name.name)
        {
            return (dataset, variable)
        }
        let known = catalogue.datasets.flatMap { dataset in dataset.variables.map { "\(dataset.id).\($0.name)" } }
        throw QueryError(place.pointer, .unknownVariable(nearest: nearestNames(to: text, in: known)))
    }

    /// The link to follow to a dataset's variables, and whether a unit may have no row there.
    private mutating func way(
        to dataset: Dataset, via: JSONCursor?, in scope: Scope, allowsManyRows: Bool, place: JSONCursor
    ) throws(QueryError) -> Way {
        if case .rows(let own) = scope {
            guard own.id == dataset.id, via == nil else {
                throw QueryError(via?.pointer ?? place.pointer, .outsideRow(dataset: "\(own.id)"))
            }
            return Way(role: nil, canLackRow: false)
        }
        if dataset.unit == unit, via == nil {
            guard dataset.rowsPerUnit == .one || allowsManyRows else {
                throw QueryError(place.pointer, .manyRows(dataset: "\(dataset.id)"))
            }
            return Way(role: nil, canLackRow: dataset.rowsPerUnit == .one && dataset.id != register.id)
        }
        let role = try link(
            declaredBy: register, to: dataset.unit, via: via, pointer: place.pointer, goal: "`\(dataset.id)`")
        guard dataset.rowsPerUnit == .one else {
            throw QueryError(place.pointer, .manyRows(dataset: "\(dataset.id)"))
        }
        return Way(role: role.role, canLackRow: true)
    }

    /// The one declared link from a register to a kind of unit; `via` chooses where there are several.
    mutating func link(
        declaredBy from: Dataset, to goalUnit: StatisticalUnit, via: JSONCursor?, pointer: String, goal: String
    ) throws(QueryError) -> Link {
        var candidates = from.links.filter { catalogue.dataset($0.dataset)?.unit == goalUnit }
        let roles = candidates.map(\.role)
        if let via {
            let role = try via.queryString()
            candidates = candidates.filter { $0.role.utf8.elementsEqual(role.utf8) }
        }
        guard let link = candidates.first else {
            throw QueryError(via?.pointer ?? pointer, .noLink(from: "`\(from.id)`", to: goal))
        }
        guard candidates.count == 1 else { throw QueryError(pointer, .severalLinks(roles: roles)) }
        links.insert(LinkUse(dataset: from.id, role: link.role))
        datasets.formUnion([from.id, link.dataset])
        return link
    }

    /// For each code of the birth month, the code of the age: whole years up to the month, at most the declared maximum.
    private static func ages(_ age: Variable, birth: Variable, at: Month) -> [Int] {
        let notYet = age.domain.code(of: .notYet) ?? 0
        let oldest = age.domain.categories.count - 1
        let born = birth.domain.categories.map { category -> Int in
            guard let month = Month(category.code), month <= at else { return notYet }
            return min((at.number - month.number) / 12, oldest)
        }
        return born + birth.domain.missing.map { age.domain.code(of: $0) ?? notYet }
    }
}
