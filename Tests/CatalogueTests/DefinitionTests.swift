import Catalogue
import GatewayTesting
import JSON
import Testing

@Suite("The definition of a derived variable is refused at the place of its fault")
struct DefinitionTests {
    static let good = """
        {"id":"household.odd@1","title":"Odd","description":"An odd home.","sensitive":false,
         "values":[{"code":"yes","when":{"variable":"household.tenure","in":["own"]}},{"code":"no","title":"No"}],
         "examples":[{"says":"owned","rows":{"household":[{"tenure":"own"}]},"value":"yes"},
          {"says":"not stated","rows":{"household":[{"tenure":"_notStated"}]},"value":"no"}]}
        """

    private func define(_ texts: String...) throws -> Catalogue {
        try CatalogueReader.define(
            texts.map { try JSONValue(parsing: Array($0.utf8), limits: .document) }, in: SmallRegion.catalogue())
    }

    @Test("a good one stands among the variables of its register, after those that are declared")
    func good() throws {
        let household = try #require(try define(Self.good).datasets.first { $0.id.description == "household" })
        #expect(
            household.variables.map(\.name) == [
                "tenure", "imd", "rooms", "busy@1", "busy@2", "ill@1", "odd@1",
            ])
        let variable = try #require(household.variable(named: "odd@1"))
        #expect(variable.words == "Odd, version 1")
        #expect(variable.derivation?.conditions.count == 1)
        #expect(household.storedVariables.count == 3)
    }

    @Test(
        "one change, and where the reader stops",
        arguments: [
            (#""title":"Odd","#, #""title":"Odd","colour":"red","#, "/colour"),
            ("household.odd@1", "household.odd", "/id"), ("household.odd@1", "household.odd@0", "/id"),
            ("household.odd@1", "household.odd@10000", "/id"), ("household.odd@1", "care_event.odd@1", "/id"),
            (#""sensitive":false,"#, "", "/sensitive"), (#""description":"An odd home.","#, "", "/description"),
            (#""code":"no","title":"No""#, #""code":"yes""#, "/values/1"),
            (#""code":"no","title":"No""#, #""code":"no","when":{}"#, "/values/1/when"),
            (#""when":{"variable":"household.tenure","in":["own"]}"#, #""title":"Yes""#, "/values/0/when"),
            (#""value":"no""#, #""value":"maybe""#, "/examples/1/value"),
            (#""value":"no""#, #""value":"yes""#, "/examples"),
            (#"{"tenure":"own"}"#, #"{"tenure":"boat"}"#, "/examples/0/rows/household/0/tenure"),
            (#"{"tenure":"own"}"#, #"{"rent":"own"}"#, "/examples/0/rows/household/0/rent"),
            (#"{"household":[{"tenure":"own"}]}"#, #"{"home":[]}"#, "/examples/0/rows/home"),
        ])
    func faults(from: String, to: String, pointer: String) throws {
        let text = Self.good.replacing(from, with: to)
        #expect(text != Self.good)
        let error = #expect(throws: CatalogueError.self) { _ = try define(text) }
        #expect(error?.message.hasPrefix("\(pointer): ") == true, "\(String(describing: error))")
    }

    @Test("a version never changes: the same again is fine, another meaning is not")
    func versions() throws {
        #expect(try define(Self.good, Self.good) == define(Self.good))
        let name = try #require(VariableName("household.odd@1"))
        let other = Self.good.replacing(#""in":["own"]"#, with: #""in":["rent"]"#)
        #expect(throws: CatalogueError.repeatedDefinition(name)) { _ = try define(Self.good, other) }
        _ = try define(Self.good, other.replacing("odd@1", with: "odd@2"))
    }
}
