import HTTP
import JSON

extension Success {
    /// By status: the usual answer, 304 to who has it already, and 201 where something may be new.
    func responses(isRead: Bool) -> JSONObject {
        var responses: JSONObject = [:]
        if status != 201 { responses[String(status)] = response(isNew: false, hasTag: isVersioned || isRead) }
        if mayCreate { responses["201"] = response(isNew: true, hasTag: isVersioned) }
        if isRead, !isVersioned {
            responses["304"] = [
                "description": "You have it already: `If-None-Match` names its `ETag`.",
                "headers": [Field.entityTag: Self.header(Schema.pattern(EntityTag.pattern))],
            ]
        }
        if let waiting {
            responses["202"] = [
                "description":
                    "The answer is made, or two people look at it before it leaves. Read it at `Location` later.",
                "content": [MediaType.json: ["schema": Schema.named(waiting)]],
                "headers": [
                    Field.location: Self.header(Schema.text),
                    Field.retryAfter: ["required": false, "schema": Schema.count],
                    Field.preferenceApplied: [
                        "required": false, "schema": Schema.always(.string(PreferField.respondAsync)),
                    ],
                ],
            ]
        }
        return responses
    }

    private func response(isNew: Bool, hasTag: Bool) -> JSONValue {
        var content = JSONObject()
        for (mediaType, schema) in contents {
            content[mediaType] = ["schema": schema.map(Schema.named) ?? Schema.text]
        }
        var headers = JSONObject()
        if hasTag { headers[Field.entityTag] = Self.header(Schema.pattern(EntityTag.pattern)) }
        if isNew { headers[Field.location] = Self.header(Schema.text) }
        if contents.count > 1 { headers[Field.vary] = Self.header(Schema.text) }
        for name in mayCarry { headers[name] = ["required": false, "schema": Self.schema(ofField: name)] }
        var response: JSONObject = ["description": .string(description), "content": .object(content)]
        if !headers.isEmpty { response["headers"] = .object(headers) }
        return .object(response)
    }

    private static func header(_ schema: JSONValue) -> JSONValue { ["required": true, "schema": schema] }

    private static func schema(ofField name: String) -> JSONValue {
        switch name {
        case Field.tier: Schema.tier
        case Field.recalled: Schema.moment
        default: Schema.text
        }
    }
}

extension Route {
    /// The problems that this route may answer with: its own, and those that follow from what it is.
    var kinds: [Problem.Kind] {
        var kinds: [Problem.Kind] = [.unreadable, .tooManyRequests, .unavailable]
        if case .signedIn(let roles, _) = handler {
            kinds += [.notSignedIn, .tooManyFailures]
            if roles != RouteHandler.everyRole { kinds.append(.notPermitted) }
        }
        if asks { kinds.append(.tooManyQuestions) }
        if case .json = body { kinds += [.wrongMediaType, .tooLarge] }
        if version != .none { kinds += [.changedMeanwhile, .versionNeeded] }
        if success.contents.count > 1 { kinds.append(.notAcceptable) }
        if retry == .kept { kinds += [.wrongState, .doesNotFit] }
        return kinds + problems
    }

    /// By status, lowest first, and what the server itself may say before a route is looked for.
    var problemResponses: [(String, JSONValue)] {
        let byStatus = Dictionary(grouping: kinds, by: \.status).sorted { $0.key < $1.key }
        let own = byStatus.map { status, kinds in
            let titles = Problem.Kind.allCases.filter(kinds.contains).map { $0.title + "." }
            return (String(status), Self.response(titles.joined(separator: " "), headers: kinds[0].headers))
        }
        return own + [("default", Self.response("The request does not reach the gateway.", headers: Self.ownHeaders))]
    }

    /// 405 tells the methods that there are, 503 when to come again.
    private static let ownHeaders: JSONObject = [
        Field.allow: ["required": false, "schema": Schema.text],
        Field.retryAfter: ["required": false, "schema": Schema.count],
    ]

    private static func response(_ description: String, headers: JSONObject) -> JSONValue {
        var response: JSONObject = [
            "description": .string(description),
            "content": [MediaType.problem: ["schema": Schema.named("Problem")]],
        ]
        if !headers.isEmpty { response["headers"] = .object(headers) }
        return .object(response)
    }
}

extension Problem.Kind {
    /// The header fields that a problem of this kind has.
    fileprivate var headers: JSONObject {
        switch self {
        case .notSignedIn: [Field.wwwAuthenticate: ["required": true, "schema": Schema.text]]
        case .tooManyFailures, .tooManyQuestions, .tooManyRequests, .unavailable:
            [Field.retryAfter: ["required": true, "schema": Schema.count]]
        case .changedMeanwhile:
            [Field.entityTag: ["required": false, "schema": Schema.pattern(EntityTag.pattern)]]
        case .wrongState: [Field.retryAfter: ["required": false, "schema": Schema.count]]
        case .unreadable, .notPermitted, .refused, .notFound, .wrongMethod, .notAcceptable, .over,
            .tooLarge, .wrongMediaType, .doesNotFit, .versionNeeded, .notHTTP, .unfinished:
            [:]
        }
    }
}
