import Catalogue
import JSON

/// The fixed questions behind a dataset's quality report.
///
/// They are written from the declarations alone, as ordinary queries: nobody chooses them, and two gateways with one
/// catalogue ask the same whatever their data are.
struct QualityPlan: Sendable, Hashable {
    /// What a table tells of.
    enum Topic: String, Sendable, Hashable, CaseIterable {
        /// How many units and rows there are by area, and how many of them each controller answers for.
        case coverage
        /// How many units or rows state a value, of each variable that may lack one.
        case completeness
        /// How many stated values are plausible, where the declaration says which are.
        case validity
        /// How many rows each round of collection has, by controller.
        case rounds
        /// How many rows each of the last quarters has, by area.
        case timeliness
        /// How many units a link leads from.
        case linkage
    }

    struct Table: Sendable, Hashable {
        let topic: Topic
        /// As it could be asked at `/v1/queries`, but for the project.
        let query: JSONValue
        /// What its measures are of.
        let columns: [Column]
        /// Codes of a dimension, by its place, that no unit can have, whatever the data are: they are not shown.
        let ruledOut: [Int: Set<String>]
    }

    /// A measure of a table.
    struct Column: Sendable, Hashable {
        let measure: String
        /// The variable, link, controller, dataset or kind of unit that it tells of.
        let subject: String
        let title: String

        init(_ measure: String, of subject: String, _ title: String) {
            self.measure = measure
            self.subject = subject
            self.title = title
        }
    }

    let tables: [Table]

    init(of dataset: Dataset, in catalogue: Catalogue) {
        guard let register = catalogue.register(of: dataset.unit) else {
            tables = []
            return
        }
        tables = QualityPlanWriter(dataset: dataset, register: register, catalogue: catalogue).tables
    }
}

extension Dataset {
    /// The variables that can be asked for lacking a value: stored and addressable, or an age in the place of its month.
    var variablesThatMayLack: [Variable] {
        variables.filter { variable in
            guard variable.isAddressable, !variable.lacks.isEmpty else { return false }
            return switch variable.source {
            case .column: true
            case .age(let birthMonth): !(self.variable(named: birthMonth)?.isAddressable ?? false)
            case .view, .derived: false
            }
        }
    }
}

extension Variable {
    var isAddressable: Bool { groupings.contains { $0.isAddressable } }

    /// The ways in which it lacks a value that it should have. *Not yet* is an answer.
    var lacks: [MissingKind] { domain.missing.filter { $0 != .notYet } }
}
