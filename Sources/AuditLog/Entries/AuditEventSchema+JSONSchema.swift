package import JSON

extension AuditEventSchema {
    /// All events as one JSON Schema (2020-12), to be published: `$defs` has one schema a type.
    package static var jsonSchema: JSONValue {
        let definitions = all.map { ($0.type, object($0.fields)) }
        return [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "The entries of a tre-audit/1 log",
            "type": "object",
            "required": ["chain", "event", "type", "v"],
            "additionalProperties": false,
            "properties": [
                "chain": [
                    "type": "object",
                    "required": ["prev", "seq", "time"],
                    "additionalProperties": false,
                    "properties": [
                        "prev": Kind.hash.jsonSchema,
                        "seq": Kind.integer.jsonSchema,
                        "time": ["type": "string", "pattern": .string(timePattern)],
                    ],
                ],
                "event": ["type": "object"],
                "type": ["enum": .array(all.map { .string($0.type) })],
                "v": ["const": 1],
            ],
            "allOf": .array(
                all.map { schema in
                    [
                        "if": ["properties": ["type": ["const": .string(schema.type)]]],
                        "then": ["properties": ["event": ["$ref": "#/$defs/\(schema.type)"]]],
                    ]
                }),
            "$defs": .object(JSONObject(definitions)),
        ]
    }

    private static let timePattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$"

    fileprivate static func object(_ fields: [Field]) -> JSONValue {
        [
            "type": "object",
            "required": .array(fields.filter(\.isRequired).map { .string($0.name) }),
            "additionalProperties": false,
            "properties": .object(JSONObject(fields.map { ($0.name, $0.kind.jsonSchema) })),
        ]
    }
}

extension AuditEventSchema.Kind {
    fileprivate var jsonSchema: JSONValue {
        switch self {
        case .text: ["type": "string", "minLength": 1]
        case .word(let words): ["enum": .array(words.map { .string($0) })]
        case .rational: ["type": "string", "pattern": "^(0|[1-9][0-9]*)(/[1-9][0-9]*)?$"]
        case .hash: ["type": "string", "pattern": "^[0-9a-f]{64}$"]
        case .integer: ["type": "integer", "minimum": 0, "maximum": 9_007_199_254_740_991]
        case .flag: ["type": "boolean"]
        case .list(let kind): ["type": "array", "items": kind.jsonSchema]
        case .object(let fields): AuditEventSchema.object(fields)
        case .map(let kind): ["type": "object", "additionalProperties": kind.jsonSchema]
        case .anything: [:]
        }
    }
}
