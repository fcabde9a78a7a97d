import HTTP

/// Every route, and which one a request means.
struct RouteTable: Sendable {
    let routes: [Route]

    static let standard = RouteTable(
        routes: HealthRoutes.all + PublicRoutes.all + CatalogueRoutes.all + ProjectRoutes.all + QueryRoutes.all
            + PeopleRoutes.all + AuditRoutes.all)

    enum Match {
        case route(Route, path: [String: String])
        case wrongMethod(allowed: [HTTPMethod])
        case unknownPath
    }

    /// `HEAD` is `GET` without a body, which the server leaves out.
    func match(_ request: HTTPRequest) -> Match {
        let method = request.method == .head ? .get : request.method
        var allowed: [HTTPMethod] = []
        for route in routes {
            guard let path = route.path.match(request.segments) else { continue }
            if route.method == method { return .route(route, path: path) }
            allowed += route.method == .get ? [.get, .head] : [route.method]
        }
        return allowed.isEmpty ? .unknownPath : .wrongMethod(allowed: allowed)
    }
}
