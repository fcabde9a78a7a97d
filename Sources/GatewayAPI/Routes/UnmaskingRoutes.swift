import AuditLog
import Gateway
import HTTP
import Identity
import JSON

/// Values that the audit log commits to and does not say, opened where two people want it.
enum UnmaskingRoutes {
    static let all = [
        Route(
            .post, "/v1/audit/unmaskings", "askToUnmask",
            "Asks for what entries commit to and do not say: names, addresses, texts. A second person must agree.",
            body: .json(schema: "UnmaskingRequest"), retry: .kept,
            success: .json("UnmaskingStep", "The entry to agree to, within a week."), problems: [.notFound],
            handler: .signedIn([.auditor], request)),
        Route(
            .post, "/v1/audit/unmaskings/{entry}/agreement", "agreeToUnmask",
            "Agrees to another person's request. Both can read then.", retry: .kept,
            success: .json("UnmaskingStep", "The entry under which both may read."),
            problems: [.notFound, .wrongState], handler: .signedIn(agreeing, agree)),
        Route(
            .get, "/v1/audit/unmaskings/{entry}", "readUnmasked",
            "What two people agreed to open, for the two. Each reading is itself recorded.",
            success: .json("Unmasked", "The values that are left: erased ones are gone."), problems: [.notFound],
            handler: .signedIn(agreeing, read)),
    ]

    private static let agreeing: Set<Role> = [.auditor, .panel]

    private static func request(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        let request: UnmaskingRequest
        do throws(JSONError) { request = try UnmaskingRequest(body: call.body) } catch {
            return .problem(.unreadable(error))
        }
        let receipt = try call.gateway.askToUnmask(request, by: principal, keeping: keeping(call, principal))
        return receipt.map(shown) ?? .problem(.notThere)
    }

    private static func agree(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        guard let number = Int(call.part("entry")) else { return .problem(.notThere) }
        switch try call.gateway.agreeToUnmask(number, by: principal, keeping: keeping(call, principal)) {
        case .agreed(let receipt): return shown(receipt)
        case .ownRequest: return .problem(.ownRequest)
        case .notThere: return .problem(.notThere)
        }
    }

    private static func shown(_ receipt: Receipt) -> Reply {
        .json(JSONValue.object(["entry": .integer(receipt.seq)]).naming(receipt.seq))
    }

    /// The entry's number has its place in the answer, and is there once the log has given it.
    private static func keeping(_ call: Call, _ principal: AuthenticatedPrincipal) -> Keeping<Void> {
        call.keeping(principal) { () throws(GatewayError) in .json(["entry": .null]) }
    }

    private static func read(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        guard let number = Int(call.part("entry")), let opened = try call.gateway.unmasked(number, for: principal)
        else { return .problem(.notThere) }
        let entries = opened.map { entry -> JSONValue in
            let values = entry.values.map { value -> JSONValue in ["name": .string(value.name), "value": value.value] }
            return ["entry": .integer(entry.entry), "type": .string(entry.type), "values": .array(values)]
        }
        return .json(["entries": .array(entries)], headers: [Field.cacheControl: "private, no-store"])
    }
}

extension Problem {
    /// Two people means two.
    fileprivate static let ownRequest = Problem(
        .wrongState, code: "SH-A106", "You asked for this yourself.", change: "Ask a second person to agree.")
}
