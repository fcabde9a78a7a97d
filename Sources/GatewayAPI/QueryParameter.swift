import Catalogue
import Identity
import JSON

/// A declared parameter of the query string. Its form is checked before a handler sees it.
struct QueryParameter: Sendable {
    enum Form: Sendable {
        /// 1 to 64 printable ASCII characters without spaces.
        case word
        /// `YYYY-MM-DD`.
        case day
        /// `YYYY-MM`.
        case month
        case number(ClosedRange<Int>)
        case oneOf([String])
    }

    let name: String
    let form: Form
    let description: String

    /// Whether a text has the form.
    func accepts(_ text: String) -> Bool {
        switch form {
        case .word: (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        case .day: CivilDay(text) != nil
        case .month: Month(text) != nil
        case .number(let range):
            text.utf8.count <= 18 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
                && Int(text).map(range.contains) ?? false
        case .oneOf(let words): words.contains { $0.utf8.elementsEqual(text.utf8) }
        }
    }

    /// What would be accepted, in words.
    var expected: String {
        switch form {
        case .word: "1 to 64 printable ASCII characters without spaces"
        case .day: "a day, written YYYY-MM-DD"
        case .month: "a month, written YYYY-MM"
        case .number(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .oneOf(let words): "one of: " + words.map { "`\($0)`" }.joined(separator: ", ")
        }
    }

    var schema: JSONValue {
        switch form {
        case .word: ["type": "string", "pattern": "^[!-~]{1,64}$"]
        case .day: ["type": "string", "format": "date"]
        case .month: Schema.month
        case .number(let range):
            ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
        case .oneOf(let words): ["enum": .array(words.map { .string($0) })]
        }
    }
}

extension QueryParameter {
    /// Where a page begins: what the page before called `next`.
    static let after = QueryParameter(
        name: "after", form: .word, description: "Go on behind this place: the `next` of the page before.")
    static let limit = QueryParameter(
        name: "limit", form: .number(1...200), description: "How many a page has at most; 50 where it is not said.")
}

/// A part of a list, with the place where the next part begins.
struct Page<Element> {
    let elements: [Element]
    /// The name of the last element; nil where no more follow.
    let next: String?

    /// Cuts a page out of elements that stand in a fixed order.
    init(_ all: [Element], _ call: Call, name: (Element) -> String) {
        let limit = call.query["limit"].flatMap { Int($0) } ?? 50
        var rest = all[...]
        if let after = call.query["after"], let place = all.firstIndex(where: { name($0) == after }) {
            rest = all[(place + 1)...]
        }
        elements = Array(rest.prefix(limit))
        next = rest.count > limit ? elements.last.map(name) : nil
    }

    /// The page as an object with the list under a name.
    func json(_ list: String, _ write: (Element) -> JSONValue) -> JSONValue {
        var object: JSONObject = [list: .array(elements.map(write))]
        if let next { object["next"] = .string(next) }
        return .object(object)
    }
}
