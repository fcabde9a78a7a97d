package import Catalogue
package import Snapshots

/// Rows that nobody is behind, made from a catalogue alone: to try questions on.
///
/// Every declared code, group, way of being missing, link, month and bound occurs, each code as often as any other.
/// Nothing is measured: this room is given no data, so the same catalogue and seed give the same rows everywhere.
package struct SyntheticRows {
    let catalogue: Catalogue
    private let units: Int
    private let seed: Int
    private let hash: ([UInt8]) -> [UInt8]

    /// A dataset that declares few of the units has rows for one in so many of them at least, or there were nothing to see.
    private static let leastShare = 10
    /// A kind of unit has so many numbers at least, where as many are declared.
    private static let leastUnits = 500
    /// The most rows that a unit has in a dataset, whatever its bounds.
    private static let mostRows = 24

    /// - Parameters:
    ///   - units: how many of the most numerous kind of unit there are, 1 to a million; others in declared proportion.
    ///   - seed: another one gives other rows.
    ///   - hash: SHA-256.
    package init(_ catalogue: Catalogue, units: Int, seed: Int, hash: @escaping ([UInt8]) -> [UInt8]) {
        precondition((1...1_000_000).contains(units), "made-up rows are for some units, in memory")
        self.catalogue = catalogue
        self.units = units
        self.seed = seed
        self.hash = hash
    }

    /// The rows, as queries read published ones.
    package func generation() -> Generation {
        let sizes = spineSizes
        var tables: [DatasetID: DatasetTable] = [:]
        for dataset in catalogue.datasets { tables[dataset.id] = table(dataset, sizes) }
        return .madeUp(id: "made-up-\(seed)", catalogue: catalogue, spineSizes: sizes, tables: tables)
    }

    func numbers(_ purpose: String) -> MadeUpNumbers { MadeUpNumbers(purpose, seed: seed, hash: hash) }

    private var spineSizes: [StatisticalUnit: Int] {
        var declared: [StatisticalUnit: Int] = [:]
        for dataset in catalogue.datasets {
            declared[dataset.unit] = max(declared[dataset.unit] ?? 1, dataset.declaredUnits)
        }
        let most = declared.values.max() ?? 1
        return declared.mapValues { number in
            min(units, number, max(Self.leastUnits, proportion(of: units, number, most)))
        }
    }

    /// `whole` · `part` ∕ `of`, where `part` is at most `of`: never more than `whole`, and no product overflows.
    private func proportion(of whole: Int, _ part: Int, _ of: Int) -> Int {
        Int(of.dividingFullWidth(whole.multipliedFullWidth(by: part)).quotient)
    }

    private func table(_ dataset: Dataset, _ sizes: [StatisticalUnit: Int]) -> DatasetTable {
        let owners = owners(of: dataset, among: sizes[dataset.unit] ?? 0)
        var columns = Dictionary(
            uniqueKeysWithValues: dataset.storedVariables.map { variable in
                (variable.name, codes(of: variable, in: dataset, rows: owners.count))
            })
        setExits(of: dataset, in: &columns)
        var links: [String: [UInt32]] = [:]
        for link in dataset.links {
            let targets = catalogue.dataset(link.dataset).flatMap { sizes[$0.unit] } ?? 0
            links[link.role] = self.targets(of: link, in: dataset, rows: owners.count, among: targets)
        }
        return DatasetTable(
            dataset: dataset.id, asOf: dataset.asOf, digest: digest(dataset, owners, columns, links),
            segments: [Segment(unitOfRow: owners, columns: columns, links: links)])
    }

    /// The unit of each row, rising: of a register every unit once, of many rows a few units most of them.
    private func owners(of dataset: Dataset, among units: Int) -> [UInt32] {
        var random = numbers("\(dataset.id) owners")
        let all = max(1, catalogue.register(of: dataset.unit)?.declaredUnits ?? dataset.declaredUnits)
        let share = max(proportion(of: 1_000, min(dataset.declaredUnits, all), all), 1_000 / Self.leastShare)
        // At least what one cell counts of a unit, so that bounds are felt; the catalogue bounds both factors.
        let most = min(Self.mostRows, dataset.bounds.perCell + 2)
        return (0..<UInt32(units)).flatMap { unit -> [UInt32] in
            guard dataset.isRegister || random.below(1_000) < share else { return [] }
            guard dataset.rowsPerUnit == .many else { return [unit] }
            let rows = random.below(1 + random.below(1 + most))
            return Array(repeating: unit, count: rows)
        }
    }

    /// SHA-256 of the rows, 64 hexadecimal digits.
    private func digest(
        _ dataset: Dataset, _ owners: [UInt32], _ columns: [String: [UInt32]], _ links: [String: [UInt32]]
    ) -> String {
        var bytes = Array("made-up rows of \(dataset.id) \(dataset.asOf)\n".utf8)
        let named = [("owners", owners)] + columns.sorted { $0.key < $1.key } + links.sorted { $0.key < $1.key }
        for (name, codes) in named {
            bytes += Array("\(name) \(codes.count)\n".utf8)
            for code in codes { bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: code >> $0) } }
        }
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: hash(bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
