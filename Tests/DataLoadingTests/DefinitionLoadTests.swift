import Catalogue
import DataLoading
import JSON
import Snapshots
import Testing

@Suite("Derived variables are loaded beside the data, and a version of them never changes")
struct DefinitionLoadTests {
    private static func definition(version: Int = 1, tenure: String = "rent", of register: String = "household") throws
        -> JSONValue
    {
        let text = """
            {"id":"\(register).let@\(version)","title":"Let","description":"Somebody else owns it.","sensitive":false,
             "values":[{"code":"yes","when":{"variable":"household.tenure","in":["\(tenure)"]}},{"code":"no"}],
             "examples":[{"says":"rent","rows":{"household":[{"tenure":"rent"}]},"value":"yes"},
              {"says":"own","rows":{"household":[{"tenure":"own"}]},"value":"no"}]}
            """
        return try JSONValue(parsing: Array(text.utf8), limits: .document)
    }

    private func variables(_ generation: Generation) throws -> [String] {
        try #require(generation.catalogue.register(of: .household)).variables.map(\.name)
    }

    private func publish(_ place: Workplace, _ change: (inout GenerationBuilder) throws -> Void) throws -> Generation {
        var builder = try place.builder()
        try change(&builder)
        try place.store.publish(builder.stage())
        try builder.retain(0)
        return try place.current()
    }

    @Test("they are in the catalogue of what is served, stay when a dataset is loaded again, and can be taken out")
    func kept() throws {
        let place = try Workplace()
        try place.publishTown()
        let first = try publish(place) { builder in
            let names = try builder.addDefinitions([Self.definition(), Self.definition(version: 2, tenure: "own")])
            #expect(names.map(\.description) == ["household.let@1", "household.let@2"])
        }
        #expect(try variables(first) == ["tenure", "let@1", "let@2"])
        let again = try publish(place) { builder in
            try builder.add(Town.household, Town.households)
            #expect(try builder.addDefinitions([Self.definition()]).count == 1)
        }
        #expect(again.definitionDigests == first.definitionDigests)
        #expect(try variables(again) == ["tenure", "let@1", "let@2"])
        let less = try publish(place) { try $0.removeDefinition("household.let@1") }
        #expect(try variables(less) == ["tenure", "let@2"])
        var builder = try place.builder()
        #expect(throws: LoadError.noDefinition("household.let@1")) { try builder.removeDefinition("household.let@1") }
    }

    @Test("another meaning of a version, and a register that is not loaded, are refused")
    func refused() throws {
        let place = try Workplace()
        try place.publishTown()
        var builder = try place.builder()
        _ = try builder.addDefinitions([Self.definition()])
        let name = try #require(VariableName("household.let@1"))
        let other = try Self.definition(tenure: "own")
        #expect(throws: LoadError.definition(.repeatedDefinition(name))) { _ = try builder.addDefinitions([other]) }
        let lost = try Self.definition(of: "ward")
        let error = #expect(throws: LoadError.self) { _ = try builder.addDefinitions([lost]) }
        #expect(error?.code == "SH-V214")
        #expect(error?.message.contains("/id: belongs to no loaded register") == true)
    }
}
