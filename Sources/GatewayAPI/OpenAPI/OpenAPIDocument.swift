import HTTP
import Identity
import JSON

/// `/openapi.json`: the routes as an OpenAPI 3.1 document.
enum OpenAPIDocument {
    /// - Parameter query: the published JSON Schema of a query.
    static func describing(_ routes: [Route], query: JSONValue) -> JSONValue {
        var paths = JSONObject()
        for route in routes {
            var operations: JSONObject = [:]
            if case .object(let before)? = paths[route.path.description] { operations = before }
            operations[route.method.rawValue.lowercased()] = route.operation
            paths[route.path.description] = .object(operations)
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Salthouse", "version": "1",
                "description": .string(
                    "Aggregate questions to linked data about people, each checked against the project's approval and "
                        + "the residents' charter, protected, and recorded. Whatever has GET has HEAD. Every problem "
                        + "that a signed-in person meets names its entry in the audit log. Every answer has `Cache-Control`, "
                        + "`Content-Security-Policy`, `Referrer-Policy` and `X-Content-Type-Options`, and over TLS "
                        + "`Strict-Transport-Security`."),
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/"]],
            "paths": .object(paths),
            "components": [
                "securitySchemes": ["bearer": ["type": "http", "scheme": "bearer"]],
                "schemas": .object(Schema.all(query: query)),
            ],
        ]
    }
}

extension Route {
    /// What the document says of this route.
    fileprivate var operation: JSONValue {
        var object: JSONObject = [
            "operationId": .string(name), "summary": .string(summary), "tags": [.string(path.topic)],
            "security": security,
        ]
        let parameters = self.describedParameters
        if !parameters.isEmpty { object["parameters"] = .array(parameters) }
        if case .json(let schema) = body {
            object["requestBody"] = ["required": true, "content": [MediaType.json: ["schema": Schema.named(schema)]]]
        }
        var responses = success.responses(isRead: method == .get)
        for (status, response) in problemResponses { responses[status] = response }
        object["responses"] = .object(responses)
        return .object(object)
    }

    /// Any one of the roles is enough.
    private var security: JSONValue {
        switch handler {
        case .anybody: []
        case .signedIn(let roles, _) where roles == RouteHandler.everyRole: [["bearer": []]]
        case .signedIn(let roles, _): .array(roles.sorted().map { ["bearer": [.string($0.rawValue)]] })
        }
    }

    private var describedParameters: [JSONValue] {
        path.names.map { ["name": .string($0), "in": "path", "required": true, "schema": Self.pathPart] }
            + parameters.map(\.described) + headerParameters
    }

    private static let pathPart: JSONValue = ["type": "string", "minLength": 1]

    private var headerParameters: [JSONValue] {
        var headers: [JSONValue] = []
        let tag = Schema.pattern(EntityTag.pattern)
        switch version {
        case .none: break
        case .current:
            headers = [
                Self.header(Field.ifMatch, tag, "The `ETag` that you read; without it nothing is changed (428).")
            ]
        case .currentOrNew:
            headers = [
                Self.header(Field.ifMatch, tag, "The `ETag` that you read."),
                Self.header(Field.ifNoneMatch, Schema.always("*"), "In place of `If-Match`, for a new one."),
            ]
        }
        if method == .get, !success.isVersioned {
            headers.append(
                Self.header(Field.ifNoneMatch, Schema.text, "The `ETag` of what you have: 304 where it is the same."))
        }
        let mark = Schema.pattern("^[!-~]{1,200}$")
        switch retry {
        case .unmarked: break
        case .question:
            headers.append(
                Self.header(Field.idempotencyKey, mark, "Your mark: a retry under it gets the same answer."))
        case .kept:
            headers.append(
                Self.header(
                    Field.idempotencyKey, mark,
                    "Your mark: for 24 hours a retry under it makes nothing twice, and gets the same answer. Refusals are "
                        + "not kept: after one the key may be used again."))
        }
        if mayBeLater {
            headers.append(
                Self.header(
                    Field.prefer, Schema.text,
                    "With `respond-async` the answer may come later: 202 says where. Other preferences are passed over."
                ))
        }
        return headers
    }

    private static func header(_ name: String, _ schema: JSONValue, _ description: String) -> JSONValue {
        [
            "name": .string(name), "in": "header", "required": false, "schema": schema,
            "description": .string(description),
        ]
    }
}

extension QueryParameter {
    fileprivate var described: JSONValue {
        [
            "name": .string(name), "in": "query", "required": false, "schema": schema,
            "description": .string(description),
        ]
    }
}

extension PathTemplate {
    /// The word that groups paths for readers: `projects` of `/v1/projects/{id}`.
    fileprivate var topic: String {
        let words = description.split(separator: "/").map(String.init)
        return words.first { $0 != "v1" } ?? "gateway"
    }
}
