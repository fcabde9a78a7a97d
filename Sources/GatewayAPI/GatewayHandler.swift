import AuditLog
package import Gateway
package import HTTP
import Identity
package import JSON

/// The gateway behind the HTTP server: finds the route, the person, the body and the version, and hands them over.
///
/// Whatever turns a known person away is recorded before it is told. Nothing but JSON under limits is read, nothing is
/// guessed, and what the gateway cannot decide or cannot record is answered with 503 and no inner words.
package final class GatewayHandler: HTTPHandler {
    private let gateway: Gateway
    private let table: RouteTable
    private let failures = AuthenticationFailures()
    private let observe: @Sendable (GatewayEvent) -> Void

    /// - Parameters:
    ///   - querySchema: the published JSON Schema of a query, for `/openapi.json`.
    ///   - observe: hears of every answer, and of everything that could not be decided, for the operator. Called on
    ///     the server's own thread too: it must not wait.
    package convenience init(
        gateway: Gateway, querySchema: JSONValue, observe: @escaping @Sendable (GatewayEvent) -> Void
    ) {
        self.init(gateway: gateway, table: .standard(querySchema: querySchema), observe: observe)
    }

    init(gateway: Gateway, table: RouteTable, observe: @escaping @Sendable (GatewayEvent) -> Void) {
        self.gateway = gateway
        self.table = table
        self.observe = observe
    }

    package func respond(to request: HTTPRequest) -> HTTPResponse {
        tell(failures.finished(by: gateway.now))
        let match = table.match(request)
        return told(match.place) { () throws(GatewayError) in try answer(request, match) }
            .unlessKnown(to: request)
    }

    package func respond(to rejection: HTTPRejection) -> HTTPResponse {
        told(nil) { () throws(GatewayError) in .problem(.rejection(rejection)) }
    }

    package func respond(to rejection: HTTPRejection, of request: HTTPRequest) -> HTTPResponse {
        told(nil) { () throws(GatewayError) in try turnAway(.rejection(rejection), request) }
    }

    /// The reply as it leaves; what cannot be decided leaves as 503. Either is told to whoever watches.
    private func told(_ place: String?, _ reply: () throws(GatewayError) -> Reply) -> HTTPResponse {
        let decided: Reply
        do throws(GatewayError) { decided = try reply() } catch {
            observe(.undecided(error))
            decided = .problem(.unavailable)
        }
        observe(.answered(place: place, status: decided.response.status, code: decided.code))
        return decided.response.guarded()
    }

    /// Records what is counted of failed sign-ins. Call it once the server has stopped and before the log does.
    package func stop() { tell(failures.remaining()) }

    private func tell(_ failures: [SignInFailures]) {
        guard !failures.isEmpty else { return }
        // Where this fails the log is closed, and every request that needs it fails by itself.
        do throws(GatewayError) { try gateway.record(failures) } catch { observe(.undecided(error)) }
    }

    private func answer(_ request: HTTPRequest, _ match: RouteTable.Match) throws(GatewayError) -> Reply {
        switch match {
        case .unknownPath: return try turnAway(.unknownPath, request)
        case .wrongMethod(let allowed): return try turnAway(.wrongMethod(allowed), request)
        case .route(let route, let path):
            let reading = RequestReading(route: route, request: request)
            switch route.handler {
            case .anybody(let handle):
                switch reading.call(gateway, path: path) {
                case .problem(let problem): return .problem(problem)
                case .call(let call): return try handle(call)
                }
            case .signedIn(let roles, let handle):
                return try signedIn(route, roles, reading, path: path, handle)
            }
        }
    }

    private func signedIn(
        _ route: Route, _ roles: Set<Role>, _ reading: RequestReading, path: [String: String],
        _ handle: (Call, AuthenticatedPrincipal) throws(GatewayError) -> Reply
    ) throws(GatewayError) -> Reply {
        let principal: AuthenticatedPrincipal
        switch try who(reading.request) {
        case .refused(let refusal): return .problem(notSignedIn(refusal, reading.request))
        case .authenticated(let person): principal = person
        }
        guard !principal.roles.isDisjoint(with: roles) else {
            return .problem(try recorded(.wrongRole(roles), route.place, principal))
        }
        switch reading.call(gateway, path: path) {
        case .problem(let problem): return .problem(try recorded(problem, route.place, principal))
        case .call(let call):
            switch try handle(call, principal) {
            case .answer(let response): return .answer(response)
            case .problem(let problem): return .problem(try recorded(problem, route.place, principal))
            }
        }
    }

    private func who(_ request: HTTPRequest) throws(GatewayError) -> AuthenticationDecision {
        try gateway.authenticate(request.headers.first(Field.authorization), certificate: request.clientCertificate)
    }

    private func notSignedIn(_ refusal: AuthenticationRefusal, _ request: HTTPRequest) -> Problem {
        // An outage of the sign-in service is nobody's failure, and must not make its people wait for longer.
        guard refusal != .undecidable else { return .notSignedIn(refusal) }
        let now = gateway.now
        let shouldWait = failures.note(refusal, from: request.peer.description, at: now)
        let next = AuthenticationFailures.nextMinute(after: now)
        return shouldWait ? .tooManyFailures(until: next, now: now) : .notSignedIn(refusal)
    }

    /// A request that no route takes: where it comes from a known person, it is recorded like any other.
    private func turnAway(_ problem: Problem, _ request: HTTPRequest) throws(GatewayError) -> Reply {
        guard case .authenticated(let principal) = try who(request) else { return .problem(problem) }
        return .problem(try recorded(problem, request.method.rawValue, principal))
    }

    /// The problem with its audit entry, which is written now where there is none yet.
    private func recorded(
        _ problem: Problem, _ place: String, _ principal: AuthenticatedPrincipal
    ) throws(GatewayError) -> Problem {
        guard problem.entry == nil else { return problem }
        var problem = problem
        problem.entry = try gateway.recordRejection(
            code: problem.code, status: problem.status, place: place, pointer: problem.pointer, by: principal
        ).seq
        return problem
    }
}
