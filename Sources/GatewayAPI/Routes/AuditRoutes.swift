import AuditLog
import Gateway
import HTTP
import Identity
import JSON

/// What auditors read of the log over HTTP; the whole of it they take as files.
enum AuditRoutes {
    static let all = [
        Route(
            .get, "/v1/audit/entries", "listEntries",
            "Entries of the audit log. A page may be short and still have a next one. Reading is itself recorded.",
            parameters: [
                QueryParameter(name: "dataset", form: .word, description: "Entries that name this dataset."),
                QueryParameter(name: "project", form: .word, description: "Entries of this project."),
                QueryParameter(name: "type", form: .word, description: "Entries of this type."),
                QueryParameter(
                    name: "person", form: .word,
                    description: "What the person under this pseudonym (`actor` or `by`) did."),
                QueryParameter(name: "clause", form: .word, description: "Entries in which this clause said no."),
                QueryParameter(name: "from", form: .day, description: "The first day, in UTC."),
                QueryParameter(name: "to", form: .day, description: "The last day, in UTC."),
                QueryParameter(
                    name: "after", form: .number(0...999_999_999_999_999),
                    description: "Begin at this place, such as the `next` of the page before."),
                QueryParameter(
                    name: "before", form: .number(0...999_999_999_999_999),
                    description: "End before this place."),
                .limit,
            ],
            success: .json("AuditEntries", "Entries, oldest first."), handler: .signedIn([.auditor], entries))
    ]

    private static func entries(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        let filter = AuditFilter(
            dataset: call.query["dataset"], project: call.query["project"], type: call.query["type"],
            person: call.query["person"], clause: call.query["clause"],
            from: call.query["from"].flatMap { CivilDay($0) }, to: call.query["to"].flatMap { CivilDay($0) })
        let page = try call.gateway.auditEntries(
            filter, from: call.query["after"].flatMap { Int($0) } ?? 0,
            before: call.query["before"].flatMap { Int($0) },
            limit: call.query["limit"].flatMap { Int($0) } ?? 50, by: principal)
        var object: JSONObject = ["entries": .array(page.entries.map(\.json))]
        object["next"] = page.next.map { .string(String($0)) }
        return .json(.object(object), headers: [Field.cacheControl: "private, no-store"])
    }
}

extension AuditEntry {
    /// The stored line as it stands, with the hash of its bytes.
    var json: JSONValue {
        let stored: JSONValue = [
            "chain": ["prev": .string(previous.hex), "seq": .integer(seq), "time": .string(time)],
            "event": .object(event), "type": .string(type), "v": 1,
        ]
        return ["entry": stored, "leafHash": .string(leafHash.hex)]
    }
}
