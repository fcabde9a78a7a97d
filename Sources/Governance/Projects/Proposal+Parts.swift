package import Identity
import JSON

/// Who applies, and what a company gives back (BEN-4).
package struct Applicant: Sendable, Hashable {
    package let isCommercial: Bool
    /// What residents or patients get that is not payment.
    package let givesBack: String?
}

/// Who answers for what (ACC-1): a name, or a post and how to reach it, for each role.
package struct Responsibility: Sendable, Hashable {
    package let names: [Role: String]

    package enum Role: String, Sendable, Hashable, CaseIterable {
        case bias, correction, monitoring, staffTraining, challenge

        /// As a refusal names it.
        var words: String {
            switch self {
            case .bias: "bias"
            case .correction: "mistakes that must be put right"
            case .monitoring: "checks while it runs"
            case .staffTraining: "staff training"
            case .challenge: "people who disagree with a decision"
            }
        }
    }

    var rolesWithoutName: [Role] { Role.allCases.filter { names[$0] == nil } }
}

/// Whether and where AI is used (TRU-2), and what that means for jobs (BAL-3).
package struct AIUse: Sendable, Hashable {
    package let isUsed: Bool
    package let whereUsed: String?
    /// Whether it will be put to work, beyond this project.
    package let isDeployed: Bool
    package let effectOnJobs: String?
}

/// Something that could go wrong (GOV-1).
package struct Risk: Sendable, Hashable {
    package let risk: String
    package let mitigation: String
    /// Who looks after it.
    package let owner: String
    package let reviewedOn: CivilDay
}

extension Applicant {
    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("commercial", "givesBack")
        self.init(
            isCommercial: try fields.required("commercial").bool(),
            givesBack: try fields.optional("givesBack")?.text(1...4000))
    }

    var json: JSONValue {
        var object: JSONObject = ["commercial": .bool(isCommercial)]
        object["givesBack"] = givesBack.map { .string($0) }
        return .object(object)
    }
}

extension Responsibility {
    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly(Role.allCases.map(\.rawValue))
        var names: [Role: String] = [:]
        for role in Role.allCases { names[role] = try fields.optional(role.rawValue)?.text(1...400) }
        self.init(names: names)
    }

    var json: JSONValue {
        .object(JSONObject(Role.allCases.compactMap { role in names[role].map { (role.rawValue, .string($0)) } }))
    }
}

extension AIUse {
    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("used", "where", "deployed", "effectOnJobs")
        self.init(
            isUsed: try fields.required("used").bool(), whereUsed: try fields.optional("where")?.text(1...2000),
            isDeployed: try fields.optional("deployed")?.bool() ?? false,
            effectOnJobs: try fields.optional("effectOnJobs")?.text(1...4000))
    }

    var json: JSONValue {
        var object: JSONObject = ["used": .bool(isUsed)]
        object["where"] = whereUsed.map { .string($0) }
        object["deployed"] = .bool(isDeployed)
        object["effectOnJobs"] = effectOnJobs.map { .string($0) }
        return .object(object)
    }
}

extension Risk {
    static func list(_ cursor: JSONCursor?) throws(JSONError) -> [Risk] {
        guard let cursor else { return [] }
        let members = try cursor.array()
        guard members.count <= 100 else { throw cursor.fail("at most 100 are accepted") }
        var risks: [Risk] = []
        for member in members {
            let fields = try member.object()
            try fields.allowOnly("risk", "mitigation", "owner", "reviewed")
            risks.append(
                Risk(
                    risk: try fields.required("risk").text(1...1000),
                    mitigation: try fields.required("mitigation").text(1...1000),
                    owner: try fields.required("owner").text(1...200),
                    reviewedOn: try fields.required("reviewed").day()))
        }
        return risks
    }

    var json: JSONValue {
        [
            "risk": .string(risk), "mitigation": .string(mitigation), "owner": .string(owner),
            "reviewed": .string(reviewedOn.description),
        ]
    }
}
