import Catalogue
import QueryEngines
import QueryLanguage
import Snapshots

/// Who belongs to units other than persons, by the first link of the register of persons that leads to such units.
struct Membership: Sendable {
    /// For each unit, how many of its members have not said no.
    let persons: [UInt32]
    /// The units that have members, all of whom said no; rising.
    let emptied: [UInt32]

    init(of unit: StatisticalUnit, _ compiler: Compiler) throws(EngineError) {
        let generation = compiler.generation
        let count = generation.spineSizes[unit] ?? 0
        var persons = [UInt32](repeating: 0, count: count)
        var members = persons
        guard let register = generation.catalogue.register(of: .person),
            let role = Self.role(to: unit, from: register, generation.catalogue)
        else {
            self.persons = persons
            emptied = []
            return
        }
        let link = UnitColumn(
            parts: try compiler.targets(of: role, in: register),
            silent: compiler.plan.exclusions.uncovered(in: register))
        for block in UnitBlock.blocks(of: 0..<(generation.spineSizes[.person] ?? 0), size: UnitBlock.largest) {
            try compiler.stopIfCancelled()
            var targets = try link.values(of: block, by: LinkTargets())
            for target in targets where target != DatasetTable.unlinked { members[Int(target)] += 1 }
            for place in block.places(of: compiler.optedOut) { targets[place] = DatasetTable.unlinked }
            for target in targets where target != DatasetTable.unlinked { persons[Int(target)] += 1 }
        }
        self.persons = persons
        emptied = (0..<count).filter { members[$0] > 0 && persons[$0] == 0 }.map { UInt32($0) }
    }

    /// The way by which persons belong to such units.
    static func role(to unit: StatisticalUnit, from register: Dataset, _ catalogue: Catalogue) -> String? {
        register.links.first { catalogue.dataset($0.dataset)?.unit == unit }?.role
    }
}
