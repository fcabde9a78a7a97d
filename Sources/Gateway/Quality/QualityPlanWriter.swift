import Catalogue
import JSON
import QueryLanguage

/// Writes the questions of one dataset's quality report.
struct QualityPlanWriter {
    let dataset: Dataset
    /// The register of the dataset's units.
    let register: Dataset
    let catalogue: Catalogue

    /// The most measures of one query.
    private static let mostMeasures = 16
    /// How many quarters are told apart, and how many of them the other counts of dated rows are of.
    private static let quarters = (timeliness: 8, others: 4)

    var tables: [QualityPlan.Table] { coverage + completeness + validity + rounds + timeliness + linkage }

    // MARK: - The tables

    private var coverage: [QualityPlan.Table] {
        guard isCountable else { return [] }
        var counts = [(QualityPlan.Column(unit, of: unit, "All"), hasManyRows ? units(with: rows) : ["count": "unit"])]
        if hasManyRows { counts.append((QualityPlan.Column("rows", of: "\(dataset.id)", "Rows"), .object(rows))) }
        return tables(
            .coverage, by: [area].compactMap { $0 }, counts + controllers { ratio(of: $0) }, totals: area != nil)
    }

    private var completeness: [QualityPlan.Table] {
        shares(
            .completeness,
            dataset.variablesThatMayLack.map { variable in
                let lacks: JSONValue = .array(variable.lacks.map { .string($0.rawValue) })
                return (column(variable), share(["not": condition(variable, ["missing": lacks])], of: nil))
            })
    }

    private var validity: [QualityPlan.Table] {
        shares(
            .validity,
            dataset.quality.plausible.compactMap { rule in
                guard let variable = dataset.variable(named: rule.variable) else { return nil }
                let stated: JSONValue? =
                    variable.lacks.isEmpty ? nil : ["not": condition(variable, ["missing": true])]
                return (column(variable), share(condition(variable, rule.values.clause), of: stated))
            })
    }

    private var rounds: [QualityPlan.Table] {
        guard isCountable, let round = dataset.quality.round.flatMap({ dataset.variable(named: $0) }) else { return [] }
        let all = (QualityPlan.Column(hasManyRows ? "rows" : unit, of: "\(dataset.id)", "All"), count(nil))
        return tables(
            .rounds, by: [.string("\(dataset.id).\(round.name)")], [all] + controllers { count($0) }, totals: false,
            ruledOut: round.domain.missing.contains(.notLinked) ? [:] : [0: [MissingKind.notLinked.code]])
    }

    private var timeliness: [QualityPlan.Table] {
        guard hasManyRows, let time = timeVariable, let period = period(quarters: Self.quarters.timeliness)
        else { return [] }
        let when: JSONValue = ["variable": .string("\(dataset.id).\(time.name)"), "grouping": "quarter"]
        let counted: JSONValue = ["count": .string("\(dataset.id)"), "during": period.json]
        return tables(
            .timeliness, by: [when] + [area].compactMap { $0 },
            [(QualityPlan.Column("rows", of: "\(dataset.id)", "Rows"), counted)], totals: false,
            ruledOut: [0: quarters(of: time, outside: period)])
    }

    /// Queries follow the links of registers.
    private var linkage: [QualityPlan.Table] {
        guard dataset.isRegister else { return [] }
        return shares(
            .linkage,
            dataset.links.compactMap { link in
                guard let target = catalogue.dataset(link.dataset),
                    let variable = target.storedVariables.first(where: \.isAddressable)
                else { return nil }
                let unlinked: JSONValue = [
                    "variable": .string("\(target.id).\(variable.name)"), "via": .string(link.role),
                    "missing": ["notLinked"],
                ]
                let column = QualityPlan.Column(link.role, of: "\(dataset.id).\(link.role)", target.title)
                return (column, share(["not": unlinked], of: nil))
            })
    }

    // MARK: - Their parts

    private var hasManyRows: Bool { dataset.rowsPerUnit == .many }
    private var unit: String { dataset.unit.rawValue }
    private var timeVariable: Variable? { dataset.timeVariable.flatMap { dataset.variable(named: $0) } }
    /// Dated rows are counted in whole quarters only.
    private var isCountable: Bool {
        !hasManyRows || dataset.timeVariable == nil || period(quarters: Self.quarters.others) != nil
    }

    /// Tables by area of shares.
    private func shares(
        _ topic: QualityPlan.Topic, _ measures: [(QualityPlan.Column, JSONValue)]
    ) -> [QualityPlan.Table] {
        isCountable ? tables(topic, by: [area].compactMap { $0 }, measures, totals: area != nil) : []
    }

    /// Tables of one kind, each with as many measures as a query may have.
    private func tables(
        _ topic: QualityPlan.Topic, by: [JSONValue], _ measures: [(QualityPlan.Column, JSONValue)], totals: Bool,
        ruledOut: [Int: Set<String>] = [:]
    ) -> [QualityPlan.Table] {
        stride(from: 0, to: measures.count, by: Self.mostMeasures).map { start in
            let some = measures[start..<min(start + Self.mostMeasures, measures.count)]
            var query: JSONObject = [
                "project": "none", "purpose": "quality", "unit": .string(unit), "asOf": .string("\(dataset.asOf)"),
                "by": .array(by), "measures": .object(JSONObject(some.map { ($0.measure, $1) })),
                "precision": .string(precision.rawValue), "totals": .bool(totals),
            ]
            if !hasManyRows, let present { query["population"] = present }
            return QualityPlan.Table(
                topic: topic, query: .object(query), columns: some.map(\.0), ruledOut: ruledOut)
        }
    }

    /// One measure for each controller that says which rows are its own.
    private func controllers(_ measure: (JSONValue) -> JSONValue) -> [(QualityPlan.Column, JSONValue)] {
        dataset.controllers.enumerated().compactMap { number, controller in
            guard let rows = controller.rows else { return nil }
            let own: JSONValue = [
                "variable": .string("\(rows.variable)"), "in": .array(rows.named.map { .string($0) }),
            ]
            // Ids need not be names of measures, and a name is taken once.
            let name =
                Name.isPlain(controller.id) && !taken.contains(controller.id) ? controller.id : "controller\(number)"
            return (QualityPlan.Column(name, of: controller.id, controller.name), measure(own))
        }
    }

    /// The names that counts of everything have.
    private var taken: Set<String> { [unit, "rows"] }

    private func column(_ variable: Variable) -> QualityPlan.Column {
        QualityPlan.Column(variable.name, of: "\(dataset.id).\(variable.name)", variable.title)
    }

    /// Units with a row, where a unit of the register may have none.
    private var present: JSONValue? {
        guard dataset.id != register.id,
            let variable = dataset.storedVariables.first(where: {
                $0.isAddressable && !$0.domain.missing.contains(.notLinked)
            })
        else { return nil }
        return ["not": ["variable": .string("\(dataset.id).\(variable.name)"), "missing": ["notLinked"]]]
    }

    /// A share of units, or of rows for each hundred, for which a condition holds.
    private func share(_ condition: JSONValue, of all: JSONValue?) -> JSONValue {
        guard hasManyRows else {
            var share: JSONObject = ["proportion": condition, "missing": all == nil ? "asNo" : "exclude"]
            share["where"] = all
            return .object(share)
        }
        return [
            "ratio": ["of": count(all.map { ["all": [$0, condition]] } ?? condition), "to": count(all)], "per": 100,
        ]
    }

    /// Units or rows for which a condition holds, for each hundred: as many as there are of all.
    private func ratio(of condition: JSONValue) -> JSONValue {
        ["ratio": ["of": count(condition), "to": count(nil)], "per": 100]
    }

    /// Units or rows for which a condition holds; nil for all.
    private func count(_ condition: JSONValue?) -> JSONValue {
        var count: JSONObject = hasManyRows ? rows : ["count": "unit"]
        count["where"] = condition
        return .object(count)
    }

    private func condition(_ variable: Variable, _ members: JSONObject) -> JSONValue {
        var condition: JSONObject = ["variable": .string("\(dataset.id).\(variable.name)")]
        if variable.type == .age { condition["at"] = .string("\(dataset.asOf)") }
        for (name, value) in members.members { condition[name] = value }
        return .object(condition)
    }

    /// The dataset's rows, where they are dated those of the last quarters.
    private var rows: JSONObject {
        var rows: JSONObject = ["count": .string("\(dataset.id)")]
        if dataset.timeVariable != nil { rows["during"] = period(quarters: Self.quarters.others)?.json }
        return rows
    }

    private func units(with rows: JSONObject) -> JSONValue {
        var some: JSONObject = ["some": .string("\(dataset.id)")]
        some["during"] = rows["during"]
        return ["count": "unit", "where": .object(some)]
    }

    /// Boroughs, by the register's first variable that has them: a view before a grouping, for it has the plainer name.
    private var area: JSONValue? {
        let ways = register.variables.filter { $0.type == .area }.flatMap { variable in
            variable.groupings.filter { $0.isAddressable && $0.areaLevel == .borough }.map { (variable, $0) }
        }
        guard let (variable, grouping) = ways.first(where: { $0.1.name == Grouping.finestName }) ?? ways.first else {
            return nil
        }
        return [
            "variable": .string("\(register.id).\(variable.name)"), "grouping": .string(grouping.name),
        ]
    }

    /// The last whole quarters that the declaration has, up to the release: as many as there are, at most so many.
    private func period(quarters: Int) -> ClosedRange<Month>? {
        guard let time = timeVariable,
            let first = time.domain.categories.first.flatMap({ Month(String($0.code.prefix(7))) }),
            let last = time.domain.categories.last.flatMap({ Month(String($0.code.prefix(7))) })
        else { return nil }
        // The last month of a quarter is the third, sixth, ninth or twelfth; its first is two before.
        let end = (min(last, dataset.asOf).number + 1) / 3 * 3 - 1
        let start = max((first.number + 2) / 3 * 3, end - 3 * quarters + 1)
        guard start < end, let from = Month(number: start), let to = Month(number: end) else { return nil }
        return from...to
    }

    /// The codes of the quarters of which no month is in the period.
    private func quarters(of time: Variable, outside period: ClosedRange<Month>) -> Set<String> {
        guard let quarters = time.grouping(named: "quarter") else { return [] }
        var outside = Set(quarters.groups.indices)
        for (category, group) in zip(time.domain.categories, quarters.groupOf) {
            if let month = Month(String(category.code.prefix(7))), period.contains(month) { outside.remove(group) }
        }
        return Set(outside.map { quarters.groups[$0].code })
    }

    /// By the declared number of units: noise that is small beside it. The price falls as the noise grows.
    private var precision: Precision {
        switch dataset.declaredUnits {
        case 100_000...: .scan
        case 20_000...: .exploratory
        default: .standard
        }
    }
}

extension ClosedRange<Month> {
    fileprivate var json: JSONValue { ["from": .string("\(lowerBound)"), "to": .string("\(upperBound)")] }
}

extension PlausibleValues.Values {
    /// As a condition on the variable says it.
    fileprivate var clause: JSONObject {
        switch self {
        case .codes(let codes): ["in": .array(codes.map { .string($0) })]
        case .range(let from, let to): ["from": .string(from), "to": .string(to)]
        }
    }
}
