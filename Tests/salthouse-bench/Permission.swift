import Catalogue
import Governance
import Identity
import JSON
import Linux
import OpenSSL
import QueryLanguage

/// Lets a question through as a gateway would: an engine runs nothing that Governance has not let through.
///
/// The policy has the shipped charter and purposes, and no clause; the project is approved for everything there is.
struct Permission {
    private let catalogue: Catalogue
    private let policy: PolicySet
    private let asker: AuthenticatedPrincipal
    private let project: Project

    private static let now = "2026-04-01T09:00:00Z"

    init(_ catalogue: Catalogue, policies: String) throws {
        self.catalogue = catalogue
        let files = try ["charter.json", "facts.json", "purposes.json"].map { name in
            PolicyFile(name: name, bytes: try FileSystem.readFile("\(policies)/\(name)", maximumBytes: 1 << 20))
        }
        policy = try PolicySet.read(files: files) { Hex.encode(SHA256.hash($0)) }
        asker = try Self.asker()
        project = try Self.project(catalogue, policy)
    }

    /// The question, resolved and permitted.
    func permit(_ question: JSONValue) throws -> AuthorizedQuery {
        guard let today = CivilDay("2026-04-01") else { throw BenchError.failed("a day") }
        let decision = Authorizer(policy: policy) { Hex.encode(SHA256.hash($0)) }.decide(
            AuthorizationRequest(
                query: try QueryResolver.resolve(question, in: catalogue), principal: asker, person: nil,
                project: project, owner: nil, actor: "bench",
                catalogue: catalogue, budget: BudgetFacts(cost: "0", left: "1", isCovered: true), turn: .allowed,
                optOutListAgeDays: 0, today: today))
        guard case .authorized(let query) = decision else { throw BenchError.failed("the question is refused") }
        return query
    }

    private static func asker() throws -> AuthenticatedPrincipal {
        guard let person = PersonID("bench"), let now = Moment(now), let later = Moment("2030-01-01T00:00:00Z") else {
            throw BenchError.failed("an asker")
        }
        let token = BearerToken(randomBytes: Array(repeating: 7, count: 32))
        let record = TokenRecord(
            id: "bench", hash: token.storedHash(sha256: SHA256.hash), person: person, roles: [.researcher],
            controllers: [], expires: later, strength: .oneFactor, revoked: nil)
        let decision = CredentialChecker(sha256: SHA256.hash, issuers: []).authenticate(
            header: "Bearer \(token.reveal())", certificate: nil, now: now, lookUp: { _ in record })
        guard case .authenticated(let asker) = decision else { throw BenchError.failed("the asker is refused") }
        return asker
    }

    private static func project(_ catalogue: Catalogue, _ policy: PolicySet) throws -> Project {
        let datasets = catalogue.datasets.map { JSONValue.string($0.id.description) }
        let variables = catalogue.datasets.flatMap { dataset in
            dataset.variables.map { JSONValue.string("\(dataset.id).\($0.name)") }
        }
        let scope: [(String, JSONValue)] = [
            ("purposes", ["research"]), ("datasets", .array(datasets)), ("variables", .array(variables)), ("links", []),
            ("researchers", ["bench"]),
        ]
        let proposal = JSONObject(
            scope + [
                ("title", "Bench"), ("summary", "Bench"), ("benefit", "Bench"), ("ai", ["used": false]),
                ("owner", "owner"),
            ])
        let terms = JSONObject(
            scope + [("profile", "standard"), ("budget", "1"), ("lastDay", "2029-12-31"), ("asOf", ["2026-03"])])
        let approval: JSONValue = [
            "terms": .object(terms), "by": "owner", "at": .string(now), "projectVersion": 1,
            "policy": policy.identity.json,
        ]
        return try Project(
            json: [
                "id": "P-0001", "version": 2, "state": "approved", "createdBy": "bench", "createdAt": .string(now),
                "changedAt": .string(now), "proposal": .object(proposal), "signatures": [], "comments": [],
                "mark": "held", "approval": approval,
            ])
    }
}
