import JSON

/// The JSON Schemas (2020-12) of every body that this interface reads or writes, by name.
///
/// Lists of words come from the types that they stand for. What readers check is held to these schemas by tests.
enum Schema {
    /// Every schema, in the order of the document. Those of queries and of audit entries are written down elsewhere.
    static func all(query: JSONValue) -> JSONObject {
        var schemas = JSONObject()
        for part in [
            problems, projects, projectLife, oversight, people, catalogue, quality, checks, answers, reviews,
            publications,
            policies, audit, reports, metadata,
        ] {
            for (name, schema) in part.members { schemas[name] = schema }
        }
        for (name, schema) in hoisted(query, as: "Query") { schemas[name] = schema }
        return schemas
    }

    /// A schema with definitions of its own as one component and one more for each definition.
    static func hoisted(_ schema: JSONValue, as name: String) -> [(String, JSONValue)] {
        guard case .object(var whole) = schema else { return [(name, schema)] }
        var parts: [(String, JSONValue)] = []
        if case .object(let definitions)? = whole["$defs"] {
            parts = definitions.members.map { ("\(name).\($0.key)", referring(into: name, $0.value)) }
        }
        whole["$defs"] = nil
        whole["$schema"] = nil
        return [(name, referring(into: name, .object(whole)))] + parts
    }

    /// The same schema with its references led to where `hoisted` puts the definitions.
    private static func referring(into name: String, _ schema: JSONValue) -> JSONValue {
        switch schema {
        case .array(let elements): return .array(elements.map { referring(into: name, $0) })
        case .object(let object):
            return .object(
                JSONObject(
                    object.members.map { key, value in
                        if key == "$ref", case .string(let place) = value, place.hasPrefix("#/$defs/") {
                            return (key, .string("\(components)\(name).\(place.dropFirst("#/$defs/".count))"))
                        }
                        return (key, referring(into: name, value))
                    }))
        case .null, .bool, .integer, .string: return schema
        }
    }

    private static let components = "#/components/schemas/"

    /// Another schema of the document.
    static func named(_ name: String) -> JSONValue { ["$ref": .string(components + name)] }
}

/// Words for building schemas.
extension Schema {
    /// An object with these members and no others.
    static func object(_ required: JSONObject, optional: JSONObject = [:], _ description: String? = nil) -> JSONValue {
        var schema: JSONObject = ["type": "object"]
        if let description { schema["description"] = .string(description) }
        schema["required"] = .array(required.keys.map { .string($0) })
        schema["properties"] = .object(joined(required, optional))
        schema["additionalProperties"] = false
        return .object(schema)
    }

    static func joined(_ first: JSONObject, _ second: JSONObject) -> JSONObject {
        JSONObject(first.members.map { ($0.key, $0.value) } + second.members.map { ($0.key, $0.value) })
    }

    /// An object whose members have names of the sender's own.
    static func map(_ values: JSONValue) -> JSONValue { ["type": "object", "additionalProperties": values] }

    static func list(_ items: JSONValue, least: Int = 0, most: Int? = nil, isSet: Bool = false) -> JSONValue {
        var schema: JSONObject = ["type": "array", "items": items]
        if least > 0 { schema["minItems"] = .integer(least) }
        schema["maxItems"] = most.map { .integer($0) }
        if isSet { schema["uniqueItems"] = true }
        return .object(schema)
    }

    static func either(_ schemas: JSONValue...) -> JSONValue { ["anyOf": .array(schemas)] }

    static func word(of words: some Sequence<String>) -> JSONValue { ["enum": .array(words.map { .string($0) })] }

    static func always(_ value: JSONValue) -> JSONValue { ["const": value] }

    static func pattern(_ pattern: String) -> JSONValue { ["type": "string", "pattern": .string(pattern)] }

    /// Text without control characters other than line feeds.
    static func prose(_ most: Int) -> JSONValue {
        [
            "type": "string", "minLength": 1, "maxLength": .integer(most),
            "pattern": "^[^\\u0000-\\u0009\\u000B-\\u001F\\u007F-\\u009F]*$",
        ]
    }

    static func number(_ range: ClosedRange<Int>) -> JSONValue {
        ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
    }

    static let text: JSONValue = ["type": "string"]
    static let flag: JSONValue = ["type": "boolean"]
    static let count: JSONValue = ["type": "integer", "minimum": 0]
    static let label = pattern("^[!-~]{1,64}$")
    static let day: JSONValue = ["type": "string", "format": "date"]
    static let moment: JSONValue = ["type": "string", "format": "date-time"]
    static let month = pattern("^(1[7-9]|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])$")
    static let person = pattern("^[a-z0-9][a-z0-9._-]{0,63}$")
    static let dataset = pattern("^[a-z][a-z0-9_]{0,31}$")
    static let variable = pattern("^[a-z][a-z0-9_]{0,31}\\.[a-z][A-Za-z0-9_]{0,31}(@[1-9][0-9]{0,3})?$")
    static let fraction = pattern("^(0|[1-9][0-9]*)(/[1-9][0-9]*)?$")
    static let digest = pattern("^[0-9a-f]{64}$")
}
