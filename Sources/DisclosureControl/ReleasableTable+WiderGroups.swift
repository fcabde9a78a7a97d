package import Catalogue
package import JSON
import QueryLanguage

/// What to ask for in the place of a breakdown by a protected characteristic of which nothing shows (INC-3).
package struct WiderGroup: Sendable, Hashable {
    /// The dimension's name in the answer.
    package let dimension: String
    /// The declared grouping to ask for; nil where there is none, and the breakdown is to be left out.
    package let grouping: String?
    /// The same in words.
    package let says: String

    /// As it stands in an answer.
    package var json: JSONValue {
        var object: JSONObject = ["dimension": .string(dimension)]
        object["grouping"] = grouping.map { .string($0) }
        object["says"] = .string(says)
        return .object(object)
    }
}

/// All of this is told by the released table and the catalogue, and by nothing else.
extension ReleasableTable {
    /// The dimensions by a protected characteristic of which no group shows anything, by their names in the answer.
    package func hiddenBreakdowns(in catalogue: Catalogue) -> [String] {
        hiddenDimensions(in: catalogue).map { dimensionNames[$0] }
    }

    /// For each of them the finest declared grouping that is coarser than the asked one.
    package func widerGroups(in catalogue: Catalogue) -> [WiderGroup] {
        hiddenDimensions(in: catalogue).map { index in
            let dimension = plan.query.dimensions[index]
            guard let wider = Self.wider(than: dimension, in: catalogue) else {
                return WiderGroup(
                    dimension: dimensionNames[index], grouping: nil,
                    says:
                        "Too few people to show by `\(dimension.name)`. Leave it out, and ask about everybody together."
                )
            }
            return WiderGroup(
                dimension: dimensionNames[index], grouping: wider.name,
                says: "Too few people to show by `\(dimension.name)`. Ask for the wider groups `\(wider.name)` "
                    + "(\(wider.title)).")
        }
    }

    private func hiddenDimensions(in catalogue: Catalogue) -> [Int] {
        plan.query.dimensions.indices.filter { index in
            let variable = Self.variable(of: plan.query.dimensions[index], in: catalogue)
            guard variable?.characteristic != nil else { return false }
            return rows.allSatisfy { row in
                row.codes[index] == Self.totalCode || row.values.allSatisfy { [.notShown, .notDefined].contains($0) }
            }
        }
    }

    private static func wider(than dimension: Dimension, in catalogue: Catalogue) -> Grouping? {
        guard let variable = variable(of: dimension, in: catalogue),
            let asked = variable.grouping(named: dimension.grouping)
        else { return nil }
        return variable.groupings
            .filter { $0.isAddressable && $0.groups.count < asked.groups.count && asked.isFinerThan($0) }
            .max { ($0.groups.count, $1.name) < ($1.groups.count, $0.name) }
    }

    private static func variable(of dimension: Dimension, in catalogue: Catalogue) -> Variable? {
        catalogue.dataset(dimension.name.dataset)?.variable(named: dimension.name.name)
    }
}
