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
    private let report: @Sendable (GatewayError) -> Void

    /// - Parameters:
    ///   - querySchema: the published JSON Schema of a query, for `/openapi.json`.
    ///   - report: hears of everything that could not be decided, for the operator's log.
    package convenience init(
        gateway: Gateway, querySchema: JSONValue, report: @escaping @Sendable (GatewayError) -> Void
    ) {
        self.init(gateway: gateway, table: .standard(querySchema: querySchema), report: report)
    }

    init(gateway: Gateway, table: RouteTable, report: @escaping @Sendable (GatewayError) -> Void) {
        self.gateway = gateway
        self.table = table
        self.report = report
    }

    package func respond(to request: HTTPRequest) -> HTTPResponse {
        tell(failures.finished(by: gateway.now))
        do throws(GatewayError) {
            return try answer(request).guarded().unlessKnown(to: request)
        } catch {
            report(error)
            return Problem.unavailable.response.guarded()
        }
    }

    package func respond(to rejection: HTTPRejection) -> HTTPResponse {
        Problem.rejection(rejection).response.guarded()
    }

    package func respond(to rejection: HTTPRejection, of request: HTTPRequest) -> HTTPResponse {
        do throws(GatewayError) {
            return try turnAway(.rejection(rejection), request).guarded()
        } catch {
            report(error)
            return Problem.unavailable.response.guarded()
        }
    }

    /// Records what is counted of failed sign-ins. Call it once the server has stopped and before the log does.
    package func stop() { tell(failures.remaining()) }

    private func tell(_ failures: [SignInFailures]) {
        guard !failures.isEmpty else { return }
        // Where this fails the log is closed, and every request that needs it fails by itself.
        do throws(GatewayError) { try gateway.record(failures) } catch { report(error) }
    }

    private func answer(_ request: HTTPRequest) throws(GatewayError) -> HTTPResponse {
        switch table.match(request) {
        case .unknownPath: return try turnAway(.unknownPath, request)
        case .wrongMethod(let allowed): return try turnAway(.wrongMethod(allowed), request)
        case .route(let route, let path):
            let reading = RequestReading(route: route, request: request)
            switch route.handler {
            case .anybody(let handle):
                switch reading.call(gateway, path: path) {
                case .problem(let problem): return problem.response
                case .call(let call): return response(to: try handle(call))
                }
            case .signedIn(let roles, let handle):
                return try signedIn(route, roles, reading, path: path, handle)
            }
        }
    }

    private func signedIn(
        _ route: Route, _ roles: Set<Role>, _ reading: RequestReading, path: [String: String],
        _ handle: (Call, AuthenticatedPrincipal) throws(GatewayError) -> Reply
    ) throws(GatewayError) -> HTTPResponse {
        let principal: AuthenticatedPrincipal
        switch try gateway.authenticate(reading.request.headers.first(Field.authorization)) {
        case .refused(let refusal): return notSignedIn(refusal, reading.request)
        case .authenticated(let person): principal = person
        }
        guard !principal.roles.isDisjoint(with: roles) else {
            return try recorded(.wrongRole(roles), route.place, principal).response
        }
        switch reading.call(gateway, path: path) {
        case .problem(let problem): return try recorded(problem, route.place, principal).response
        case .call(let call):
            switch try handle(call, principal) {
            case .answer(let response): return response
            case .problem(let problem): return try recorded(problem, route.place, principal).response
            }
        }
    }

    private func notSignedIn(_ refusal: AuthenticationRefusal, _ request: HTTPRequest) -> HTTPResponse {
        // An outage of the sign-in service is nobody's failure, and must not make its people wait for longer.
        guard refusal != .undecidable else { return Problem.notSignedIn(refusal).response }
        let now = gateway.now
        let shouldWait = failures.note(refusal, from: request.peer.description, at: now)
        let next = AuthenticationFailures.nextMinute(after: now)
        return (shouldWait ? Problem.tooManyFailures(until: next, now: now) : .notSignedIn(refusal)).response
    }

    private func response(to reply: Reply) -> HTTPResponse {
        switch reply {
        case .answer(let response): response
        case .problem(let problem): problem.response
        }
    }

    /// A request that no route takes: where it comes from a known person, it is recorded like any other.
    private func turnAway(_ problem: Problem, _ request: HTTPRequest) throws(GatewayError) -> HTTPResponse {
        guard let header = request.headers.first(Field.authorization),
            case .authenticated(let principal) = try gateway.authenticate(header)
        else { return problem.response }
        return try recorded(problem, request.method.rawValue, principal).response
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
