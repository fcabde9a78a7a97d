import Catalogue
package import JSON
import QueryLanguage

extension JSONCursor {
    /// A text of a number of characters within a range, without control characters other than line feeds. Throws at its place.
    package func text(_ range: ClosedRange<Int>) throws(JSONError) -> String {
        let text = try string()
        guard range.contains(text.unicodeScalars.count) else {
            throw fail("write from \(range.lowerBound) to \(range.upperBound) characters")
        }
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control || $0 == "\n" }) else {
            throw fail("control characters are not accepted")
        }
        return text
    }

    /// A word of 1 to 64 printable ASCII characters without spaces, such as a purpose or a profile.
    func word() throws(JSONError) -> String {
        let text = try string()
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw fail("write 1 to 64 printable ASCII characters without spaces")
        }
        return text
    }

    /// A list of different things, at most so many.
    func set<Element: Hashable>(
        atMost limit: Int, _ read: (JSONCursor) throws(JSONError) -> Element
    ) throws(JSONError) -> Set<Element> {
        let cursors = try array()
        guard cursors.count <= limit else { throw fail("at most \(limit) are accepted") }
        var result: Set<Element> = []
        for cursor in cursors where !result.insert(try read(cursor)).inserted { throw cursor.fail("occurs twice") }
        return result
    }

    func datasetID() throws(JSONError) -> DatasetID {
        guard let id = DatasetID(try string()) else { throw fail("write the name of a dataset, such as `care_event`") }
        return id
    }

    func variableName() throws(JSONError) -> VariableName {
        guard let name = VariableName(try string()) else {
            throw fail("write a variable with its dataset, such as `person.age`")
        }
        return name
    }

    func linkUse() throws(JSONError) -> LinkUse {
        // A link is written like a variable: the dataset that declares it, a point, the role.
        guard let name = VariableName(try string()) else {
            throw fail("write a link with its dataset, such as `person.household`")
        }
        return LinkUse(dataset: name.dataset, role: name.name)
    }

    func month() throws(JSONError) -> Month {
        guard let month = Month(try string()) else { throw fail("write a month as YYYY-MM") }
        return month
    }
}

extension LinkUse {
    /// As it is written in projects and shown to people: `person.household`.
    package var text: String { "\(dataset).\(role)" }
}

/// A list of texts in the order of their bytes, for one form of every set.
func sortedTexts(_ texts: some Sequence<String>) -> [String] {
    texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

extension JSONValue {
    /// The texts as a sorted array.
    init(set texts: some Sequence<String>) { self = .array(sortedTexts(texts).map { .string($0) }) }
}
