import AuditLog
import Gateway
import Governance
import HTTP
import Identity
import JSON

/// What stewards keep about the people who use the gateway.
enum PeopleRoutes {
    static let all = [
        Route(
            .get, "/v1/people", "listPeople", "Everybody's record, by id.", parameters: [.after, .limit],
            success: .json("People", "Records."), handler: .signedIn([.steward], list)),
        Route(
            .get, "/v1/people/{id}", "readPerson", "One person's record.",
            success: .json("Person", "The record.", isVersioned: true), problems: [.notFound],
            handler: .signedIn([.steward], read)),
        Route(
            .put, "/v1/people/{id}", "writePerson",
            "Makes or changes a person's record: accreditation, training, agreement, the day of leaving.",
            body: .json(schema: "PersonRecord"), version: .currentOrNew,
            success: .json("Person", "The record as it stands now.", isVersioned: true, mayCreate: true),
            problems: [.notFound], handler: .signedIn([.steward], write)),
    ]

    private static func list(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        .json(Page(try call.gateway.people(), call) { $0.id.description }.json("people") { $0.json })
    }

    private static func read(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        guard let id = PersonID(call.part("id")), let person = try call.gateway.person(id) else {
            return .problem(.notThere)
        }
        return .json(person.json, headers: [Field.entityTag: EntityTag.text(person.version)])
    }

    private static func write(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        guard let id = PersonID(call.part("id")) else { return .problem(.notThere) }
        switch try call.gateway.change(id, from: call.version, to: call.body, by: principal.person) {
        case .changedMeanwhile(let version): return .problem(.changedMeanwhile(now: version))
        case .unreadable(let error): return .problem(.unreadable(error))
        case .done(let person, let receipt):
            var headers: HTTPHeaders = [Field.entityTag: EntityTag.text(person.version)]
            if call.version == nil { headers.add(Field.location, "/v1/people/\(person.id)") }
            return .json(
                person.json.naming(receipt.seq), status: call.version == nil ? 201 : 200, headers: headers)
        }
    }
}
