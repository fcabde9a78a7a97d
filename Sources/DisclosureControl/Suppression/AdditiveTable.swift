/// Codes of one dimension with the codes that sum over others: `parents[c]` is the code that c adds to, nil for none.
package struct CodeTree: Sendable, Hashable {
    package let parents: [Int?]

    /// Nil where a parent is no code, or a code would be its own ancestor.
    package init?(parents: [Int?]) {
        for code in parents.indices {
            var ancestor = parents[code]
            var steps = 0
            while let place = ancestor {
                guard parents.indices.contains(place), steps < parents.count else { return nil }
                ancestor = parents[place]
                steps += 1
            }
        }
        self.parents = parents
    }

    /// Codes that add up to nothing shown.
    package static func flat(_ count: Int) -> CodeTree { CodeTree(unchecked: Array(repeating: nil, count: count)) }

    /// The total as code 0, and `count` codes that add up to it.
    package static func total(over count: Int) -> CodeTree {
        CodeTree(unchecked: [nil] + Array(repeating: 0, count: count))
    }

    private init(unchecked parents: [Int?]) { self.parents = parents }

    /// For each code that sums over others: those others.
    var sums: [(total: Int, parts: [Int])] {
        parents.indices.compactMap { code in
            let parts = parents.indices.filter { parents[$0] == code }
            return parts.isEmpty ? nil : (code, parts)
        }
    }
}

/// One cell that is the sum of others.
package struct Sum: Sendable, Hashable {
    package let total: Int
    package let parts: [Int]

    package init(total: Int, parts: [Int]) {
        self.total = total
        self.parts = parts
    }
}

/// Which cells of a table, or of several that share margins, add up to which: all that the rules of suppression know of
/// its shape.
package struct AdditiveTable: Sendable, Hashable {
    package let cellCount: Int
    package let sums: [Sum]

    /// Any cells and sums. Nil where a sum names a cell that there is not, or one twice.
    package init?(cellCount: Int, sums: [Sum]) {
        for sum in sums {
            let cells = [sum.total] + sum.parts
            guard Set(cells).count == cells.count, cells.allSatisfy((0..<cellCount).contains) else { return nil }
        }
        self.cellCount = cellCount
        self.sums = sums
    }

    /// A table of 0 or more dimensions. The cell of codes (c₀, c₁, …) is number (c₀ · n₁ + c₁) · n₂ + …
    package init(dimensions: [CodeTree]) {
        let sizes = dimensions.map(\.parents.count)
        cellCount = sizes.reduce(1, *)
        var sums: [Sum] = []
        for (position, dimension) in dimensions.enumerated() {
            let step = sizes[(position + 1)...].reduce(1, *)
            let block = step * sizes[position]
            for (total, parts) in dimension.sums {
                for start in stride(from: 0, to: cellCount, by: max(1, block)) {
                    for rest in 0..<step {
                        let place = { (code: Int) in start + code * step + rest }
                        sums.append(Sum(total: place(total), parts: parts.map(place)))
                    }
                }
            }
        }
        self.sums = sums
    }

    /// Whether the values obey every sum.
    package func holds(_ values: [Int]) -> Bool {
        values.count == cellCount
            && sums.allSatisfy { sum in
                sum.parts.reduce(Int128(0)) { $0 + Int128(values[$1]) } == Int128(values[sum.total])
            }
    }
}
