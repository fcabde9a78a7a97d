import Gateway
import HTTP
import Identity
import JSON

/// What was spent, of what, and by which entries: the report that an auditor can make again from the log's files.
enum LedgerRoutes {
    static let all = [
        Route(
            .get, "/v1/audit/ledgers", "readLedgers",
            "What each ledger was debited over its rolling span, by which entries of the log, and what is left. Auditors "
                + "see all, and `salthouse-verify ledgers` makes the same bytes from the log's files; stewards see those of "
                + "their projects and data. Reading is itself recorded.",
            success: .json("Ledgers", "The ledgers, by name."), handler: .signedIn([.auditor, .steward], read))
    ]

    private static func read(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        .json(try call.gateway.ledgerReport(for: principal).json, headers: [Field.cacheControl: "private, no-store"])
    }
}

extension LedgerReport {
    fileprivate var json: JSONValue {
        ["day": .string(day), "entries": .integer(entries), "ledgers": .array(ledgers.map(\.json))]
    }
}

extension LedgerReport.Row {
    fileprivate var json: JSONValue {
        ["ledger": .string(name), "debits": .array(debits.map(\.json)), "limits": .array(limits.map(\.json))]
    }
}

extension LedgerReport.Debit {
    fileprivate var json: JSONValue {
        [
            "day": .string(day), "amount": .string(amount), "firstEntry": .integer(first), "lastEntry": .integer(last),
            "entries": .integer(count),
        ]
    }
}

extension LedgerReport.Limit {
    fileprivate var json: JSONValue {
        var object: JSONObject = [
            "profile": .string(profile), "days": .integer(days), "spent": .string(spent),
        ]
        guard let cap, let left, let percentSpent else {
            object["says"] = .string("\(spent) was spent in \(days) days; nothing is refused for it")
            return .object(object)
        }
        object["cap"] = .string(cap)
        object["left"] = .string(left)
        object["says"] = .string("\(spent) of \(cap) was spent in \(days) days, \(percentSpent) %; \(left) is left")
        return .object(object)
    }
}
