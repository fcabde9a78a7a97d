import Catalogue
import GatewayTesting
import JSON
import QueryEngines
import Testing

@Suite("A definition is tried on its own examples")
struct DefinitionTrialTests {
    /// Homes in which two women lived together and one of them was ill.
    private static let pair = """
        {"id":"household.pair@1","title":"Pair","description":"Two women, and an illness.","sensitive":false,
         "values":[
          {"code":"ill","when":{"all":[{"some":"person","where":{"variable":"person.sex","in":["F"]},"atLeast":2},
           {"some":"gp_condition","where":{"variable":"gp_condition.group","in":["c1"]}}]}},
          {"code":"well","when":{"some":"person","where":{"variable":"person.sex","in":["F"]},"atLeast":2}},
          {"code":"other"}],
         "examples":[
          {"says":"two women","rows":{"person":[{"sex":"F"},{"sex":"F"}]},"value":"well"},
          {"says":"one of them ill","value":"ill",
           "rows":{"person":[{"sex":"F"},{"sex":"M"},{"sex":"F"}],"gp_condition":[{"group":"c2"},{"group":"c1"}]}},
          {"says":"not stated","rows":{"person":[{"sex":"F"},{}]},"value":"other"},
          {"says":"nobody","rows":{},"value":"other"}]}
        """

    private func fault(_ text: String) throws -> DefinitionTrial.Fault? {
        let definition = try JSONValue(parsing: Array(text.utf8), limits: .document)
        let catalogue = try CatalogueReader.define([definition], in: SmallRegion.catalogue())
        let name = try #require(VariableName("household.pair@1"))
        do throws(DefinitionTrial.Fault) {
            try DefinitionTrial.run(name, in: catalogue)
            return nil
        } catch { return error }
    }

    @Test("one that does what its examples say passes")
    func passes() throws { #expect(try fault(Self.pair) == nil) }

    @Test(
        "one that does not is refused with the example's own words",
        arguments: [
            (#""atLeast":2}},"#, #""atLeast":3}},"#, "the example `two women` comes out as `other`, not as `well`"),
            (
                #""in":["c1"]"#, #""in":["c3"]"#, "the example `one of them ill` comes out as `well`, not as `ill`"
            ),
            (
                #"{"group":"c2"},"#, "{},",
                "the example `one of them ill` must say `gp_condition.group` in each row"
            ),
            (
                #""rows":{},"value":"other""#, #""rows":{"fire_visit":[{"month":"2025-01"}]},"value":"other""#,
                "the example `nobody` has rows of `fire_visit`, which the definition does not read"
            ),
            (
                "gp_condition.group", "gp_condition.kind",
                "/values/0/when/all/1/where/variable: no variable of this name is declared; name a declared variable as "
                    + "`dataset.variable`"
            ),
        ])
    func differs(from: String, to: String, message: String) throws {
        let text = Self.pair.replacing(from, with: to)
        #expect(text != Self.pair)
        let said = try fault(text)?.message
        #expect(said?.hasPrefix(message) == true, "\(said ?? "nothing")")
    }
}
