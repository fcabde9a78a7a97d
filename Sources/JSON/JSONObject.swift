/// The members of a JSON object: unique keys, in the order written.
///
/// A look-up walks the members, which is fastest for the few that real objects have.
package struct JSONObject: Sendable, Hashable {
    private(set) var storage: [Member]

    struct Member: Sendable, Hashable {
        let key: String
        var value: JSONValue

        static func == (left: Member, right: Member) -> Bool {
            sameBytes(left.key, right.key) && left.value == right.value
        }
    }

    /// An object without members.
    package init() { storage = [] }

    /// The members in order. A repeated key is a mistake in our own source and stops the program.
    package init(_ members: [(String, JSONValue)]) {
        var seen: Set<String> = []
        storage = members.map { key, value in
            precondition(seen.insert(key).inserted, "an object has each key once")
            return Member(key: key, value: value)
        }
    }

    /// The members whose keys the parser has already found to be unique.
    init(unique members: [Member]) {
        storage = members
    }

    package var count: Int { storage.count }
    package var isEmpty: Bool { storage.isEmpty }
    package var keys: [String] { storage.map(\.key) }
    package var members: [(key: String, value: JSONValue)] { storage.map { ($0.key, $0.value) } }

    /// The value of a member, or nil where there is none; setting nil removes it, setting a new key appends it.
    package subscript(key: String) -> JSONValue? {
        get { storage.first { sameBytes($0.key, key) }?.value }
        set {
            let place = storage.firstIndex { sameBytes($0.key, key) }
            switch (place, newValue) {
            case (let place?, let value?): storage[place].value = value
            case (let place?, nil): storage.remove(at: place)
            case (nil, let value?): storage.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements)
    }
}
