package import Catalogue
package import DataLoading
package import JSON
import Snapshots

/// A synthetic Liverpool City Region: nobody in it is real, and a seed and a size give the same region again.
///
/// Ten datasets, the public numbers of residents, derived variables of households, and a list of those who have said no.
/// The numbers of people in the boroughs, their ages and ethnic groups, the deciles of deprivation and the tenures are the
/// real ones; small areas, wards, practices, people and events are made up. Some faults of real feeds are in it on purpose:
/// five spellings of *not stated*, null dates, ages to 149, identifiers with spaces and under eight names, people with
/// another area than their household, practices without an agreement, care for people who are on no register, a return
/// that never came.
package struct DemoRegion: Sendable {
    private let seed: UInt64
    private let oneIn: Int
    private let threads: Int
    private let population: DemoPopulation

    /// How the identifiers of the opt-out list are written.
    package static let optOutIdentifier = IdentifierKind.nhsNumber
    /// The datasets in the order in which they are loaded: who is linked to comes first.
    package static let order = [
        "household", "person", "care_event", "gp_condition", "covid_test", "mh_referral", "fire_visit",
        "early_years_child", "cohort_member", "cohort_family",
    ]

    /// Makes the people, without the text of any file.
    ///
    /// - Parameters:
    ///   - oneIn: how many real people one made-up person stands for, 1 to 10,000; 20 gives 77,575 people.
    ///   - threads: how many make the rows, at least 1; the rows are the same for any number.
    package init(seed: UInt64, oneIn: Int, threads: Int) {
        precondition((1...10_000).contains(oneIn), "one made-up person stands for 1 to 10,000 real ones")
        self.seed = seed
        self.oneIn = oneIn
        self.threads = threads
        population = DemoPopulation(seed: seed, oneIn: oneIn)
    }

    /// The declarations of the datasets in the order in which they are loaded. Their wards come from a look-up.
    package var declarations: [(id: String, declaration: JSONValue)] {
        let words = DemoDeclarations(places: population.places, oneIn: oneIn)
        let all = [
            words.household, words.person, words.careEvent, words.condition, words.test, words.referral,
            words.fireVisit,
            words.child, words.member, words.family,
        ]
        return zip(Self.order, all).map { (id: $0, declaration: DemoDeclarations.described($1, as: $0)) }
    }

    /// The definitions of the derived variables.
    package var definitions: [JSONValue] {
        DemoDeclarations(places: population.places, oneIn: oneIn).definitions
    }

    /// The rows of a dataset; nil where the region has no dataset of that name.
    package func csv(of id: String) -> CSVSource? {
        switch id {
        case "household": source(id) { $0.households($1) }
        case "person": source(id) { $0.people($1) }
        case "care_event": source(id) { $0.careEvents($1) }
        case "gp_condition": source(id) { $0.conditions($1) }
        case "covid_test": source(id) { $0.tests($1, keyedByRow: false) }
        case "mh_referral": source(id) { $0.referrals($1) }
        case "fire_visit": source(id) { $0.fireVisits($1) }
        case "early_years_child": source(id) { $0.children($1) }
        case "cohort_member": source(id) { $0.members($1) }
        case "cohort_family": source(id) { $0.families($1) }
        default: nil
        }
    }

    /// A table, made in parts while it is loaded.
    private func source(_ id: String, _ rows: @escaping @Sendable (DemoFiles, DemoPart) -> [UInt8]) -> CSVSource {
        let files = DemoFiles(population: population)
        let seed = seed
        return .parts(DemoPart.count(in: population), threads: threads, name: "\(id).csv") { number in
            rows(files, DemoPart(number, of: files.population, seed: seed))
        }
    }

    /// The tests as one feed sends them that numbers tests where people should be: what a load report warns of.
    package func testsKeyedByRow() -> CSVSource { source("covid_test") { $0.tests($1, keyedByRow: true) } }

    /// The list of those who have said no; every `from` in it is before 2026-03-31.
    package func optOuts() -> CSVSource { source("optouts") { $0.optOuts($1) } }

    /// Loads the datasets, the public numbers, the derived variables and the opt-out list. Nothing is staged or published.
    ///
    /// - Parameters:
    ///   - optOutVersion: the day that the opt-out list is said to describe.
    ///   - progress: told after each block of rows.
    ///   - loaded: told what was found when a dataset is loaded.
    package func load(
        into builder: inout GenerationBuilder, optOutVersion: CalendarDay,
        progress: @escaping (LoadProgress) -> Void, loaded: (LoadReport) -> Void
    ) throws(LoadError) {
        let words = DemoDeclarations(places: population.places, oneIn: oneIn)
        _ = try builder.addReference(words.wards)
        for (id, written) in declarations {
            guard let source = csv(of: id) else { continue }
            let declaration: JSONValue
            let dataset: Dataset
            do throws(CatalogueError) {
                declaration = try CatalogueReader.fill(written, from: builder.lookups())
                dataset = try CatalogueReader.read(declaration)
            } catch {
                throw .snapshot(.unreadable(file: "the demo's declaration of \(id)", reason: error.message))
            }
            loaded(try builder.add(declaration: declaration, dataset, from: source, progress: progress))
        }
        for reference in [words.residents, words.residentsByAge] { _ = try builder.addReference(reference) }
        _ = try builder.addDefinitions(definitions)
        try builder.addOptOuts(optOuts(), version: optOutVersion, identifier: Self.optOutIdentifier)
    }
}
