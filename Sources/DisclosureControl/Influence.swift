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
        for column in authorized.conditionColumns { add(column, isDivided: false) }
        for column in query.dividingColumns { add(column, isDivided: true) }
        return memberships
    }
}
