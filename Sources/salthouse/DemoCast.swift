import Gateway
import Governance
import Identity
import JSON
import OpenSSL

/// The people of the demo, with a fresh token each, and their projects.
struct DemoCast {
    /// The names that the demo prints, with the secret of each.
    private(set) var tokens: [(name: String, secret: String)] = []
    private(set) var projects: [Project] = []
    private var principals: [String: AuthenticatedPrincipal] = [:]

    struct Part {
        let name: String
        let person: String
        let fullName: String
        let roles: Set<Role>
        let controllers: Set<String>
        let seat: PanelSeat?
    }

    private static let parts = [
        Part("researcher", "rosa", "Rosa Researcher", [.researcher]),
        Part("otherResearcher", "omar", "Omar Researcher", [.researcher]),
        Part("steward", "sam", "Sam Steward", [.steward], ["icb", "acute_trusts", "practices", "public_health"]),
        Part(
            "otherSteward", "stella", "Stella Steward", [.steward],
            [
                "halton", "knowsley", "liverpool", "sefton", "st_helens", "wirral", "mental_health_trust", "fire_river",
                "fire_plain", "university",
            ]),
        Part("panel", "pat", "Pat Panel", [.panel], seat: .publicMember),
        Part("otherPanel", "petra", "Petra Panel", [.panel], seat: .publicMember),
        Part("thirdPanel", "paul", "Paul Professional", [.panel], seat: .professional),
        Part("auditor", "ada", "Ada Auditor", [.auditor]),
        Part("operator", "otto", "Otto Operator", [.operator]),
        Part("owner", "olive", "Olive Owner", [.researcher]),
    ]

    /// A token of the demo lasts this long; the next start gives new ones.
    private static let tokenHours = 24 * 7

    /// Gives tokens, and on the first run records the people and takes the projects through their whole life.
    init(_ gateway: Gateway, policy: PolicySet) throws(GatewayError) {
        for part in Self.parts {
            guard let secret = try give(part, .oneFactor, as: part.name, gateway) else { continue }
            principals[part.name] = try Self.principal(secret, gateway)
        }
        for part in Self.parts where part.name == "researcher" {
            _ = try give(part, .twoFactor, as: "researcherTwoFactor", gateway)
        }
        if try gateway.projects().isEmpty {
            try recordPeople(gateway, policy)
            for plan in DemoProject.all { try live(plan, gateway) }
        }
        projects = try gateway.projects()
    }

    /// Gives somebody a token, under the name that the demo prints.
    private mutating func give(
        _ part: Part, _ strength: AuthenticationStrength, as name: String, _ gateway: Gateway
    ) throws(GatewayError) -> String? {
        guard let person = PersonID(part.person) else { return nil }
        let grant = TokenGrant(
            person: person, roles: part.roles, controllers: part.controllers, strength: strength,
            lifetime: .hours(Self.tokenHours))
        let secret = try grant.give(in: gateway, by: "demo").reveal()
        tokens.append((name, secret))
        return secret
    }

    private static func principal(_ secret: String, _ gateway: Gateway) throws(GatewayError) -> AuthenticatedPrincipal?
    {
        let checker = CredentialChecker(sha256: SHA256.hash, issuers: [])
        let decision = try checker.authenticate(header: "Bearer \(secret)", certificate: nil, now: gateway.now) {
            hash throws(GatewayError) in try gateway.token(hash: hash)
        }
        guard case .authenticated(let principal) = decision else { return nil }
        return principal
    }

    private func recordPeople(_ gateway: Gateway, _ policy: PolicySet) throws(GatewayError) {
        guard let steward = principals["steward"]?.person else { return }
        let lastDay = gateway.now.day.adding(months: 12)
        for part in Self.parts {
            guard let id = PersonID(part.person) else { continue }
            let person = Person(
                id: id, name: part.fullName, affiliation: "The demo", accreditation: nil,
                training: Person.Term(reference: "DEMO-\(part.person)", lastDay: lastDay),
                agreement: policy.charter.agreement, seat: part.seat, left: nil, version: 1)
            _ = try gateway.record(person, by: steward)
        }
    }

    /// Takes one project through drafting, signatures and decisions, each step by the person whose step it is.
    private func live(_ plan: DemoProject, _ gateway: Gateway) throws(GatewayError) {
        guard let writer = principals[plan.researcher],
            let proposal = try? Proposal(json: plan.proposal(researcher: writer.person, on: gateway.now.day))
        else { return }
        var project = try gateway.start(proposal, by: writer).project
        for step in plan.steps(on: gateway.now.day, researcher: writer.person) {
            guard let principal = principals[step.by] else { continue }
            switch try gateway.take(
                ProjectStep(step.action, of: .project), on: project.id, version: project.version, by: principal)
            {
            case .done(let next, _): project = next
            case .refused(let refusal, _):
                Console.tell(
                    "the demo's project \(project.id): \(refusal.reasons.map(\.message).joined(separator: " "))")
                return
            case .changedMeanwhile, .notThere:
                Console.tell("the demo's project \(project.id): \(step.by) cannot take the next step")
                return
            }
        }
    }
}

extension DemoCast.Part {
    init(
        _ name: String, _ person: String, _ fullName: String, _ roles: Set<Role>, _ controllers: Set<String> = [],
        seat: PanelSeat? = nil
    ) {
        self.init(
            name: name, person: person, fullName: fullName, roles: roles, controllers: controllers, seat: seat)
    }
}
