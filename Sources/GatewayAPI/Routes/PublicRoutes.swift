import Catalogue
import Gateway
import Governance
import HTTP
import Identity
import JSON

/// What residents may read without signing in: the rules, and who uses data for what.
enum PublicRoutes {
    static let all = [
        Route(
            .get, "/v1/charter", "readCharter", "The residents' charter, and the clauses that are checked by machine.",
            success: .json("Charter", "The charter in force."), handler: .anybody(charter)),
        Route(
            .get, "/v1/register", "readRegister",
            "The public register: which projects, whose data, for what good. As CSV it has the columns of a data use register.",
            parameters: [.after, .limit], success: .table("Register", "Published projects."),
            handler: .anybody(register)),
    ]

    private static func charter(_ call: Call) throws(GatewayError) -> Reply {
        let policy = call.gateway.policy
        let clauses = policy.published
        return .json([
            "policy": policy.identity.json, "edition": .string(policy.charter.edition),
            "credit": .string(policy.charter.credit), "researcherAgreement": .string(policy.charter.agreement),
            "principles": .array(
                policy.charter.principles.map { principle in
                    [
                        "id": .string(principle.id), "title": .string(principle.title),
                        "says": .string(principle.says),
                        "clauses": .array(clauses.filter { $0.principle == principle.id }.map(\.json)),
                    ]
                }),
            "purposes": .array(
                policy.purposes.map { purpose in
                    var object: JSONObject = [
                        "id": .string(purpose.id), "title": .string(purpose.title),
                        "nationalDataOptOut": .bool(purpose.needsNationalDataOptOut),
                        "ethics": .bool(purpose.needsEthics),
                    ]
                    object["dataUse"] = purpose.dataUseCode.map { .string($0) }
                    return .object(object)
                }),
            "prohibitedUses": .array(
                policy.prohibitedUses.map { ["id": .string($0.id), "title": .string($0.title)] }),
        ])
    }

    private static func register(_ call: Call) throws(GatewayError) -> Reply {
        let published = try call.gateway.projects().filter { $0.publishedAt != nil }
        let catalogue = call.gateway.catalogue
        let page = Page(published, call) { $0.id }
        let lights = Dictionary(
            uniqueKeysWithValues: zip(page.elements.map(\.id), try call.gateway.lights(of: page.elements)))
        let recalls = Dictionary(grouping: try call.gateway.recalls(), by: \.project)
        let today = call.gateway.now.day
        guard call.mediaType != MediaType.csv else {
            let people = try call.gateway.people()
            let lines = page.elements.map { project in
                DataUse(
                    project, organisation: people.first { $0.id == project.proposal.owner }?.affiliation, catalogue,
                    call.gateway.policy,
                    DataUse.Told(
                        lights: lights[project.id] ?? [], recalls: recalls[project.id]?.count ?? 0, today: today)
                ).line
            }
            return .answer(table(lines, next: page.next))
        }
        return .json(
            page.json("projects") { project in
                project.registerEntry(catalogue, lights: lights[project.id] ?? []).adding([
                    "waits": .array(project.waits(until: today).map(\.json)),
                    "outcomes": .array(project.outcomes.map(\.told)),
                    "recalls": .array((recalls[project.id] ?? []).map(\.told)),
                ])
            }, headers: [Field.vary: Field.accept])
    }

    /// The register as a table; where more follows, `Link` says where (RFC 8288).
    private static func table(_ lines: [String], next: String?) -> HTTPResponse {
        var headers: HTTPHeaders = [Field.vary: Field.accept]
        if let next { headers.add(Field.link, "</v1/register?after=\(next)>; rel=\"next\"") }
        return .bytes(
            Array((CSVText.line(DataUse.columns) + lines.joined()).utf8), type: CSVText.type, headers: headers)
    }
}

extension ProjectWait {
    /// The promise is 20 working days.
    fileprivate var json: JSONValue {
        [
            "decision": .string(decision), "from": .string(from.description), "until": .string(until.description),
            "workingDays": .integer(workingDays),
        ]
    }
}

extension OutcomeReport {
    /// What the public reads: it names nobody.
    fileprivate var told: JSONValue {
        ["kind": .string(kind.rawValue), "on": .string(at.day.description), "report": .string(text)]
    }
}

extension Recall {
    fileprivate var told: JSONValue { ["on": .string(at.day.description), "reason": .string(reason)] }
}

extension PublishedClause {
    var json: JSONValue {
        ["id": .string(id), "provenance": .string(provenance.rawValue), "says": .string(says)]
    }
}

extension Project {
    /// What the public reads of a project. It names no person but those whom the project's own words name.
    func registerEntry(_ catalogue: Catalogue, lights: [Light]) -> JSONValue {
        let scope = approval?.terms.scope ?? proposal.scope
        var object: JSONObject = [
            "id": .string(id), "title": .string(proposal.title), "summary": .string(proposal.summary),
            "benefit": .string(proposal.benefit), "usesAI": .bool(proposal.usesAI),
            "purposes": .array(scope.purposes.sorted().map { .string($0) }),
            "state": .string(state.rawValue), "mark": .string(mark.rawValue),
            "datasets": .array(
                scope.datasets.sorted().map { id in
                    [
                        "id": .string(id.description), "title": .string(catalogue.dataset(id)?.title ?? id.description),
                        "controllers": .array(
                            (catalogue.dataset(id)?.controllers ?? []).map { .string($0.name) }),
                    ]
                }),
            "usedIn": .string(proposal.usedWhere ?? "this research environment only; safe aggregates leave it"),
        ]
        object["lights"] = .array(lights.map(\.json))
        object["whoGains"] = proposal.whoGains.map { .string($0) }
        object["whereAIIsUsed"] = proposal.ai?.whereUsed.map { .string($0) }
        object["legalBasis"] = proposal.legal.basis.map { .string($0) }
        object["challenge"] = proposal.responsibility.names[.challenge].map { .string($0) }
        object["markReason"] = markReason.map { .string($0) }
        object["approvedOn"] = approval.map { .string($0.at.day.description) }
        object["lastDay"] = approval.map { .string($0.terms.lastDay.description) }
        object["exemption"] = approval?.terms.exemption?.json
        object["publishedAt"] = publishedAt.map { .string($0.description) }
        return .object(object)
    }
}
