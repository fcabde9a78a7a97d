/// Two groupings of a variable that make no tree together: a group of one and a group of the other have values in common,
/// and each has values that the other has not.
package struct CrossingGroupings: Sendable, Hashable {
    package let variable: VariableName
    /// Their names, in declared order.
    package let groupings: [String]
    /// The codes of the two groups that cross.
    package let groups: [String]
}

extension Dataset {
    /// The first two crossing groupings of a variable that queries may use; nil where those of each variable make one
    /// tree, in which any two groups nest or have nothing in common.
    package var crossingGroupings: CrossingGroupings? {
        for variable in variables {
            let usable = variable.groupings.filter(\.isAddressable)
            for (index, one) in usable.enumerated() {
                for other in usable.dropFirst(index + 1) {
                    guard let pair = one.groupsCrossing(other) else { continue }
                    return CrossingGroupings(
                        variable: VariableName(dataset: id, name: variable.name), groupings: [one.name, other.name],
                        groups: [one.groups[pair.mine].code, other.groups[pair.theirs].code])
                }
            }
        }
        return nil
    }
}

extension Grouping {
    private struct Overlap: Hashable {
        let mine: Int
        let theirs: Int
    }

    /// The first group of this grouping and the first of another one of the same values that overlap without one holding
    /// the other.
    ///
    /// *Proof.* Two groups nest if and only if what they share is as large as the smaller one; groups that share nothing
    /// are not looked at. ∎
    fileprivate func groupsCrossing(_ other: Grouping) -> (mine: Int, theirs: Int)? {
        var mine = [Int](repeating: 0, count: groups.count)
        var theirs = [Int](repeating: 0, count: other.groups.count)
        var shared: [Overlap: Int] = [:]
        for (own, foreign) in zip(groupOf, other.groupOf) {
            mine[own] += 1
            theirs[foreign] += 1
            shared[Overlap(mine: own, theirs: foreign), default: 0] += 1
        }
        let crossing = shared.filter { overlap, count in count < min(mine[overlap.mine], theirs[overlap.theirs]) }
        return crossing.keys.min { ($0.mine, $0.theirs) < ($1.mine, $1.theirs) }.map { ($0.mine, $0.theirs) }
    }
}
