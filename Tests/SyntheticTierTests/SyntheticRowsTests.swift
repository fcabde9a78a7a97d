import Catalogue
import GatewayTesting
import OpenSSL
import Snapshots
import SyntheticTier
import Testing

@Suite("Made-up rows")
struct SyntheticRowsTests {
    /// The small region, and places that nobody chose.
    static func catalogues() throws -> [Catalogue] {
        var catalogues = [try SmallRegion.catalogue()]
        for seed in 1...12 {
            var random = SeededRandomness(seed: UInt64(seed))
            catalogues.append(try RandomTown(persons: 60, using: &random).catalogue())
        }
        return catalogues
    }

    static func rows(_ catalogue: Catalogue, units: Int = 800, seed: Int = 1) -> Generation {
        SyntheticRows(catalogue, units: units, seed: seed, hash: SHA256.hash).generation()
    }

    @Test("are the same for the same catalogue and seed, and others for another seed")
    func repeatable() throws {
        for catalogue in try Self.catalogues() {
            let (first, again) = (Self.rows(catalogue), Self.rows(catalogue))
            #expect(first.tables.mapValues(\.digest) == again.tables.mapValues(\.digest))
            #expect(first.spineSizes == again.spineSizes)
            for (id, table) in first.tables {
                #expect(try table.unitOfRow() == again.tables[id]?.unitOfRow())
                for variable in try #require(catalogue.dataset(id)).storedVariables {
                    #expect(try table.codes(of: variable.name) == again.tables[id]?.codes(of: variable.name))
                }
            }
            #expect(first.tables.mapValues(\.digest) != Self.rows(catalogue, seed: 2).tables.mapValues(\.digest))
        }
    }

    @Test("say that they are made up, and that nobody has said no")
    func marked() throws {
        let made = Self.rows(try SmallRegion.catalogue())
        #expect(made.isMadeUp && made.pinned(at: Month("2026-03")!).isMadeUp)
        #expect(try OptOutKind.allCases.allSatisfy { try made.optOuts.persons($0).isEmpty })
        var random = SeededRandomness(seed: 1)
        #expect(try !SmallRegion(persons: 10, using: &random).generation().isMadeUp)
    }

    @Test("fit their declarations: codes, ways of being missing, units and links")
    func fitting() throws {
        for catalogue in try Self.catalogues() {
            let made = Self.rows(catalogue)
            #expect(Set(made.tables.keys) == Set(catalogue.datasets.map(\.id)))
            for dataset in catalogue.datasets {
                let table = try #require(made.tables[dataset.id])
                #expect(table.asOf == dataset.asOf && table.rows > 0)
                let units = try table.unitOfRow()
                #expect(units.allSatisfy { Int($0) < made.spineSizes[dataset.unit] ?? 0 })
                if dataset.rowsPerUnit == .one { #expect(Set(units).count == units.count) }
                if dataset.isRegister { #expect(units.count == made.spineSizes[dataset.unit]) }
                for variable in dataset.storedVariables {
                    let codes = try #require(try table.codes(of: variable.name))
                    #expect(codes.count == units.count && codes.allSatisfy { Int($0) < variable.domain.size })
                }
                for link in dataset.links {
                    let targets = try #require(try table.targets(of: link.role)).filter { $0 != DatasetTable.unlinked }
                    let unit = try #require(catalogue.dataset(link.dataset)).unit
                    #expect(targets.allSatisfy { Int($0) < made.spineSizes[unit] ?? 0 })
                    let most = Dictionary(targets.map { ($0, 1) }, uniquingKeysWith: +).values.max() ?? 0
                    #expect(!targets.isEmpty && most <= link.maximumPerTarget)
                }
            }
        }
    }

    @Test("hold every code and every way of being missing, where there are rows enough")
    func everyCode() throws {
        let catalogue = try SmallRegion.catalogue()
        let made = Self.rows(catalogue, units: 5_000)
        for dataset in catalogue.datasets {
            let table = try #require(made.tables[dataset.id])
            for variable in dataset.storedVariables where table.rows > 40 * variable.domain.size {
                let exits = dataset.presence?.exit == variable.name
                let codes = Set(try #require(try table.codes(of: variable.name)))
                #expect(exits || codes.count == variable.domain.size, "\(dataset.id).\(variable.name)")
            }
        }
    }

    @Test("let nobody leave before they came, and most be still there")
    func presence() throws {
        for catalogue in try Self.catalogues() {
            for dataset in catalogue.datasets {
                guard let entry = dataset.presence?.entry, let exit = dataset.presence?.exit,
                    let table = Self.rows(catalogue).tables[dataset.id],
                    let came = try months(of: entry, dataset, table), let left = try months(of: exit, dataset, table)
                else { continue }
                #expect(zip(came, left).allSatisfy { came, left in came.map { $0 <= left ?? $0 } ?? true })
                #expect(left.count { $0 == nil } * 2 > left.count)
            }
        }
    }

    private func months(of name: String, _ dataset: Dataset, _ table: DatasetTable) throws -> [Month?]? {
        guard let categories = dataset.variable(named: name)?.domain.categories else { return nil }
        return try table.codes(of: name)?.map { Int($0) < categories.count ? Month(categories[Int($0)].code) : nil }
    }

    @Test("give some units more rows than a cell counts of one, and most units few")
    func bounds() throws {
        let catalogue = try SmallRegion.catalogue()
        for dataset in catalogue.datasets where dataset.rowsPerUnit == .many {
            let units = try #require(Self.rows(catalogue).tables[dataset.id]).unitOfRow()
            let counts = Dictionary(units.map { ($0, 1) }, uniquingKeysWith: +).values
            #expect(counts.contains { $0 > dataset.bounds.perCell } || dataset.bounds.perCell >= 22, "\(dataset.id)")
            #expect(counts.count { $0 > dataset.bounds.perCell } * 3 < counts.count)
        }
    }
}
