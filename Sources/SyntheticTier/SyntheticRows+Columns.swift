import Catalogue
import Snapshots

/// The columns and links of a dataset, each from numbers of its own: another variable changes none of them.
extension SyntheticRows {
    /// How often a value is missing in each declared way, in percent.
    private static let missingPercent = 4
    /// How often a declared exit has not come, in percent.
    private static let stillThere = 75
    /// How often a row points at nobody, in percent.
    private static let unlinkedPercent = 4

    func codes(of variable: Variable, in dataset: Dataset, rows: Int) -> [UInt32] {
        var random = numbers("\(dataset.id).\(variable.name)")
        let values = variable.domain.categories.count
        return (0..<rows).map { _ in
            let way = random.below(100) / Self.missingPercent
            return UInt32(way < variable.domain.missing.count ? values + way : random.below(values))
        }
    }

    /// Nobody leaves before they came, and most are still there.
    func setExits(of dataset: Dataset, in columns: inout [String: [UInt32]]) {
        guard let name = dataset.presence?.exit, let exit = dataset.variable(named: name), var exits = columns[name]
        else { return }
        var random = numbers("\(dataset.id) exits")
        let still = exit.domain.missing.isEmpty ? nil : UInt32(exit.domain.categories.count)
        let entry = dataset.presence?.entry.flatMap(dataset.variable(named:))
        let entries = entry.flatMap { columns[$0.name] }
        for row in exits.indices {
            if let still, random.percent(Self.stillThere) { exits[row] = still }
            guard let came = entries.flatMap({ month($0[row], of: entry) }), let left = month(exits[row], of: exit),
                left < came
            else { continue }
            let first = exit.domain.categories.firstIndex { Month($0.code).map { $0 >= came } ?? false }
            exits[row] = first.map { UInt32($0) } ?? still ?? exits[row]
        }
        columns[name] = exits
    }

    /// The month that a column code stands for; nil where it is missing.
    private func month(_ code: UInt32, of variable: Variable?) -> Month? {
        guard let categories = variable?.domain.categories, Int(code) < categories.count else { return nil }
        return Month(categories[Int(code)].code)
    }

    /// The unit that each row points at; none has more rows than declared.
    func targets(of link: Link, in dataset: Dataset, rows: Int, among units: Int) -> [UInt32] {
        var random = numbers("\(dataset.id) link \(link.role)")
        var pointing = [Int](repeating: 0, count: units)
        return (0..<rows).map { _ in
            guard units > 0, !random.percent(Self.unlinkedPercent) else { return DatasetTable.unlinked }
            let target = random.below(units)
            guard pointing[target] < link.maximumPerTarget else { return DatasetTable.unlinked }
            pointing[target] += 1
            return UInt32(target)
        }
    }
}
