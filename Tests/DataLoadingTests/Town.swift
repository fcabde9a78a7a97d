import Catalogue
import DataLoading
import JSON
import Snapshots

/// A small town: households, people who live in them, and their visits. A test changes one thing in it.
enum Town {
    static let household = """
        {"id":"household","title":"Households","controllers":[{"id":"council","name":"Council","covers":"all"}],
         "tier":"pseudonymised","unit":"household","rowsPerUnit":"one","register":true,
         "key":{"column":"household_id","identifier":"opaque"},"population":10,"asOf":"2026-03",
         "variables":[{"name":"tenure","type":"code","column":"tenure","codes":[{"code":"own"},{"code":"rent"}]}]}
        """

    static let person = """
        {"id":"person","title":"People","controllers":[{"id":"icb","name":"ICB","covers":"all"}],
         "tier":"pseudonymised","unit":"person","rowsPerUnit":"one","register":true,
         "key":{"column":"nhs_number","identifier":"nhsNumber"},"ignoredColumns":["note"],
         "links":[{"role":"household","dataset":"household","column":"household_id","maximumPerTarget":2}],
         "population":10,"asOf":"2026-03","variables":[
          {"name":"birthMonth","type":"month","column":"birth_month","from":"1900-01","to":"2026-03",
           "missing":{"notStated":["1754-09-12"]}},
          {"name":"sex","type":"code","column":"sex","codes":[{"code":"F","inFile":["Female"]},{"code":"M"}],
           "missing":{"notStated":["","X"]}},
          {"name":"children","type":"integer","measuredIn":"child","column":"children","from":0,"to":9}]}
        """

    static let visit = """
        {"id":"visit","title":"Visits","controllers":[{"id":"trust","name":"Trust","covers":"all"}],
         "tier":"pseudonymised","unit":"person","rowsPerUnit":"many",
         "key":{"column":"patient","identifier":"nhsNumber"},"population":10,"asOf":"2026-03","time":"date",
         "bounds":{"perCell":3,"cells":2},
         "variables":[{"name":"date","type":"date","column":"date","from":"2025-01-01","to":"2025-12-31"}]}
        """

    static let households = "household_id,tenure\nH1,own\nH2,rent\nH3,rent\n"
    static let personHeadings = "nhs_number,household_id,birth_month,sex,children,note\n"
    static let people =
        personHeadings + """
            9434765919,H1,1980-05,F,2,
            943 476 5870,H1,1979-11-30,M,2,"a, ""quoted"" note"
            987-654-4012,H9,1754-09-12,,0,

            """
    static let visits = "date,patient\n2025-03-01,9434765919\n2025-03-01 10:30:00,943-476-5919\n2025-12-31,9876544012\n"
    /// The identifiers in all the ways in which the files above write them.
    static let identifiers = [
        "9434765919", "943 476 5919", "943-476-5919", "9434765870", "943 476 5870", "9876544012", "987-654-4012",
    ]

    static func declaration(_ text: String) throws -> (JSONValue, Dataset) {
        let declaration = try JSONValue(parsing: Array(text.utf8), limits: .document)
        return (declaration, try CatalogueReader.read(declaration))
    }
}

extension GenerationBuilder {
    /// Loads text as the dataset of a declaration.
    @discardableResult
    mutating func add(_ declaration: String, _ csv: String, name: String = "file.csv") throws -> LoadReport {
        let (json, dataset) = try Town.declaration(declaration)
        return try add(declaration: json, dataset, from: .bytes(Array(csv.utf8), name: name))
    }
}

extension Workplace {
    /// Publishes the whole town.
    @discardableResult
    func publishTown(key: UInt8 = 7) throws -> StagedGeneration {
        var builder = try builder(key: key)
        try builder.add(Town.household, Town.households)
        try builder.add(Town.person, Town.people)
        try builder.add(Town.visit, Town.visits)
        let staged = try builder.stage()
        try store.publish(staged)
        return staged
    }

    func table(_ name: String) throws -> DatasetTable {
        let generation = try current()
        guard let id = DatasetID(name), let table = generation.tables[id] else { throw Unexpected.nothingPublished }
        return table
    }
}
