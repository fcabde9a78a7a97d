package import Catalogue
package import DataLoading
package import JSON
import Snapshots

/// A synthetic Liverpool City Region: nobody in it is real, and a seed and a size give the same region again.
///
/// Ten datasets, the public numbers of residents, and a list of those who have said no. The numbers of people in the
/// boroughs, the deciles of deprivation and the tenures are the real ones; small areas, wards, people and events are made
/// up. Some faults of real feeds are in it on purpose: five spellings of *not stated*, null dates, ages to 149,
/// identifiers with spaces and under eight names, care for people who are on no register, a return that never came.
package struct DemoRegion: Sendable {
    private let seed: UInt64
    private let oneIn: Int
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
        let all = [
            words.household, words.person, words.careEvent, words.condition, words.test, words.referral,
            words.fireVisit,
            words.child, words.member, words.family,
        ]
        return zip(Self.order, all).map { (id: $0, declaration: $1) }
    }

    /// The rows of a dataset; nil where the region has no dataset of that name.
    package func csv(of id: String) -> CSVSource? {
        let files = DemoFiles(population: population, seed: seed)
        let bytes: [UInt8]
        switch id {
        case "household": bytes = files.households()
        case "person": bytes = files.people()
        case "care_event": bytes = files.careEvents()
        case "gp_condition": bytes = files.conditions()
        case "covid_test": bytes = files.tests(keyedByRow: false)
        case "mh_referral": bytes = files.referrals()
        case "fire_visit": bytes = files.fireVisits()
        case "early_years_child": bytes = files.children()
        case "cohort_member": bytes = files.members()
        case "cohort_family": bytes = files.families()
        default: return nil
        }
        return .bytes(bytes, name: "\(id).csv")
    }

    /// The tests as one feed sends them that numbers tests where people should be: what a load report warns of.
    package func testsKeyedByRow() -> CSVSource {
        .bytes(DemoFiles(population: population, seed: seed).tests(keyedByRow: true), name: "covid_test.csv")
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
