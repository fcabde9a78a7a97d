import Gateway
import Governance
import HTTP
import Identity
import JSON

/// Who asks, and whether they have asked enough.
extension GatewayHandler {
    enum Asker {
        case person(AuthenticatedPrincipal)
        case nobody(Problem)
    }

    /// The person who sent a request. Whoever is nobody we know is counted by address; what was refused, by its token too.
    func who(_ request: HTTPRequest) throws(GatewayError) -> Asker {
        let now = gateway.now
        let header = request.headers.first(Field.authorization)
        if let header, let hold = gate.token(at: now, { gateway.name(ofCredential: header) }) {
            return turnAway(request, hold, now)
        }
        switch try gateway.authenticate(header, certificate: request.clientCertificate) {
        case .authenticated(let principal):
            guard let hold = gate.arrival(of: principal.person, from: request.peer.network, at: now) else {
                return .person(principal)
            }
            return turnAway(request, hold, now)
        case .refused(let refusal): return .nobody(notSignedIn(refusal, header, request, now))
        }
    }

    private func turnAway(_ request: HTTPRequest, _ hold: RequestGate.Hold, _ now: Moment) -> Asker {
        failures.note([hold.limit.code], from: request.peer.description, at: now)
        return .nobody(tooManyStrangers(request, now) ?? .held(hold, now: now))
    }

    private func notSignedIn(
        _ refusal: AuthenticationRefusal, _ header: String?, _ request: HTTPRequest, _ now: Moment
    ) -> Problem {
        var problem = Problem.notSignedIn(refusal)
        // An outage of the sign-in service is nobody's failure, and must not make its people wait for longer.
        if refusal != .undecidable {
            var reasons = [refusal.code]
            if let header {
                let (hold, begun) = gate.refusal(
                    of: gateway.name(ofCredential: header), from: request.peer.network, at: now)
                for limit in begun { observe(.limited(limit)) }
                reasons += begun.map(\.code)
                if let hold { problem = .held(hold, now: now) }
            }
            failures.note(reasons, from: request.peer.description, at: now)
        }
        return tooManyStrangers(request, now) ?? problem
    }

    /// A request of nobody we know that is one too many of its address.
    func tooManyStrangers(_ request: HTTPRequest, _ now: Moment) -> Problem? {
        gate.stranger(at: request.peer.network, at: now).map { told($0, now) }
    }

    /// A request of a person that is one too many. The first of each minute is recorded.
    func tooManyRequests(
        _ principal: AuthenticatedPrincipal, _ place: String
    ) throws(GatewayError) -> Problem? {
        let now = gateway.now
        guard let hold = gate.person(principal.person, at: now) else { return nil }
        return try recordedOnce(hold, now, principal, place)
    }

    /// Questions that are too many for the project that they are about. They count where the asker is one of its
    /// researchers: others cannot use up what is not theirs, nor learn how busy it is.
    func tooManyQuestions(
        _ body: JSONValue, _ principal: AuthenticatedPrincipal, _ place: String
    ) throws(GatewayError) -> Problem? {
        guard gate.countsProjects else { return nil }
        let now = gateway.now
        for (project, count) in Self.projects(askedIn: body) {
            guard try gateway.project(project, for: principal)?.approvedResearchers.contains(principal.person) == true,
                let hold = gate.questions(count, about: project, at: now)
            else { continue }
            return try recordedOnce(hold, now, principal, place)
        }
        return nil
    }

    private static func projects(askedIn body: JSONValue) -> [(key: String, value: Int)] {
        guard case .object(let object) = body else { return [] }
        let questions: [JSONValue] = if case .array(let several)? = object["queries"] { several } else { [body] }
        var counts: [String: Int] = [:]
        for case .object(let question) in questions {
            if case .string(let project)? = question["project"] { counts[project, default: 0] += 1 }
        }
        return counts.sorted { $0.key < $1.key }
    }

    private func recordedOnce(
        _ hold: RequestGate.Hold, _ now: Moment, _ principal: AuthenticatedPrincipal, _ place: String
    ) throws(GatewayError) -> Problem {
        let problem = told(hold, now)
        return hold.isFirst ? try recorded(problem, place, principal) : problem
    }

    private func told(_ hold: RequestGate.Hold, _ now: Moment) -> Problem {
        if hold.isFirst { observe(.limited(hold.limit)) }
        return .held(hold, now: now)
    }
}
