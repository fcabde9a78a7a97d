import Catalogue
import GatewayTesting
import Snapshots

/// A catalogue and a generation that nobody chose: registers of persons and of households, datasets with one and with
/// many rows, links, and lists of those who said no; rows lie in several segments.
struct RandomWorld {
    let catalogue: Catalogue
    let generation: Generation
    let persons: Int
    let households: Int

    static let asOf = Month("2026-03")!
    static func id(_ name: String) -> DatasetID { DatasetID(name)! }

    /// - Parameter persons: how many numbers of persons there are; not all of them are in the register.
    init(persons: Int, using random: inout SeededRandomness) {
        let households = max(1, persons / 3)
        self.persons = persons
        self.households = households
        let datasets = Self.datasets(&random)
        catalogue = Catalogue(datasets)
        var tables: [DatasetID: DatasetTable] = [:]
        for dataset in datasets {
            tables[dataset.id] = Self.table(dataset, persons: persons, households: households, &random)
        }
        var optOuts: [OptOutKind: Set<UInt32>] = [:]
        for kind in OptOutKind.allCases {
            optOuts[kind] = Set((0..<UInt32(persons)).filter { _ in random.chance(kind == .type1 ? 15 : 8) })
        }
        generation = Generation(
            id: "G-1", catalogue: catalogue, spineSizes: [.person: persons, .household: households], tables: tables,
            optOuts: OptOutTable(version: "2026-04-01", persons: optOuts))
    }

    private static func datasets(_ random: inout SeededRandomness) -> [Dataset] {
        let household = Link(role: "household", dataset: id("household"), heading: "h", maximumPerTarget: 12)
        let mother = Link(role: "mother", dataset: id("person"), heading: "m", maximumPerTarget: 12)
        return [
            dataset("person", .person, .one, isRegister: true, links: [household, mother], &random),
            dataset("household", .household, .one, isRegister: true, links: [], &random),
            dataset("consent", .person, .one, isRegister: false, links: [], &random),
            dataset("event", .person, .many, isRegister: false, links: [], &random),
            dataset("visit", .household, .many, isRegister: false, links: [], &random),
        ]
    }

    private static func dataset(
        _ name: String, _ unit: StatisticalUnit, _ rows: RowsPerUnit, isRegister: Bool, links: [Link],
        _ random: inout SeededRandomness
    ) -> Dataset {
        let variables = (0..<4).map { index in
            variable("v\(index)", of: random.pick([1, 2, 3, 5, 12, 40, 300]), random.chance(unit == .person ? 20 : 0))
        }
        let bounds = ContributionBounds(
            perCell: Int.random(in: 1...4, using: &random), cells: Int.random(in: 1...4, using: &random))
        return Dataset(
            id: id(name), title: name, description: "", controllers: [], tier: .synthetic, unit: unit,
            rowsPerUnit: rows, isRegister: isRegister, keyHeading: "id", identifier: .opaque, ignoredHeadings: [],
            links: links, declaredUnits: 1_000_000, asOf: asOf, timeVariable: nil, presence: nil,
            isFromGeneralPractice: unit == .person && random.chance(isRegister ? 10 : 30), consents: [], bounds: bounds,
            variables: variables)
    }

    private static func variable(_ name: String, of size: Int, _ isFromGeneralPractice: Bool) -> Variable {
        let categories = (0..<size).map { Category(code: "c\($0)", title: "") }
        return Variable(
            name: name, title: name, description: "", type: .code, source: .column(heading: name),
            domain: Domain(categories: categories, missing: size > 2 ? [.notStated] : [], isOrdered: false),
            groupings: [], missingSpellings: [:], isSensitive: false, isFromGeneralPractice: isFromGeneralPractice,
            vintage: nil, measuredIn: nil)
    }

    private static func table(
        _ dataset: Dataset, persons: Int, households: Int, _ random: inout SeededRandomness
    ) -> DatasetTable {
        let units = dataset.unit == .person ? persons : households
        let share = random.pick([100, 100, 90, 50])
        var owners = (0..<units).filter { _ in random.chance(share) }
        if dataset.rowsPerUnit == .many {
            // A few units have most of the rows, so that bounds are felt.
            owners = (0..<units * 2).map { _ in
                Int.random(in: 0..<(random.chance(40) ? max(1, units / 8) : units), using: &random)
            }
        }
        let segments = random.pick([1, 1, 2, 5])
        var rows: [[Int]] = Array(repeating: [], count: segments)
        for owner in owners { rows[Int.random(in: 0..<segments, using: &random)].append(owner) }
        return DatasetTable(
            dataset: dataset.id, asOf: asOf, digest: "",
            segments: rows.map { owners in
                var columns: [String: [UInt32]] = [:]
                for variable in dataset.variables {
                    columns[variable.name] = owners.map { _ in
                        UInt32(Int.random(in: 0..<variable.domain.size, using: &random))
                    }
                }
                var links: [String: [UInt32]] = [:]
                for link in dataset.links {
                    let targets = link.role == "household" ? households : persons
                    links[link.role] = owners.map { _ in
                        random.chance(80)
                            ? UInt32(Int.random(in: 0..<targets, using: &random)) : DatasetTable.unlinked
                    }
                }
                return Segment(unitOfRow: owners.map { UInt32($0) }, columns: columns, links: links)
            })
    }
}

extension SeededRandomness {
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &self)]
    }

    /// A generator whose seed nobody chose; the seed is printed, so that a failure can be run again.
    static func fresh(_ purpose: String) -> SeededRandomness {
        let random = SeededRandomness(seed: UInt64.random(in: 0...UInt64.max))
        print("\(purpose): seed \(random.seed)")
        return random
    }
}
