import Gateway
import HTTP
import JSON

/// Every route, and which one a request means.
struct RouteTable: Sendable {
    let routes: [Route]

    /// - Parameter querySchema: the published JSON Schema of a query, for the document that describes the routes.
    static func standard(querySchema: JSONValue) -> RouteTable {
        let others =
            HealthRoutes.all + PublicRoutes.all + PublicAnswerRoutes.all + CatalogueRoutes.all + QualityRoute.all
            + MetadataRoutes.all
            + ProjectRoutes.all
            + ImportRoute.all
            + ProjectStepRoutes.all
            + QueryRoutes.all
            + PolicyRoutes.all + OversightRoutes.all + ReviewRoutes.all + PeopleRoutes.all + AuditRoutes.all
            + LedgerRoutes.all + ReportRoutes.all + UnmaskingRoutes.all + TreeRoutes.all
        let document = OpenAPIDocument.describing(others + [interface([])], query: querySchema)
        return RouteTable(routes: others + [interface(document.bytes())])
    }

    /// The route of the document itself. The document describes it too, whatever its bytes are.
    private static func interface(_ document: [UInt8]) -> Route {
        Route(
            .get, "/openapi.json", "readInterface", "This interface as an OpenAPI 3.1 document.",
            success: .json("Interface", "The document."),
            handler: .anybody { _ throws(GatewayError) in
                .answer(
                    .bytes(document, type: MediaType.json, headers: [Field.cacheControl: "public, max-age=300"]))
            })
    }

    enum Match {
        case route(Route, path: [String: String])
        case wrongMethod(allowed: [HTTPMethod])
        case unknownPath

        /// The route as the table names it; nil for none.
        var place: String? { if case .route(let route, _) = self { route.place } else { nil } }
    }

    /// `HEAD` is `GET` without a body, which the server leaves out.
    func match(_ request: HTTPRequest) -> Match {
        let method = request.method == .head ? .get : request.method
        var allowed: [HTTPMethod] = []
        for route in routes {
            guard let path = route.path.match(request.segments) else { continue }
            if route.method == method { return .route(route, path: path) }
            // A path may fit two templates.
            let methods: [HTTPMethod] = route.method == .get ? [.get, .head] : [route.method]
            allowed += methods.filter { !allowed.contains($0) }
        }
        return allowed.isEmpty ? .unknownPath : .wrongMethod(allowed: allowed)
    }
}
