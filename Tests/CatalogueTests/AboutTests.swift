import Catalogue
import JSON
import Testing

@Suite("What other catalogues are told is declared by hand, and held to their limits")
struct AboutTests {
    static let about = """
        "about":{"publisher":{"id":"Z0009","name":"A council","contact":"data@council.example"},
         "abstract":"People of a small town.","page":"https://council.example/people",
         "licence":"https://council.example/terms","accessRights":"https://council.example/access",
         "version":"1.2.0","issued":"2026-04-01","keywords":["town","people"],"from":"2019-04-01",
         "refresh":"Quarterly","lag":"1-2 months","place":"A town","jurisdictions":["GB-ENG"],
         "processor":"A university","vocabularies":["ICD10","LOCAL"],"models":["OMOP"]},
        """

    static func declaration(_ about: String) -> String {
        Declaration.text.replacing(#""population":1000"#, with: about + #""population":1000"#)
    }

    @Test("all of it is read, and a description that was never changed is as old as its issue")
    func read() throws {
        let about = try #require(try CatalogueReader.read(Declaration.parse(Self.declaration(Self.about))).about)
        #expect(about.publisher.contact == "data@council.example")
        #expect(about.issued == CalendarDay("2026-04-01") && about.changed == about.issued)
        #expect(about.refresh == .quarterly && about.lag == .oneToTwoMonths)
        #expect(about.vocabularies == [.icd10, .local] && about.models == [.omop])
        #expect(try Declaration.dataset().about == nil)
    }

    static let faults: [(from: String, to: String, pointer: String)] = [
        (#""abstract":"People of a small town.","#, "", "/about/abstract"),
        (#""abstract":"People of a small town.""#, #""abstract":"Town""#, "/about/abstract"),
        (#""contact":"data@council.example""#, #""contact":"the desk""#, "/about/publisher/contact"),
        (#""contact":"data@council.example""#, #""contact":"a@b@c.example""#, "/about/publisher/contact"),
        ("https://council.example/people", "http://council.example/people", "/about/page"),
        ("https://council.example/people", #"https://council.example/<b>"#, "/about/page"),
        (#""version":"1.2.0""#, #""version":"1.2""#, "/about/version"),
        (#""issued":"2026-04-01""#, #""issued":"2026-04-01","changed":"2026-03-31""#, "/about/changed"),
        (#""issued":"2026-04-01""#, #""issued":"April""#, "/about/issued"),
        (#"["town","people"]"#, #"["town","town"]"#, "/about/keywords/1"),
        (#""refresh":"Quarterly""#, #""refresh":"quarterly""#, "/about/refresh"),
        (#"["GB-ENG"]"#, #"["England"]"#, "/about/jurisdictions/0"),
        (#"["OMOP"]"#, #"["omop"]"#, "/about/models/0"),
        (#""place":"A town""#, #""place":"A town","people":1000"#, "/about/people"),
    ]

    @Test("each fault has its place", arguments: faults.indices)
    func faulty(_ index: Int) throws {
        let fault = Self.faults[index]
        let text = Self.about.replacing(fault.from, with: fault.to)
        try #require(text != Self.about)
        let error = #expect(throws: CatalogueError.self) {
            try CatalogueReader.read(Declaration.parse(Self.declaration(text)))
        }
        guard case .declaration(let place)? = error else { return }
        #expect(place.pointer == fault.pointer)
    }

    @Test("a title that other catalogues do not take is refused only where they are told of it")
    func longTitle() throws {
        let long = String(repeating: "P", count: 151)
        func titled(_ about: String) throws -> JSONValue {
            try Declaration.parse(Self.declaration(about).replacing(#""title":"People""#, with: #""title":"\#(long)""#))
        }
        _ = try CatalogueReader.read(titled(""))
        #expect(throws: CatalogueError.self) { try CatalogueReader.read(titled(Self.about)) }
    }
}
