package import Catalogue
package import DataLoading
package import JSON
import Snapshots

/// A synthetic Liverpool City Region: nobody in it is real, and a seed and a size give the same region again.
///
/// Three datasets, `household`, `person` and `care_event`, the public numbers of residents, and a list of those who have
/// said no. The numbers of people
/// in the boroughs, the deciles of deprivation and the tenures are the real ones; small areas, wards, people and events
/// are made up. Some faults of real feeds are in it on purpose: five spellings of *not stated*, null dates, ages to
/// 149, identifiers with spaces, care for people who are on no register.
package struct DemoRegion: Sendable {
    private let seed: UInt64
    private let oneIn: Int
    private let population: DemoPopulation

    /// How the identifiers of the opt-out list are written.
    package static let optOutIdentifier = IdentifierKind.nhsNumber
    /// The datasets in the order in which they are loaded: who is linked to comes first.
    package static let order = ["household", "person", "care_event"]

    /// Makes the people, without the text of any file.
    ///
    /// - Parameter oneIn: how many real people one made-up person stands for, 1 to 10,000; 20 gives 77,575 people.
    package init(seed: UInt64, oneIn: Int) {
        precondition((1...10_000).contains(oneIn), "one made-up person stands for 1 to 10,000 real ones")
        self.seed = seed
        self.oneIn = oneIn
        population = DemoPopulation(seed: seed, oneIn: oneIn)
    }

    /// The declarations of the datasets in the order in which they are loaded.
    package var declarations: [(id: String, declaration: JSONValue)] {
        let words = DemoDeclarations(places: population.places, oneIn: oneIn)
        return [("household", words.household), ("person", words.person), ("care_event", words.careEvent)]
    }

    /// The rows of a dataset; nil where the region has no dataset of that name.
    package func csv(of id: String) -> CSVSource? {
        let files = DemoFiles(population: population, seed: seed)
        switch id {
        case "household": return .bytes(files.households(), name: "household.csv")
        case "person": return .bytes(files.people(), name: "person.csv")
        case "care_event": return .bytes(files.careEvents(), name: "care_event.csv")
        default: return nil
        }
    }

    /// The list of those who have said no; every `from` in it is before 2026-03-31.
    package func optOuts() -> CSVSource {
        .bytes(DemoFiles(population: population, seed: seed).optOuts(), name: "optouts.csv")
    }

    /// Loads the datasets, the public numbers and the opt-out list. Nothing is staged or published.
    ///
    /// - Parameter optOutVersion: the day that the opt-out list is said to describe.
    package func load(
        into builder: inout GenerationBuilder, optOutVersion: CalendarDay
    ) throws(LoadError) -> [LoadReport] {
        var reports: [LoadReport] = []
        for (id, declaration) in declarations {
            guard let source = csv(of: id) else { continue }
            let dataset: Dataset
            do throws(CatalogueError) { dataset = try CatalogueReader.read(declaration) } catch {
                throw .snapshot(.unreadable(file: "the demo's declaration of \(id)", reason: error.message))
            }
            reports.append(try builder.add(declaration: declaration, dataset, from: source))
        }
        _ = try builder.addReference(DemoDeclarations(places: population.places, oneIn: oneIn).residents)
        try builder.addOptOuts(optOuts(), version: optOutVersion, identifier: Self.optOutIdentifier)
        return reports
    }
}
