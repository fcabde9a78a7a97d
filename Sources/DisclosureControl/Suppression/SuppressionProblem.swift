/// A table to be made safe by hiding some of its cells, as the rules of the exact profiles left it.
package struct SuppressionProblem: Sendable {
    package let table: AdditiveTable
    /// The true values: units, or totals in declared units.
    package let values: [Int]
    /// Cells that must be hidden: by a rule, or because an earlier answer hid them.
    package let primaries: Set<Int>
    /// Primaries of one contributor, who knows them and must not learn another from them.
    package let singletons: Set<Int>
    /// What somebody who knows every rule and its outcome knows of each hidden cell beforehand. True values lie in it.
    package let prior: [ClosedRange<Int>]
    /// What each cell is worth to the reader: the least valuable are hidden first.
    package let worth: [Int]
    /// How many values must stay possible for each hidden cell.
    package let leastPossible: Int

    /// Nil where the values do not obey the sums of the table, lie outside their prior, or are beyond ± 2^52.
    package init?(
        table: AdditiveTable, values: [Int], primaries: Set<Int>, singletons: Set<Int>, prior: [ClosedRange<Int>],
        worth: [Int], leastPossible: Int
    ) {
        let exact = -(1 << 52)...(1 << 52)
        guard table.holds(values), prior.count == table.cellCount, worth.count == table.cellCount,
            values.allSatisfy(exact.contains), zip(prior, values).allSatisfy({ $0.contains($1) }),
            primaries.allSatisfy((0..<table.cellCount).contains), singletons.isSubset(of: primaries), leastPossible >= 1
        else { return nil }
        self.table = table
        self.values = values
        self.primaries = primaries
        self.singletons = singletons
        self.prior = prior
        self.worth = worth
        self.leastPossible = leastPossible
    }

    /// All cells, the most valuable to the reader first.
    var byWorth: [Int] { values.indices.sorted { (worth[$1], $0) < (worth[$0], $1) } }
}

/// Which cells are hidden in the end, and why that is enough.
package struct SuppressionPattern: Sendable, Hashable {
    package let primaries: Set<Int>
    /// Hidden for the sake of others.
    package let secondaries: Set<Int>
    /// Of them, those that only the audit asked for.
    package let byAudit: Set<Int>
    /// For each hidden cell how many different values are proven possible, up to the number asked for.
    package let possible: [Int: Int]

    package var hidden: Set<Int> { primaries.union(secondaries) }
}
