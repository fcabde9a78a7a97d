import Catalogue
import JSON
import Testing

@Suite("A look-up leads from areas of one vintage to others, and a grouping is made from it")
struct LookupTests {
    /// Two areas of 2021 were one in 2011; the second went mostly to the third.
    static let text = """
        {"id":"old_new@1","title":"Old to new","source":"A test","from":"2021","to":"2031","level":"below-ward",
         "relation":"best-fit","targets":[{"code":"N1","title":"North"},{"code":"N2"},{"code":"N3"}],
         "areas":[["L1","N1"],["L2","N3"],["L9","N2"]]}
        """

    static func catalogue(_ texts: [String] = [text], datasets: [Dataset] = []) throws -> Catalogue {
        try CatalogueReader.add(texts.map { try Declaration.parse($0) }, to: Catalogue(datasets))
    }

    static let written = Declaration.text.replacing(
        #"{"name":"borough","groups":[{"code":"B1","title":"One","of":["L1","L2"]}]}"#,
        with: #"{"name":"borough","title":"New areas","lookup":"old_new@1"}"#)

    static func filled(_ text: String = written, _ lookups: [String] = [LookupTests.text]) throws -> JSONValue {
        try CatalogueReader.fill(Declaration.parse(text), from: catalogue(lookups).lookups)
    }

    @Test("the grouping has the targets that have an area here, knows its vintage, and the declaration stands alone")
    func made() throws {
        let dataset = try CatalogueReader.read(Self.filled())
        let area = try #require(dataset.variable(named: "area"))
        let made = try #require(area.grouping(named: "borough"))
        #expect(made.groups == [Category(code: "N1", title: "North"), Category(code: "N3", title: "N3")])
        #expect(made.groupOf == [0, 1] && made.areaLevel == .belowWard && made.title == "New areas")
        #expect(made.lookup?.id.description == "old_new@1" && made.lookup?.relation == .bestFit)
        #expect(area.groupings.map { area.vintage(shownBy: $0) } == ["2021", "2031"])
        // A view shows what it looks at.
        let view = try #require(dataset.variable(named: "borough"))
        #expect(view.vintage(shownBy: view.groupings[0]) == "2031")
        try CatalogueReader.checkLookups([dataset], in: Self.catalogue())
        #expect(try Self.filled(Declaration.text) == Declaration.parse(Declaration.text))
    }

    static let misuses: [(from: String, to: String, message: String)] = [
        (#"["L2","N3"],"#, "", "it has no target for `L2`"),
        (#""from":"2021""#, #""from":"2011""#, "the look-up leads from areas of `2011`, and these are of `2021`"),
        (#""id":"old_new@1""#, #""id":"old_new@2""#, "names no look-up that is loaded: load it first"),
    ]

    @Test(
        "a look-up that does not do for a variable is refused, and the first area without a target is named",
        arguments: misuses.indices)
    func misused(_ index: Int) throws {
        let misuse = Self.misuses[index]
        let lookup = Self.text.replacing(misuse.from, with: misuse.to)
        try #require(lookup != Self.text)
        let error = #expect(throws: CatalogueError.self) { try Self.filled(Self.written, [lookup]) }
        #expect(error?.message == "/variables/5/groupings/0/lookup: \(misuse.message)")
    }

    @Test("who names a look-up does not write the groups too", arguments: ["groups", "vintage", "level"])
    func both(_ member: String) throws {
        let text = Self.written.replacing(#""lookup":"old_new@1""#, with: #""lookup":"old_new@1","\#(member)":[]"#)
        let error = #expect(throws: CatalogueError.self) { try Self.filled(text) }
        #expect(error?.message.hasPrefix("/variables/5/groupings/0/\(member): ") == true)
    }

    @Test("a grouping that says otherwise than its look-up is found")
    func otherwise() throws {
        let honest = String(decoding: try Self.filled().bytes(), as: UTF8.self)
        let lies = [
            (#""of":["L1"]"#, #""of":["L2"]"#, #""of":["L2"]}"#, #""of":["L1"]}"#),
            (#""title":"North""#, #""title":"South""#, "", ""),
            (#""relation":"best-fit""#, #""relation":"exact""#, "", ""),
            (#""vintage":"2031""#, #""vintage":"2041""#, "", ""),
        ]
        for (from, to, second, third) in lies {
            var text = honest
            if let range = text.firstRange(of: from) { text.replaceSubrange(range, with: to) }
            if !second.isEmpty, let range = text.ranges(of: second).last {
                text.replaceSubrange(range, with: third)
            }
            try #require(text != honest)
            let dataset = try CatalogueReader.read(Declaration.parse(text))
            let error = #expect(throws: CatalogueError.self) {
                try CatalogueReader.checkLookups([dataset], in: Self.catalogue())
            }
            #expect(error?.code == "SH-C110")
        }
        let dataset = try CatalogueReader.read(Declaration.parse(honest))
        #expect(throws: CatalogueError.self) { try CatalogueReader.checkLookups([dataset], in: Catalogue([])) }
    }

    static let faults: [(from: String, to: String, pointer: String)] = [
        (#""old_new@1""#, #""old_new""#, "/id"),
        (#""source":"A test","#, "", "/source"),
        (#""relation":"best-fit""#, #""relation":"roughly""#, "/relation"),
        (#""level":"below-ward""#, #""level":"street""#, "/level"),
        (#"{"code":"N2"}"#, #"{"code":"N1"}"#, "/targets/1"),
        (#"["L2","N3"]"#, #"["L2","N4"]"#, "/areas/1/1"),
        (#"["L2","N3"]"#, #"["L1","N3"]"#, "/areas/1"),
        (#"["L2","N3"]"#, #"["L2"]"#, "/areas/1"),
        (#"["L2","N3"]"#, #"["_L2","N3"]"#, "/areas/1/0"),
        (#"[["L1","N1"],["L2","N3"],["L9","N2"]]"#, "[]", "/areas"),
        (#""from":"2021""#, #""from":"2021","by":"me""#, "/by"),
    ]

    @Test("each fault of a file has its place", arguments: faults.indices)
    func faulty(_ index: Int) throws {
        let fault = Self.faults[index]
        let text = Self.text.replacing(fault.from, with: fault.to)
        try #require(text != Self.text)
        let error = #expect(throws: CatalogueError.self) { try Self.catalogue([text]) }
        guard case .reference(let place)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(place.pointer == fault.pointer)
    }

    @Test("the numbers of older areas are added up for those that they lead to")
    func reference() throws {
        let dataset = try CatalogueReader.read(Self.filled())
        let numbers = """
            {"id":"count@1","title":"Count","source":"A test","counts":"person","addsUp":false,
             "dimensions":[{"variable":"person.area","grouping":"finest","lookup":"older@1"}],
             "numbers":[["O1",3],["O2",4],["O3",5]]}
            """
        let older = """
            {"id":"older@1","title":"Older","source":"A test","from":"2011","to":"2021","level":"below-ward",
             "relation":"exact","targets":[{"code":"L1"},{"code":"L2"},{"code":"L7"}],
             "areas":[["O1","L2"],["O2","L1"],["O3","L2"],["O4","L7"]]}
            """
        // The name of the reference comes before that of its look-up, in the file too.
        let reference = try #require(try Self.catalogue([numbers, older], datasets: [dataset]).references.first)
        #expect(reference.numbers == [["L1"]: 4, ["L2"]: 8])
        #expect(!reference.addsUp && reference.dimensions[0].lookup?.description == "older@1")
        for (from, to, fault) in [
            (#"["O3",5]"#, #"["O1",5]"#, "/numbers/2: this combination occurs twice"),
            (#"["O3",5]"#, #"["L1",5]"#, "/numbers/2/0: the look-up has no target for it"),
            (#"["O3",5]"#, #"["O4",5]"#, "/numbers/2/0: its target `L7` is not a code of the grouping"),
            (
                #""finest""#, #""borough""#,
                "/dimensions/0/lookup: it leads to areas of `2021`, which the grouping does not show"
            ),
        ] {
            let text = numbers.replacing(from, with: to)
            let error = #expect(throws: CatalogueError.self) { try Self.catalogue([older, text], datasets: [dataset]) }
            #expect(error?.message == fault)
        }
    }

    @Test("a look-up and a reference do not share a name")
    func names() throws {
        let error = #expect(throws: CatalogueError.self) { try Self.catalogue([Self.text, Self.text]) }
        #expect(error?.code == "SH-C107")
    }
}
