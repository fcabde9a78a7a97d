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
    let gateway: Gateway
    let gate: RequestGate
    let failures = AuthenticationFailures()
    private let table: RouteTable
    let observe: @Sendable (GatewayEvent) -> Void

    /// - Parameters:
    ///   - limits: how much may be asked in a minute.
    ///   - querySchema: the published JSON Schema of a query, for `/openapi.json`.
    ///   - observe: hears of every answer, and of everything that could not be decided, for the operator. Called on
    ///     the server's own thread too: it must not wait.
    package convenience init(
        gateway: Gateway, limits: RequestLimits, querySchema: JSONValue,
        observe: @escaping @Sendable (GatewayEvent) -> Void
    ) {
        self.init(gateway: gateway, limits: limits, table: .standard(querySchema: querySchema), observe: observe)
    }

    init(
        gateway: Gateway, limits: RequestLimits, table: RouteTable,
        observe: @escaping @Sendable (GatewayEvent) -> Void
    ) {
        self.gateway = gateway
        gate = RequestGate(limits)
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
                if let problem = tooManyStrangers(request, gateway.now) { return .problem(problem) }
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
        case .nobody(let problem): return .problem(problem)
        case .person(let person): principal = person
        }
        if let problem = try tooManyRequests(principal, route.place) { return .problem(problem) }
        guard !principal.roles.isDisjoint(with: roles) else {
            return .problem(try recorded(.wrongRole(roles), route.place, principal))
        }
        switch reading.call(gateway, path: path) {
        case .problem(let problem): return .problem(try recorded(problem, route.place, principal))
        case .call(let call):
            if route.asks, let problem = try tooManyQuestions(call.body, principal, route.place) {
                return .problem(problem)
            }
            switch try once(call, principal, handle) {
            case .answer(let response): return .answer(response)
            case .problem(let problem): return .problem(try recorded(problem, route.place, principal))
            }
        }
    }

    /// What the handler says; under a mark, what it said when something was made.
    private func once(
        _ call: Call, _ principal: AuthenticatedPrincipal,
        _ handle: (Call, AuthenticatedPrincipal) throws(GatewayError) -> Reply
    ) throws(GatewayError) -> Reply {
        guard let request = call.marked(by: principal) else { return try handle(call, principal) }
        switch try gateway.once(request, { () throws(GatewayError) in try handle(call, principal) }) {
        case .nothingMade(let reply): return reply
        case .otherRequest: return .problem(.otherRequest)
        case .underWay: return .problem(.sameRequestUnderWay)
        case .made(let kept, let entry):
            do throws(JSONError) { return .answer(try HTTPResponse(kept: kept, entry: entry)) } catch {
                throw .damagedStore
            }
        }
    }

    /// A request that no route takes: where it comes from a known person, it is recorded like any other.
    private func turnAway(_ problem: Problem, _ request: HTTPRequest) throws(GatewayError) -> Reply {
        switch try who(request) {
        case .nobody(let held) where held.status == 429: return .problem(held)
        case .nobody: return .problem(problem)
        case .person(let principal):
            let place = request.method.rawValue
            if let problem = try tooManyRequests(principal, place) { return .problem(problem) }
            return .problem(try recorded(problem, place, principal))
        }
    }

    /// The problem with its audit entry, which is written now where there is none yet.
    func recorded(
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
