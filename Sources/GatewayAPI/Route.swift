import Gateway
import HTTP
import Identity
import JSON

/// One thing that can be asked of the gateway: what it is called, who may ask, what it takes and what it gives.
///
/// The routes are data. Requests are matched against them, and `/openapi.json` is made from them, so that the document
/// cannot describe another interface than the one that answers.
struct Route: Sendable {
    let method: HTTPMethod
    let path: PathTemplate
    /// The name in the OpenAPI document, such as `readProject`.
    let name: String
    /// One plain sentence.
    let summary: String
    let parameters: [QueryParameter]
    let body: BodyRule
    let version: VersionRule
    let retry: RetryRule
    /// Whether the asker may say with `Prefer` that the answer may come later.
    let mayBeLater: Bool
    /// Whether its body is a question, or several, that count for the projects they are about.
    let asks: Bool
    let success: Success
    /// The problems of this route, beside those that follow from its other properties.
    let problems: [Problem.Kind]
    let handler: RouteHandler

    init(
        _ method: HTTPMethod, _ path: PathTemplate, _ name: String, _ summary: String,
        parameters: [QueryParameter] = [], body: BodyRule = .none, version: VersionRule = .none,
        retry: RetryRule = .unmarked, mayBeLater: Bool = false, asks: Bool = false, success: Success,
        problems: [Problem.Kind] = [],
        handler: RouteHandler
    ) {
        self.method = method
        self.path = path
        self.name = name
        self.summary = summary
        self.parameters = parameters
        self.body = body
        self.version = version
        self.retry = retry
        self.mayBeLater = mayBeLater
        self.asks = asks
        self.success = success
        self.problems = problems
        self.handler = handler
    }

    /// How audit entries name it: nothing in it was written by the asker.
    var place: String { "\(method.rawValue) \(path)" }
}

/// Who may ask, with the code that answers them: a handler for signed-in people cannot be reached without a person.
enum RouteHandler: Sendable {
    case anybody(@Sendable (Call) throws(GatewayError) -> Reply)
    /// Those with at least one of the roles.
    case signedIn(Set<Role>, @Sendable (Call, AuthenticatedPrincipal) throws(GatewayError) -> Reply)

    static let everyRole = Set(Role.allCases)
}

/// What a route reads from the body of a request.
enum BodyRule: Sendable {
    case none
    /// JSON that the named schema of the OpenAPI document describes.
    case json(schema: String)
}

/// What a route wants to know of the version that the asker read.
enum VersionRule: Sendable {
    case none
    /// `If-Match` with the version's `ETag`.
    case current
    /// The same, or `If-None-Match: *` for what is to be new.
    case currentOrNew
}

/// Whether a retry may be marked with `Idempotency-Key`.
enum RetryRule: Sendable {
    /// It makes nothing, or can happen once only by what it is: to a version that was read, or by one person.
    case unmarked
    /// It is a question: the gateway keeps answers for as long as there are any.
    case question
    /// What was said of what was made is kept for a day.
    case kept
}

/// The answer of a route where all goes well.
struct Success: Sendable {
    let status: Int
    let description: String
    /// Media types, best first, with the schema of the OpenAPI document for each; nil for plain text.
    let contents: [(mediaType: String, schema: String?)]
    /// The schema of what is answered with 202 while a table is made or waits for people; nil where nothing waits.
    var waiting: String?
    /// Whether the answer has an `ETag`.
    let isVersioned: Bool
    /// Whether it may be answered with 201 and a `Location` as well, or only so where `status` is 201.
    let mayCreate: Bool
    /// The names of header fields that it sometimes has.
    var mayCarry: [String] = []

    static func json(
        _ schema: String, _ description: String, status: Int = 200, isVersioned: Bool = false, mayCreate: Bool = false
    ) -> Success {
        Success(
            status: status, description: description, contents: [(MediaType.json, schema)], isVersioned: isVersioned,
            mayCreate: mayCreate || status == 201)
    }

    static func bytes(_ description: String) -> Success {
        Success(
            status: 200, description: description, contents: [(MediaType.bytes, nil)], isVersioned: false,
            mayCreate: false)
    }

    static func text(_ description: String) -> Success {
        Success(
            status: 200, description: description, contents: [("text/plain", nil)], isVersioned: false,
            mayCreate: false)
    }

    /// A table, as JSON or as CSV by the asker's `Accept`.
    static func table(_ schema: String, _ description: String) -> Success {
        Success(
            status: 200, description: description, contents: [(MediaType.json, schema), (MediaType.csv, nil)],
            isVersioned: false, mayCreate: false, mayCarry: [Field.link])
    }

    /// The table of an answer, as JSON, CSV or JSON-stat by the asker's `Accept`; what is told, as JSON, where there is none
    /// yet.
    static let answer = Success(
        status: 200, description: "The table, with a receipt of the audit log.",
        contents: [(MediaType.json, "Answer"), (MediaType.csv, nil), (MediaType.jsonStat, "Cube")],
        waiting: "PendingAnswer", isVersioned: false, mayCreate: false,
        mayCarry: [Field.tier, Field.contentLocation, Field.recalled])
}

/// A request that fits its route, taken apart.
struct Call: Sendable {
    let gateway: Gateway
    let request: HTTPRequest
    /// The parts of the path that the template names.
    let path: [String: String]
    /// The declared parameters of the query string, each of its declared form.
    let query: [String: String]
    /// Null where the route takes none.
    let body: JSONValue
    /// The version that the asker read; nil for what is to be new, and where the route asks for none.
    let version: Int?
    /// Stands for a tag that no version has.
    static let noVersion = 0
    /// The asker's own mark, where the route keeps what is said under it.
    let mark: String?
    /// One of the route's media types.
    let mediaType: String

    /// A named part of the path. The template has it, or the route table does not pass its tests.
    func part(_ name: String) -> String { path[name] ?? "" }

    func asker(_ principal: AuthenticatedPrincipal) -> Asker {
        Asker(
            principal: principal, channel: "http", address: request.peer.description,
            idempotencyKey: request.headers.first(Field.idempotencyKey),
            prefersJob: PreferField.wantsJob(request.headers.all(Field.prefer)))
    }
}

/// What a handler says.
enum Reply: Sendable {
    case answer(HTTPResponse)
    case problem(Problem)

    var response: HTTPResponse {
        switch self {
        case .answer(let response): response
        case .problem(let problem): problem.response
        }
    }

    /// The code of a problem.
    var code: String? { if case .problem(let problem) = self { problem.code } else { nil } }
}
