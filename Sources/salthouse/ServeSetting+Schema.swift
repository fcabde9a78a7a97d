import JSON

/// The JSON Schema of a configuration file, made from the table: `salthouse check-config --schema` prints it.
extension ServeSetting {
    static var schema: JSONValue {
        var properties = members(of: nil)
        properties["$schema"] = ["type": "string", "description": "Where an editor finds this schema."]
        for group in groups { properties[group] = object(members(of: group)) }
        var whole: JSONObject = [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "The configuration of a Salthouse gateway",
            "description":
                "Paths are relative to the file, or begin with $CREDENTIALS_DIRECTORY/. No secret stands here.",
            "required": ["directory"],
        ]
        if case .object(let rest) = object(properties) {
            for (name, value) in rest.members { whole[name] = value }
        }
        return .object(whole)
    }

    private static func members(of group: String?) -> JSONObject {
        var members: JSONObject = ["$comment": ["type": "string", "description": "For people; not read."]]
        for setting in all where setting.group == group { members[setting.name] = .object(setting.schema) }
        return members
    }

    private static func object(_ properties: JSONObject) -> JSONValue {
        ["type": "object", "additionalProperties": false, "properties": .object(properties)]
    }

    private var schema: JSONObject {
        var schema: JSONObject
        switch kind {
        case .text, .path: schema = ["type": "string", "minLength": 1]
        case .number(let range):
            schema = [
                "type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound),
            ]
        case .limit(let range):
            schema = [
                "anyOf": [
                    ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)],
                    ["const": .string(Self.unlimited)],
                ]
            ]
        case .flag: schema = ["type": "boolean"]
        }
        schema["description"] = .string(says)
        return schema
    }
}
