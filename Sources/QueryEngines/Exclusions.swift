package import Catalogue
import QueryLanguage
import Snapshots

/// Whom a query leaves out, and whose records of general practice. Both lists rise, and name nobody twice.
package struct Exclusions: Sendable {
    /// Persons who are not there at all: not counted, not reached by a link, without rows. A household is out where it
    /// has members and all of them are.
    package let persons: [UInt32]
    /// Persons whose records of general practice are not there: a dataset that comes from general practice has no row of
    /// theirs, and any other column that does reads as *no row*.
    package let withheld: [UInt32]
    /// For each dataset with one row for a unit of which not all rows count, the units whose row is not there. Rows of the
    /// other datasets are left out by the conditions of the plan.
    private let uncovered: [DatasetID: [UInt32]]

    /// The units whose row in a dataset is not there though they are, rising: of one with one row for each unit.
    package func withoutRow(in dataset: Dataset) -> [UInt32] {
        dataset.unit == .person && dataset.isFromGeneralPractice
            ? withheldOr(uncovered(in: dataset)) : uncovered(in: dataset)
    }

    /// The units whose value of a variable is not there, rising: those without the row, and those who withhold the value.
    package func withoutValue(of variable: Variable, in dataset: Dataset) -> [UInt32] {
        dataset.unit == .person && variable.isFromGeneralPractice
            ? withheldOr(uncovered(in: dataset)) : withoutRow(in: dataset)
    }

    private func withheldOr(_ units: [UInt32]) -> [UInt32] {
        var all = RisingNumbers(withheld)
        all.formUnion(units)
        return all.numbers
    }

    /// Those of them whose row no controller agreed to: they belong nowhere by it either.
    package func uncovered(in dataset: Dataset) -> [UInt32] { uncovered[dataset.id] ?? [] }

    /// Each kind has its own scope; a new kind stops the build here.
    init(_ kinds: Set<OptOutKind>, _ covered: [CoveredRows], in generation: Generation) throws(EngineError) {
        var persons = RisingNumbers([])
        var withheld = RisingNumbers([])
        for kind in kinds {
            let refusers = try reading { () throws(SnapshotError) in try generation.optOuts.persons(kind) }
            switch kind {
            case .artificialIntelligence, .local, .nationalDataOptOut, .rightToObject: persons.formUnion(refusers)
            case .type1: withheld.formUnion(refusers)
            }
        }
        withheld.subtract(persons.numbers)
        self.persons = persons.numbers
        self.withheld = withheld.numbers
        var uncovered: [DatasetID: [UInt32]] = [:]
        for rows in covered where generation.catalogue.dataset(rows.dataset)?.rowsPerUnit == .one {
            var units = RisingNumbers(uncovered[rows.dataset] ?? [])
            units.formUnion(try Self.units(outside: rows, in: generation))
            uncovered[rows.dataset] = units.numbers
        }
        self.uncovered = uncovered
    }

    /// The units with a row that does not count, rising.
    private static func units(outside rows: CoveredRows, in generation: Generation) throws(EngineError) -> [UInt32] {
        guard let table = generation.tables[rows.dataset],
            let codes = try reading({ () throws(SnapshotError) in try table.codes(of: rows.column) })
        else { throw .missing("`\(rows.dataset).\(rows.column)`") }
        let units = try reading { () throws(SnapshotError) in try table.unitOfRow() }
        return zip(units, codes).filter { !rows.codes.contains[Int($1)] }.map(\.0).sorted()
    }
}
