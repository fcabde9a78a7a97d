import Catalogue
import JSON

extension SmallRegion {
    /// Derived variables of the small region: two versions of one that looks at the rows of a home's members, one that
    /// looks at records which may be withheld, and one of persons that follows a link.
    static let definitions = [
        definition(
            "household.busy@1", [("often", events(atLeast: 3)), ("some", events(atLeast: 1))], otherwise: "none"),
        definition(
            "household.busy@2", [("often", events(atLeast: 7)), ("some", events(atLeast: 1))], otherwise: "none"),
        definition("household.ill@1", [("yes", #"{"some":"gp_condition"}"#)], otherwise: "no"),
        definition(
            "person.frail@1",
            [("yes", #"{"all":[{"variable":"household.imd","in":["worse"]},\#(events(atLeast: 1))]}"#)],
            otherwise: "no"),
    ]

    private static func events(atLeast: Int) -> String {
        #"{"some":"care_event","during":{"from":"2025-01","to":"2025-06"},"atLeast":\#(atLeast)}"#
    }

    private static func definition(_ name: String, _ values: [(String, String)], otherwise: String) -> String {
        let conditions = values.map { #"{"code":"\#($0.0)","when":\#($0.1)}"# }.joined(separator: ",")
        let examples = (values.map(\.0) + [otherwise])
            .map { #"{"says":"tried elsewhere","rows":{},"value":"\#($0)"}"# }.joined(separator: ",")
        return """
            {"id":"\(name)","title":"Derived","description":"Made of others.","sensitive":false,
             "values":[\(conditions),{"code":"\(otherwise)"}],"examples":[\(examples)]}
            """
    }
}

extension PlainMeaning {
    /// The value of a derived variable for a unit that has it: the first condition that holds.
    func derived(_ name: String, of unit: Int) -> String {
        for text in SmallRegion.definitions {
            guard let definition = try? JSONValue(parsing: Array(text.utf8), limits: .document),
                definition.members["id"]?.text == name
            else { continue }
            for value in definition.members["values"]?.elements ?? [] {
                guard let condition = value.members["when"], !holds(condition, for: unit) else {
                    return value.members["code"]?.text ?? ""
                }
            }
        }
        return ""
    }

    /// The same region as questions about homes see it.
    var ofHomes: PlainMeaning {
        PlainMeaning(["unit": "household"], of: region, optedOut: optedOut, withheld: withheld)
    }
}
