import Catalogue
import JSON
import QueryLanguage
import Testing

@Suite("A derived variable is what it means")
struct DerivedTests {
    private static let often = #"{"variable":"household.busy@1","in":["often"]}"#
    private static let half = #""during":{"from":"2025-01","to":"2025-06"}"#

    private func of(_ unit: String, _ population: String) throws -> ResolvedQuery {
        try Ask.resolve([("unit", "\"\(unit)\""), ("population", population)])
    }

    @Test(
        "a question that names it and one that says what it means are one question",
        arguments: [
            ("household", often, #"{"some":"care_event",\#(half),"atLeast":3}"#),
            (
                "household", #"{"variable":"household.busy@1","in":["some"]}"#,
                #"{"some":"care_event",\#(half),"atLeast":1,"atMost":2}"#
            ),
            (
                "household", #"{"variable":"household.busy@1","in":["none"]}"#,
                #"{"not":{"some":"care_event",\#(half)}}"#
            ),
            (
                "household", #"{"not":{"variable":"household.busy@1","in":["none","some"]}}"#, often
            ),
            // Whatever both versions call the same is the same.
            (
                "household", #"{"variable":"household.busy@1","in":["none"]}"#,
                #"{"variable":"household.busy@2","in":["none"]}"#
            ),
            (
                "person", #"{"variable":"person.frail@1","in":["yes"]}"#,
                #"{"all":[{"some":"care_event",\#(half)},{"variable":"household.imd","in":["1","2"]}]}"#
            ),
        ])
    func sameMeaning(unit: String, named: String, said: String) throws {
        #expect(try of(unit, named).canonical == of(unit, said).canonical)
    }

    @Test("two versions that mean different things are two questions, seen through a link too")
    func versions() throws {
        for unit in ["person", "household"] {
            let second = #"{"variable":"household.busy@2","in":["often"]}"#
            #expect(try of(unit, Self.often).canonical != of(unit, second).canonical)
            let first = try Ask.resolve([("unit", "\"\(unit)\""), ("by", #"["household.busy@1"]"#)])
            let other = try Ask.resolve([("unit", "\"\(unit)\""), ("by", #"["household.busy@2"]"#)])
            #expect(first.canonical != other.canonical)
        }
    }

    @Test("an approval must hold the variable, and the datasets and links behind it, but not what it reads of them")
    func approval() throws {
        for unit in ["person", "household"] {
            let query = try of(unit, Self.often)
            #expect(query.variablesToApprove.map(\.description) == ["household.busy@1"])
            #expect(query.datasets.map(\.description).sorted() == ["care_event", "household", "person"])
            #expect(query.links.map(\.role) == ["household"])
            #expect(query.variables.contains(try #require(VariableName("care_event.date"))))
        }
    }

    @Test("what is asked is said with title and version")
    func words() throws {
        #expect(try of("person", Self.often).says == "People with Derived, version 1 in often")
        #expect(try Ask.resolve([("by", #"["household.busy@2"]"#)]).says == "All people, by Derived, version 2")
    }

    @Test(
        "it is refused where it has no one value, or would be made of what nobody agreed to",
        arguments: [
            ("household", #"{"some":"person","where":{"variable":"person.frail@1","in":["yes"]}}"#, "SH-Q120"),
            ("person", #"{"variable":"person.frail@1","via":"mother","in":["yes"]}"#, "SH-Q120"),
            ("person", #"{"variable":"household.busy@1","at":"2025-04","in":["some"]}"#, "SH-Q112"),
            ("person", #"{"variable":"household.busy@3","in":["some"]}"#, "SH-Q103"),
            ("person", #"{"variable":"household.busy@01","in":["some"]}"#, "SH-Q103"),
            ("person", #"{"variable":"household.busy@1","in":["rare"]}"#, "SH-Q104"),
        ])
    func refused(unit: String, population: String, code: String) throws {
        let error = #expect(throws: QueryError.self) { _ = try of(unit, population) }
        #expect(error?.code == code)
    }

    private func defined(_ name: String, _ condition: String, examples: Int = 2) throws -> Catalogue {
        let text = """
            {"id":"\(name)","title":"D","description":"D","sensitive":false,
             "values":[{"code":"yes","when":\(condition)},{"code":"no"}],
             "examples":[{"says":"a","rows":{},"value":"yes"},{"says":"b","rows":{},"value":"no"}]}
            """
        return try CatalogueReader.define([Ask.parse(text)], in: Ask.catalogue())
    }

    @Test(
        "a definition that cannot be asked is told with the place in it",
        arguments: [
            (#"{"variable":"person.height","in":["1"]}"#, "/values/0/when/variable", "SH-Q103"),
            (#"{"variable":"person.age","at":"2026-03","to":16}"#, "/values/0/when/to", "SH-Q105"),
            (#"{"variable":"person.frail@1","in":["yes"]}"#, "/values/0/when/variable", "SH-Q120"),
            (#"{"not":{"variable":"person.sex","in":["F","M","_notStated"]}}"#, "/values/0/when", "SH-Q114"),
            (#"{"variable":"person.sex","in":["F","M","_notStated"]}"#, "/values/1", "SH-Q114"),
        ])
    func unfit(condition: String, pointer: String, code: String) throws {
        let catalogue = try defined("person.odd@1", condition)
        let name = try #require(VariableName("person.odd@1"))
        let error = #expect(throws: QueryError.self) {
            _ = try QueryResolver.resolveDefinition(of: name, in: catalogue)
        }
        #expect(error?.pointer == pointer && error?.code == code)
        let body = try Ask.body([("by", #"["person.odd@1"]"#)])
        let asked = #expect(throws: QueryError.self) { _ = try QueryResolver.resolve(body, in: catalogue) }
        #expect(asked?.pointer == "/by/0" && asked?.code == "SH-Q139")
    }

    @Test("rows of people in a study serve those people alone, not whoever shares a home with them")
    func consents() throws {
        let catalogue = try defined("person.light@1", #"{"variable":"cohort.weight","to":24}"#)
        let own = try QueryResolver.resolve(Ask.body([("by", #"["person.light@1"]"#)]), in: catalogue)
        #expect(own.population != .everyone)
        let body = try Ask.body([("by", #"[{"variable":"person.light@1","via":"mother"}]"#)])
        let error = #expect(throws: QueryError.self) { _ = try QueryResolver.resolve(body, in: catalogue) }
        #expect(error?.code == "SH-Q138")
    }
}
