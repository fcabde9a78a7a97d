import Catalogue
import DisclosureControl
import Governance
import Identity
import JSON
import QueryLanguage
import Snapshots

/// The shape of a quality report.
extension Gateway {
    /// The report of the values that were stored and drawn.
    func report(_ draw: QualityDraw, _ found: Found) throws(GatewayError) -> Answer {
        var tables: [JSONValue] = []
        for (table, plan) in draw.tables {
            tables.append(try tableMembers(table, try self.table(plan, found)))
        }
        let dataset = draw.dataset
        return Answer(
            named: draw.name, as: "report", tier: nil,
            [
                "dataset": .string("\(dataset.id)"), "title": .string(dataset.title),
                "asOf": .string("\(dataset.asOf)"), "drawn": .string("\(parts.now.day)"),
                "says": .string(
                    "How complete, plausible and timely these data are. Drawn once for this release: it never changes."),
                "unit": .string(dataset.unit.rawValue), "variables": .array(dataset.qualityVariables),
                "tables": .array(tables),
                "notAsked": .array(
                    draw.notAsked.map { ["about": .string($0.topic.rawValue), "why": .string($0.why)] }),
                "provenance": [
                    "snapshots": releaseNames(of: draw.datasets, in: draw.generation),
                    "optOuts": ["version": .string(draw.generation.optOuts.version)],
                    "policy": draw.reader.policy.json,
                ],
                "price": .array(
                    try draw.priceLines(lacking: draw.keys).map {
                        ["ledger": .string($0.ledger.name), "amount": .string("\($0.amount)")]
                    }),
            ])
    }

    private func tableMembers(
        _ table: QualityPlan.Table, _ released: ReleasableTable
    ) throws(GatewayError) -> JSONValue {
        try disclosing { () throws(DisclosureError) in
            [
                "about": .string(table.topic.rawValue), "says": .string(released.plan.query.says),
                "columns": .array(
                    table.columns.map {
                        ["measure": .string($0.measure), "of": .string($0.subject), "title": .string($0.title)]
                    }),
                "asked": table.query, "dimensions": released.dimensionsJSON, "measures": released.measuresJSON,
                "rows": .array(table.possible(released)), "protection": try released.protectionJSON(record: "#/record"),
                "record": try released.plan.record(),
            ]
        }
    }
}

extension QualityPlan.Table {
    /// The lines that somebody can be behind.
    fileprivate func possible(_ released: ReleasableTable) -> [JSONValue] {
        guard case .array(let rows) = released.rowsJSON else { return [] }
        return zip(released.rows, rows).filter { row, _ in
            !ruledOut.contains { place, codes in codes.contains(row.codes[place]) }
        }.map(\.1)
    }
}

extension Dataset {
    /// Of each stored variable whether values can be missing, and whether it is said which are plausible.
    fileprivate var qualityVariables: [JSONValue] {
        let lacking = Set(variablesThatMayLack.map(\.name))
        return variables.compactMap { variable in
            switch variable.source {
            case .view, .derived: return nil
            case .column, .age: break
            }
            let completeness =
                lacking.contains(variable.name)
                ? "counted" : variable.lacks.isEmpty ? "always stated, or the load fails" : "cannot be asked for"
            return [
                "name": .string("\(id).\(variable.name)"), "title": .string(variable.title),
                "completeness": .string(completeness),
                "validity": .string(
                    quality.plausible.contains { $0.variable == variable.name }
                        ? "counted" : "each value is of the declared kind, or the load fails"),
            ]
        }
    }
}
