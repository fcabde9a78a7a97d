import Catalogue
import QueryLanguage
import Snapshots

/// One generation as a plan may see it: without those who said no, and with links followed.
struct LinkedData {
    let generation: Generation
    let unit: StatisticalUnit
    /// Persons whose records of general practice are not there.
    private let withheld: Set<UInt32>
    /// Persons who said no in a way that counts here, and households all of whose members did.
    private let out: [StatisticalUnit: Set<UInt32>]
    /// For each dataset with one row for each unit, the row of a unit.
    private let rowOf: [DatasetID: [UInt32: Int]]
    /// For each unit other than a person, how many persons who count are behind it.
    private let members: [UInt32: Int]

    /// Throws where a register or a dataset of the plan is not in the generation, or is of another release.
    init(_ generation: Generation, plan: EnginePlan) throws(EngineError) {
        for id in plan.datasets where generation.tables[id]?.asOf != plan.asOf {
            throw .missing("`\(id)`, or its release \(plan.asOf)")
        }
        try self.init(generation, counting: plan.unit, datasets: plan.datasets, without: plan.exclusions)
    }

    /// Throws where a register or one of the datasets is not in the generation.
    init(
        _ generation: Generation, counting unit: StatisticalUnit, datasets: Set<DatasetID>,
        without exclusions: Exclusions
    ) throws(EngineError) {
        self.generation = generation
        self.unit = unit
        let withheld = Set(exclusions.withheld)
        self.withheld = withheld
        let persons = generation.catalogue.register(of: .person)
        var rowOf: [DatasetID: [UInt32: Int]] = [:]
        for id in datasets.union([persons?.id].compactMap { $0 }) {
            guard let dataset = generation.catalogue.dataset(id), let table = generation.tables[id] else {
                throw .missing("`\(id)`")
            }
            guard dataset.rowsPerUnit == .one else { continue }
            let units = try reading { () throws(SnapshotError) in try table.unitOfRow() }
            let lacking = Set(exclusions.withoutRow(in: dataset))
            rowOf[id] = Dictionary(
                units.enumerated().filter { !lacking.contains($1) }.map { ($1, $0) },
                uniquingKeysWith: { first, _ in first })
        }
        self.rowOf = rowOf
        let optedOut = Set(exclusions.persons)
        self.out = [
            .person: optedOut,
            .household: try Self.emptied(.household, generation, persons, exclusions),
            .organisation: [],
        ]
        var members: [UInt32: Int] = [:]
        for (person, home) in try Self.belonging(to: unit, generation, persons, exclusions)
        where !optedOut.contains(person) {
            members[home, default: 0] += 1
        }
        self.members = members
    }

    /// Whether some persons have no row in a dataset, because it comes from general practice.
    private static func isWithheld(_ dataset: Dataset) -> Bool {
        dataset.unit == .person && dataset.isFromGeneralPractice
    }

    /// Each person with the unit they belong to, by the first link of the register of persons that leads to such units.
    private static func belonging(
        to unit: StatisticalUnit, _ generation: Generation, _ persons: Dataset?, _ exclusions: Exclusions
    ) throws(EngineError) -> [(person: UInt32, unit: UInt32)] {
        guard unit != .person, let persons, let table = generation.tables[persons.id],
            let link = persons.links.first(where: { generation.catalogue.dataset($0.dataset)?.unit == unit }),
            let targets = try reading({ () throws(SnapshotError) in try table.targets(of: link.role) })
        else { return [] }
        let members = try reading { () throws(SnapshotError) in try table.unitOfRow() }
        let lacking = Set(exclusions.uncovered(in: persons))
        return zip(members, targets).filter { $1 != DatasetTable.unlinked && !lacking.contains($0) }.map { ($0, $1) }
    }

    /// The units that have members, all of whom said no.
    private static func emptied(
        _ unit: StatisticalUnit, _ generation: Generation, _ persons: Dataset?, _ exclusions: Exclusions
    ) throws(EngineError) -> Set<UInt32> {
        let pairs = try belonging(to: unit, generation, persons, exclusions)
        let optedOut = Set(exclusions.persons)
        return Set(pairs.map(\.unit)).subtracting(pairs.filter { !optedOut.contains($0.person) }.map(\.unit))
    }

    func isOut(_ member: UInt32, of unit: StatisticalUnit) -> Bool { out[unit]?.contains(member) ?? false }

    /// Whether a unit's rows in a dataset are not there.
    func lacksRows(_ member: UInt32, in dataset: Dataset) -> Bool {
        isOut(member, of: dataset.unit) || Self.isWithheld(dataset) && withheld.contains(member)
    }

    /// The units with a row in the register, in rising order, without those who are out.
    func population() throws(EngineError) -> [UInt32] {
        guard let register = generation.catalogue.register(of: unit), let rows = rowOf[register.id] else {
            throw .missing("the register of \(unit.rawValue)s")
        }
        return rows.keys.filter { !isOut($0, of: unit) }.sorted()
    }

    /// Distinct persons behind a unit.
    func persons(behind member: UInt32) -> Int { unit == .person ? 1 : members[member] ?? 0 }

    func rows(of dataset: DatasetID) -> [UInt32: Int] { rowOf[dataset] ?? [:] }

    /// The code that a column has in each row; *no row* where the row's person withholds it.
    func codes(_ column: Column) throws(EngineError) -> (ofRow: (Int) -> Int, noRow: Int) {
        guard let dataset = generation.catalogue.dataset(column.dataset),
            let variable = dataset.variable(named: column.name), let table = generation.tables[column.dataset],
            let codes = try reading({ () throws(SnapshotError) in try table.codes(of: column.name) })
        else { throw .missing("`\(column.dataset).\(column.name)`") }
        let noRow = variable.domain.size
        guard dataset.unit == .person, variable.isFromGeneralPractice, !withheld.isEmpty else {
            return ({ Int(codes[$0]) }, noRow)
        }
        let owners = try reading { () throws(SnapshotError) in try table.unitOfRow() }
        return ({ withheld.contains(owners[$0]) ? noRow : Int(codes[$0]) }, noRow)
    }

    /// The unit that a unit's row in its register points at, or nil; who said no is not reached.
    func target(of role: String, from unit: StatisticalUnit) throws(EngineError) -> (UInt32) -> UInt32? {
        guard let register = generation.catalogue.register(of: unit), let link = register.link(role: role),
            let goal = generation.catalogue.dataset(link.dataset)?.unit, let rows = rowOf[register.id],
            let table = generation.tables[register.id],
            let targets = try reading({ () throws(SnapshotError) in try table.targets(of: role) })
        else { throw .missing("the link `\(role)`") }
        return { member in
            guard let row = rows[member] else { return nil }
            let target = targets[row]
            return target == DatasetTable.unlinked || isOut(target, of: goal) ? nil : target
        }
    }
}
