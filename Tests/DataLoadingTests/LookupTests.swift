import Catalogue
import DataLoading
import JSON
import Linux
import Snapshots
import Testing

@Suite("Look-ups are loaded beside the data, and declarations that name one are published whole")
struct LookupTests {
    static let lookup = """
        {"id":"area_ward@1","title":"Areas to wards","source":"A test","from":"2021","to":"2024","level":"ward",
         "relation":"best-fit","targets":[{"code":"W1"},{"code":"W2"}],
         "areas":[["L1","W1"],["L2","W2"],["L3","W2"]]}
        """
    static let person = """
        {"id":"person","title":"People","controllers":[{"id":"icb","name":"ICB","covers":"all"}],
         "tier":"pseudonymised","unit":"person","rowsPerUnit":"one","register":true,
         "key":{"column":"id","identifier":"opaque"},"population":10,"asOf":"2026-03","variables":[
          {"name":"area","type":"area","vintage":"2021","column":"area",
           "codes":[{"code":"L1"},{"code":"L2"},{"code":"L3"}],
           "groupings":[{"name":"ward","lookup":"area_ward@1"}]}]}
        """

    private static func load(_ text: String, into builder: inout GenerationBuilder) throws {
        let written = try JSONValue(parsing: Array(text.utf8), limits: .document)
        let declaration = try CatalogueReader.fill(written, from: builder.lookups())
        _ = try builder.add(
            declaration: declaration, CatalogueReader.read(declaration),
            from: .bytes(Array("id,area\na,L1\nb,L2\nc,L3\n".utf8), name: "person.csv"))
    }

    private static func parse(_ text: String) throws -> JSONValue {
        try JSONValue(parsing: Array(text.utf8), limits: .document)
    }

    private static func wards(_ generation: Generation) throws -> [String] {
        let id = try #require(DatasetID("person"))
        let area = try #require(generation.catalogue.dataset(id)?.variable(named: "area"))
        let ward = try #require(area.grouping(named: "ward"))
        return ward.groupOf.map { ward.groups[$0].code }
    }

    @Test("the look-up is served, told to the log by its digest, and the published declaration has its groups")
    func loaded() throws {
        let place = try Workplace()
        var builder = try place.builder()
        #expect(throws: CatalogueError.self) { try Self.load(Self.person, into: &builder) }
        let id = try builder.addReference(Self.parse(Self.lookup))
        try Self.load(Self.person, into: &builder)
        try place.store.publish(builder.stage())
        let generation = try place.current()
        #expect(generation.catalogue.lookups.map(\.id) == [id])
        #expect(generation.referenceDigests.keys.sorted() == [id])
        #expect(try Self.wards(generation) == ["W1", "W2", "W2"])
    }

    @Test("one that is in use stays; a newer version takes effect when the dataset is loaded again")
    func versions() throws {
        let place = try Workplace()
        do {
            var builder = try place.builder()
            _ = try builder.addReference(Self.parse(Self.lookup))
            try Self.load(Self.person, into: &builder)
            try place.store.publish(builder.stage())
        }
        do {
            var builder = try place.builder()
            try builder.removeReference("area_ward@1")
            let error = #expect(throws: LoadError.self) { _ = try builder.stage() }
            #expect(error?.message.contains("`person.area` has a grouping by the look-up `area_ward@1`") == true)
        }
        let changed = Self.lookup.replacing(#"["L2","W2"]"#, with: #"["L2","W1"]"#)
        var builder = try place.builder()
        #expect(throws: LoadError.self) { _ = try builder.addReference(Self.parse(changed)) }
        _ = try builder.addReference(Self.parse(Self.lookup))
        _ = try builder.addReference(Self.parse(changed.replacing("@1", with: "@2")))
        try place.store.publish(builder.stage())
        #expect(try Self.wards(place.current()) == ["W1", "W2", "W2"])
        try Self.load(Self.person.replacing("@1", with: "@2"), into: &builder)
        try builder.removeReference("area_ward@1")
        try place.store.publish(builder.stage())
        #expect(try Self.wards(place.current()) == ["W1", "W1", "W2"])
    }

    @Test("a reference of older areas needs its look-up to stay, whatever their names")
    func reference() throws {
        let place = try Workplace()
        var builder = try place.builder()
        let older = """
            {"id":"older@1","title":"Older","source":"A test","from":"2011","to":"2021","level":"below-ward",
             "relation":"exact","targets":[{"code":"L1"},{"code":"L2"}],"areas":[["O1","L2"],["O2","L1"],["O3","L2"]]}
            """
        let count = """
            {"id":"count@1","title":"Count","source":"A test","counts":"person",
             "dimensions":[{"variable":"person.area","grouping":"finest","lookup":"older@1"}],
             "numbers":[["O1",3],["O2",4],["O3",5]]}
            """
        for text in [Self.lookup, older] { _ = try builder.addReference(Self.parse(text)) }
        try Self.load(Self.person, into: &builder)
        let id = try builder.addReference(Self.parse(count))
        try place.store.publish(builder.stage())
        #expect(try place.current().catalogue.reference(id)?.numbers == [["L1"]: 4, ["L2"]: 8])
        try builder.removeReference("older@1")
        #expect(throws: LoadError.self) { _ = try builder.stage() }
    }
}

@Suite("The region's own look-ups do what they should, where the files lie beside the checkout")
struct RegionLookupTests {
    private static let folder = "lcr_geography"

    /// Columns of a file, by the names in its first row.
    private static func columns(_ file: String, _ names: [String]) throws -> [[String]] {
        let path = try SharedData.path("\(folder)/\(file)")
        let text = String(decoding: try FileSystem.readFile(path, maximumBytes: 1 << 24), as: UTF8.self)
        let rows = text.split(whereSeparator: \.isNewline).map { fields($0) }
        let places = try names.map { try #require(rows[0].firstIndex(of: $0)) }
        return rows.dropFirst().map { row in places.map { row[$0] } }
    }

    /// Fields in quotes may hold commas; none of these files has a quote in a field.
    private static func fields(_ row: Substring) -> [String] {
        var plain = ""
        for (index, part) in row.split(separator: "\"", omittingEmptySubsequences: false).enumerated() {
            plain += index.isMultiple(of: 2) ? String(part) : String(part.replacing(",", with: ";"))
        }
        return plain.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    /// A look-up of such columns; of several targets of an area the first one is taken.
    private static func lookup(
        _ id: String, _ from: String, _ to: String, level: String, _ pairs: [[String]]
    ) -> JSONValue {
        var first: [String: String] = [:]
        for pair in pairs where first[pair[0]] == nil { first[pair[0]] = pair[1] }
        let targets: [JSONValue] = Set(pairs.map { $0[1] }).sorted().map { ["code": .string($0)] }
        let areas: [JSONValue] = first.sorted { $0.key < $1.key }.map { [.string($0.key), .string($0.value)] }
        return [
            "id": .string(id), "title": .string(id), "source": "humaniverse/geographr, OGL v3.0", "from": .string(from),
            "to": .string(to), "level": .string(level), "relation": "best-fit", "targets": .array(targets),
            "areas": .array(areas),
        ]
    }

    private static func dataset(_ codes: some Sequence<String>, vintage: String, groupings: JSONValue) -> JSONValue {
        [
            "id": "person", "title": "People", "controllers": [["id": "icb", "name": "ICB", "covers": "all"]],
            "tier": "pseudonymised", "unit": "person", "rowsPerUnit": "one", "register": true,
            "key": ["column": "id", "identifier": "opaque"], "population": 1_564_015, "asOf": "2026-03",
            "variables": [
                [
                    "name": "area", "type": "area", "vintage": .string(vintage), "column": "area",
                    "codes": .array(codes.map { ["code": .string($0)] }), "groupings": groupings,
                ]
            ],
        ]
    }

    @Test(
        "the population of 2020 by areas of 2011 comes whole to areas of 2021",
        .enabled(if: SharedDataTests.isThere, SharedDataTests.missing))
    func population() throws {
        let pairs = try Self.columns("lsoa11_lsoa21_ltla22.csv", ["lsoa11_code", "lsoa21_code"])
        let people = try Self.columns("population20_lsoa11_lcr.csv", ["lsoa11_code", "total_population"])
        let lookup = Self.lookup("lsoa11_lsoa21@1", "2011", "2021", level: "below-ward", pairs)
        let codes = Set(pairs.map { $0[1] }).sorted()
        #expect(codes.count == 1_003 && Set(pairs.map { $0[0] }).count == 989)
        let reference: JSONValue = [
            "id": "population20@1", "title": "People in 2020", "source": "humaniverse/demographr, OGL v3.0",
            "counts": "person",
            "dimensions": [["variable": "person.area", "grouping": "finest", "lookup": "lsoa11_lsoa21@1"]],
            "numbers": .array(try people.map { [.string($0[0]), .integer(try #require(Int($0[1])))] }),
        ]
        let dataset = try CatalogueReader.read(Self.dataset(codes, vintage: "2021", groupings: []))
        let catalogue = try CatalogueReader.add([lookup, reference], to: CatalogueReader.check([dataset]))
        let numbers = try #require(catalogue.references.first?.numbers)
        #expect(numbers.values.reduce(0, +) == 1_564_015)
        // 16 areas were split and count for one of their parts; two were made of three.
        #expect(numbers.count < 989 && numbers.count >= 1_003 - 33)
    }

    @Test(
        "each of 1,003 areas counts for one of 158 wards",
        .enabled(if: SharedDataTests.isThere, SharedDataTests.missing))
    func wards() throws {
        let pairs = try Self.columns("lsoa21_ward24_ltla24.csv", ["lsoa21_code", "ward24_code"])
        let lookup = Self.lookup("lsoa21_ward24@1", "2021", "wards 2024", level: "ward", pairs)
        let lookups = try CatalogueReader.add([lookup], to: Catalogue([])).lookups
        let written = Self.dataset(
            pairs.map { $0[0] }, vintage: "2021", groupings: [["name": "ward2024", "lookup": "lsoa21_ward24@1"]])
        let dataset = try CatalogueReader.read(CatalogueReader.fill(written, from: lookups))
        let ward = try #require(dataset.variables.first?.grouping(named: "ward2024"))
        #expect(ward.groupOf.count == 1_003 && ward.groups.count == 158 && ward.areaLevel == .ward)
        #expect(ward.lookup?.relation == .bestFit)
    }

    @Test(
        "areas of 2011 show as areas of 2021, and one without a target stops the load by its name",
        .enabled(if: SharedDataTests.isThere, SharedDataTests.missing))
    func older() throws {
        let pairs = try Self.columns("lsoa11_lsoa21_ltla22.csv", ["lsoa11_code", "lsoa21_code"])
        let deprived = try Self.columns("imd2019_england_lsoa11_lcr.csv", ["lsoa11_code"]).map { $0[0] }
        let groupings: JSONValue = [["name": "lsoa2021", "lookup": "lsoa11_lsoa21@1"]]
        func lookups(without code: String?) throws -> [Lookup] {
            let some = pairs.filter { $0[0] != code }
            return try CatalogueReader.add(
                [Self.lookup("lsoa11_lsoa21@1", "2011", "2021", level: "below-ward", some)], to: Catalogue([])
            ).lookups
        }
        let written = Self.dataset(deprived, vintage: "2011", groupings: groupings)
        let dataset = try CatalogueReader.read(CatalogueReader.fill(written, from: lookups(without: nil)))
        #expect(dataset.variables[0].groupings[1].groupOf.count == 989)
        let error = #expect(throws: CatalogueError.self) {
            try CatalogueReader.fill(written, from: lookups(without: deprived[7]))
        }
        #expect(error?.message.hasSuffix("it has no target for `\(deprived[7])`") == true)
        let recent = Self.dataset(pairs.map { $0[1] }.prefix(1), vintage: "2021", groupings: groupings)
        #expect(throws: CatalogueError.self) { try CatalogueReader.fill(recent, from: lookups(without: nil)) }
    }
}
