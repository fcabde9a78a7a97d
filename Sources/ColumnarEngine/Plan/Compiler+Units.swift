import Catalogue
import QueryEngines
import QueryLanguage
import Snapshots

/// What is known of units, and conditions on them.
extension Compiler {
    /// What a column means for each unit of the plan.
    mutating func values<Map: CodeMap>(of column: Column, by map: Map) throws(EngineError) -> UnitValues<Map> {
        if let values = column.values {
            let known = try codes(ofDerived: column, values).map { map[$0] }
            guard let role = column.role else { return .known(known) }
            let (link, goal) = try link(role, from: unit)
            return .linked(link, values: try reached(known, by: role, goal, map.noRow), noRow: map.noRow)
        }
        let (dataset, variable, codes) = try stored(column)
        let own = UnitColumn(
            parts: zip(try table(dataset.id).segments, codes).map { ($0, $1) },
            silent: plan.exclusions.withoutValue(of: variable, in: dataset))
        guard let role = column.role else { return .own(own, map) }
        let (link, goal) = try link(role, from: unit)
        var known: [Map.Value] = []
        known.reserveCapacity(generation.spineSizes[goal] ?? 0)
        for block in UnitBlock.blocks(of: 0..<(generation.spineSizes[goal] ?? 0), size: UnitBlock.largest) {
            try stopIfCancelled()
            known += try own.values(of: block, by: map)
        }
        return .linked(link, values: try reached(known, by: role, goal, map.noRow), noRow: map.noRow)
    }

    /// What is known of each unit that a link may lead to, without those that said no.
    mutating func reached<Value>(
        _ known: [Value], by role: String, _ goal: StatisticalUnit, _ noRow: Value
    ) throws(EngineError) -> [Value] {
        var known = known
        for target in try unreached(by: role, from: unit, to: goal) { known[Int(target)] = noRow }
        return known
    }

    /// The link of this role from a register, and the unit that it leads to.
    func link(_ role: String, from unit: StatisticalUnit) throws(EngineError) -> (UnitColumn, StatisticalUnit) {
        let register = try register(of: unit)
        guard let link = register.link(role: role), let goal = generation.catalogue.dataset(link.dataset)?.unit else {
            throw .missing("the link `\(role)`")
        }
        return (UnitColumn(parts: try targets(of: role, in: register), silent: absent(from: register)), goal)
    }

    func targets(
        of role: String, in register: Dataset
    ) throws(EngineError) -> [(segment: Segment, codes: StoredColumn)] {
        let segments = try table(register.id).segments
        let parts = segments.compactMap { segment in segment.link(role).map { (segment, $0) } }
        guard parts.count == segments.count else { throw .missing("the link `\(role)`") }
        return parts
    }

    /// The units that a link may lead to and that said no, rising.
    ///
    /// The household to which a person belongs, who has not said no, is not among them: that person is one of its members.
    mutating func unreached(
        by role: String, from unit: StatisticalUnit, to goal: StatisticalUnit
    ) throws(EngineError) -> [UInt32] {
        if unit == .person, let register = generation.catalogue.register(of: .person),
            role == Membership.role(to: goal, from: register, generation.catalogue), goal != .person
        {
            return []
        }
        return try outOf(goal)
    }

    /// A condition on units of the plan.
    mutating func test(_ predicate: Predicate) throws(EngineError) -> UnitTest {
        switch predicate {
        case .everyone: return .constant(true)
        case .nobody: return .constant(false)
        case .column(let column, let set): return .column(try values(of: column, by: CodeFilter(set)))
        case .events(let events):
            let most = UInt32(clamping: events.atMost ?? Int.max)
            let least = UInt32(clamping: events.atLeast)
            guard least <= most else { return .constant(false) }
            return .rows(try selection(events.selection), least...most)
        case .all(let parts): return .all(try tests(parts))
        case .any(let parts): return .any(try tests(parts))
        }
    }
}
