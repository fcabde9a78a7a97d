import AuditLog
import Gateway
import Governance
import HTTP
import Identity
import JSON

/// The rules: which are in force, which are on their way, and what they would have changed.
enum PolicyRoutes {
    static let all = [
        Route(
            .get, "/v1/policies", "listPolicies",
            "The policy set in force, and those that lie ready to be proposed or signed.",
            success: .json("Policies", "Policy sets."), handler: .signedIn(readers, list)),
        Route(
            .post, "/v1/policies", "proposePolicy",
            "Proposes a policy set that the operator has laid ready, by its hash: the first of two signatures.",
            body: .json(schema: "PolicyProposal"),
            success: .json("PolicyOffer", "The proposal.", status: 201, isVersioned: true),
            problems: [.notFound, .wrongState], handler: .signedIn([.steward], propose)),
        Route(
            .get, "/v1/policies/{hash}", "readPolicy", "What a policy set says otherwise than the one in force.",
            success: .json("PolicyOffer", "The set.", isVersioned: true), problems: [.notFound],
            handler: .signedIn(readers, read)),
        Route(
            .post, "/v1/policies/{hash}/signatures", "signPolicy",
            "The second signature, by another steward. The set decides from the next request on; where it protects "
                + "numbers in another way, from the next start on.",
            version: .current, success: .json("PolicyOffer", "The set as it stands now.", isVersioned: true),
            problems: [.notFound, .wrongState], handler: .signedIn([.steward], sign)),
        Route(
            .get, "/v1/policies/{hash}/replay", "replayPolicy",
            "Tries a set against decisions of the past: which clause would have answered otherwise. A page looks at "
                + "10,000 entries of the log.",
            parameters: [from], success: .json("PolicyReplay", "What would have been otherwise."),
            problems: [.notFound], handler: .signedIn([.steward], replay)),
    ]

    private static let readers: Set<Role> = [.steward, .panel, .auditor, .operator]

    /// Where a replay begins.
    private static let from = QueryParameter(
        name: "from", form: .number(0...1_000_000_000_000),
        description: "The first entry of the log to look at: the `next` of the page before.")

    private static func list(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        let gateway = call.gateway
        var inForce: JSONObject = [:]
        if case .object(let identity) = gateway.policy.identity.json { inForce = identity }
        if let activation = gateway.policyActivation {
            inForce["since"] = .string(activation.since)
            inForce["entry"] = .integer(activation.entry)
            inForce["approvers"] = .array(activation.approvers.map { .string($0) })
        }
        let offers = try gateway.policyOffers()
        return .json(["inForce": .object(inForce), "others": .array(offers.map { .object($0.summary) })])
    }

    private static func propose(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        reply(try call.gateway.propose(call.body, by: principal), isNew: true)
    }

    private static func sign(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        let step = try call.gateway.signPolicy(
            call.part("hash"), version: call.version ?? Call.noVersion, by: principal)
        return reply(step, isNew: false)
    }

    private static func read(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        guard let offer = try call.gateway.policyOffer(call.part("hash")) else { return .problem(.notThere) }
        return .json(.object(offer.detail), headers: [Field.entityTag: EntityTag.text(offer.version)])
    }

    private static func reply(_ step: Gateway.PolicyStep, isNew: Bool) -> Reply {
        switch step {
        case .done(let offer, let receipt):
            var headers: HTTPHeaders = [Field.entityTag: EntityTag.text(offer.version)]
            if isNew { headers.add(Field.location, "/v1/policies/\(offer.hash)") }
            return .json(
                JSONValue.object(offer.detail).naming(receipt.seq), status: isNew ? 201 : 200, headers: headers)
        case .refused(let refusal, let receipt): return .problem(.undecidable(refusal, entry: receipt.seq))
        case .unreadable(let error): return .problem(.unreadable(error))
        case .changedMeanwhile(let version): return .problem(.changedMeanwhile(now: version))
        case .notThere: return .problem(.notThere)
        }
    }

    private static func replay(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        let start = call.query["from"].flatMap { Int($0) } ?? 0
        guard let stretch = try call.gateway.replayPolicy(call.part("hash"), from: start, by: principal) else {
            return .problem(.notThere)
        }
        var object: JSONObject = [
            "read": .integer(stretch.read), "unchanged": .integer(stretch.unchanged),
            "otherReasons": .integer(stretch.otherReasons), "otherwise": .integer(stretch.changed),
            "notReplayable": .object(stretch.notReplayable.json), "decisions": .array(stretch.entries.map(\.json)),
        ]
        object["next"] = stretch.next.map { .integer($0) }
        return .json(.object(object), headers: [Field.cacheControl: "private, no-store"])
    }
}

extension PolicyOffer {
    /// What a list shows of it.
    fileprivate var summary: JSONObject {
        var object: JSONObject = ["hash": .string(hash), "stage": .string(stage.rawValue)]
        if let identity {
            object["id"] = .string(identity.id)
            object["version"] = .string(identity.version)
            object["charter"] = .string(identity.charter)
        }
        object["problem"] = problem.map { .string($0) }
        if let proposal {
            object["proposed"] = [
                "at": .string(proposal.at), "entry": .integer(proposal.entry), "by": .string(proposal.by),
            ]
        }
        object["from"] = .string(isImmediate ? "at-once" : "next-start")
        object["href"] = .string("/v1/policies/\(hash)")
        return object
    }

    fileprivate var detail: JSONObject {
        var object = summary
        object["changes"] = difference.map { .object($0.json) }
        return object
    }
}

extension ReplayedEntry {
    /// Which clause would have answered what; the project's own words stay in the vault.
    fileprivate var json: JSONValue {
        [
            "entry": .integer(entry), "time": .string(time), "moment": .string(moment.rawValue),
            "before": .string(wasYes ? "yes" : "no"), "after": .string(isYes ? "yes" : "no"),
            "clauses": .array(
                changes.map { change in
                    [
                        "clause": .string(change.clause), "before": change.before.map { .string($0) } ?? .null,
                        "after": change.after.map { .string($0) } ?? .null,
                    ]
                }),
        ]
    }
}
