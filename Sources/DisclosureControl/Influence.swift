import Catalogue
import Governance
import QueryLanguage

/// How many counted units one unit of a kind can change, by being there or not.
struct Influence: Hashable {
    /// Those that appear, vanish, or are counted otherwise.
    var changed: Int
    /// Of these, those that may move from one cell of a marginal to another instead of appearing or vanishing.
    var moved = 0

    /// What the price of one unit that appears or vanishes is multiplied by; nil where that is too large to write.
    ///
    /// *Proof.* Let all `changed` units leave their cells, and `moved` of them come back elsewhere. What leaves is a sum of
    /// `changed` vectors, each of at most the L2 norm of one unit, and what comes back a sum of `moved`. No cell is both
    /// where the worst case is, so the squares of the two norms add up. ρ grows with the square of the norm (zCDP of the
    /// Gaussian mechanism): `changed² + moved²` times the price of one unit suffices. ∎
    var square: Int? {
        let (left, leftIsTooLarge) = changed.multipliedReportingOverflow(by: changed)
        let (back, backIsTooLarge) = moved.multipliedReportingOverflow(by: moved)
        let (sum, isTooLarge) = left.addingReportingOverflow(back)
        return leftIsTooLarge || backIsTooLarge || isTooLarge ? nil : sum
    }
}

extension ReleasePlan {
    /// A derived variable of the units that `role` leads to, or of the counted units themselves, which looks at rows of
    /// those that the link `via` leads to them.
    private struct Membership: Hashable {
        let role: String?
        let via: String
    }

    /// How many counted units one unit of this kind can change.
    ///
    /// A unit that is counted changes itself, and all who are linked to it where a link leads to its own kind. A person
    /// always changes at most one counted unit by being counted. A household whose attributes persons are counted by
    /// changes as many as it may have members; it takes them along, so that none of them moves.
    ///
    /// A derived variable of a household is made of its members' rows, and all members are counted by it: each of them can
    /// change what every one is counted by. So a person changes as many as a household may have members (g), themselves
    /// among them where they are counted by the same household that their rows belong to. Where the variable divides the
    /// table the others do not vanish, but move to another cell. A household that is divided by such a variable of its own
    /// is one unit that moves.
    func influence(of unit: StatisticalUnit) -> Influence {
        var influence = Influence(changed: unit == query.unit || unit == .person ? 1 : 0)
        for use in query.links {
            guard let declaring = catalogue.dataset(use.dataset), declaring.unit == query.unit,
                let link = declaring.link(role: use.role), catalogue.dataset(link.dataset)?.unit == unit
            else { continue }
            influence.changed += link.maximumPerTarget
        }
        let memberships = memberships(of: unit)
        let own = memberships.filter { $0.key.role == nil }
        influence.changed = max(influence.changed, own.count)
        influence.moved += own.values.count { $0 }
        for (membership, isDivided) in memberships {
            guard let role = membership.role, let link = catalogue.register(of: query.unit)?.link(role: role) else {
                continue
            }
            let isCounted = unit == query.unit && membership.via == role
            let others = link.maximumPerTarget - (isCounted ? 1 : 0)
            influence.changed += others
            if isDivided { influence.moved += others }
        }
        return influence
    }

    /// By which derived variables rows of units of a kind are looked at that are not the counted units' own, and whether
    /// one of these divides the table. An approval's restriction counts like a condition of the question.
    private func memberships(of unit: StatisticalUnit) -> [Membership: Bool] {
        var memberships: [Membership: Bool] = [:]
        func add(_ column: Column, isDivided: Bool) {
            for selection in (column.values ?? []).flatMap(\.selections) {
                guard let via = selection.via, catalogue.dataset(selection.dataset)?.unit == unit else { continue }
                memberships[Membership(role: column.role, via: via), default: false] =
                    isDivided || memberships[Membership(role: column.role, via: via)] ?? false
            }
        }
        var conditions = [query.population] + query.parts.flatMap(\.conditions)
        for case .restrict(let restriction) in authorized.obligations { conditions.append(restriction) }
        for column in conditions.flatMap(\.columns) { add(column, isDivided: false) }
        for dimension in query.dimensions + query.parts.flatMap(\.strata) { add(dimension.column, isDivided: true) }
        return memberships
    }
}

extension Predicate {
    /// The columns of units that it looks at.
    fileprivate var columns: [Column] {
        switch self {
        case .everyone, .nobody, .events: []
        case .column(let column, _): [column]
        case .all(let parts), .any(let parts): parts.flatMap(\.columns)
        }
    }

    /// The rows that it looks for.
    fileprivate var selections: [RowSelection] {
        switch self {
        case .everyone, .nobody, .column: []
        case .events(let test): [test.selection]
        case .all(let parts), .any(let parts): parts.flatMap(\.selections)
        }
    }
}

extension MeasurePart {
    /// The conditions on units that it has.
    fileprivate var conditions: [Predicate] {
        switch self {
        case .units(let condition), .sum(_, .units(let condition)): [condition]
        case .share(let condition, let among): [condition, among]
        case .events, .unitsWithEvents, .sum(_, .rows), .months, .unitsPresent: []
        case .divided(let part, _): part.conditions
        }
    }

    /// The dimensions by which it is divided though the table does not show them.
    fileprivate var strata: [Dimension] {
        if case .divided(_, .strata(let strata)) = self { strata } else { [] }
    }
}
