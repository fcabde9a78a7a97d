import JSON

/// Whose words a rule is.
package enum Provenance: String, Sendable, Hashable, CaseIterable {
    case residents, `operator`
}

/// Whom a refused person can ask.
enum Adviser: String, Sendable, Hashable, CaseIterable {
    case accountableOwner, controller, `operator`, steward

    /// The role in words, with the owner's name where the asker may know it.
    func words(owner: String?) -> String {
        switch self {
        case .accountableOwner: "the accountable owner of your project" + (owner.map { ", \($0)" } ?? "")
        case .controller: "a data steward of the controller"
        case .operator: "the operator of this gateway"
        case .steward: "a data steward"
        }
    }
}

/// One thing that a clause asks at some moments.
struct Check: Sendable, Hashable {
    let moments: Set<PolicyMoment>
    /// Where the clause means nothing otherwise: the condition, and the reason that is told when it fails.
    let guardCondition: Condition?
    let otherwise: MessageTemplate?
    let condition: Condition
    let message: MessageTemplate
    let change: MessageTemplate
    let adviser: Adviser
}

/// A rule of the charter that a machine can check.
struct Clause: Sendable, Hashable {
    let id: String
    let principle: String
    let provenance: Provenance
    /// What holds, in one plain sentence.
    let says: String
    /// None where the program itself keeps it.
    let checks: [Check]

    var isKeptByProgram: Bool { checks.isEmpty }
    var moments: Set<PolicyMoment> { checks.reduce(into: []) { $0.formUnion($1.moments) } }
}

extension Clause {
    init(_ cursor: JSONCursor, principle: String, schema: FactSchema) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("id", "provenance", "says", "checks", "keptBy")
        let id = try fields.required("id").word()
        self.init(
            id: id, principle: principle,
            provenance: try fields.required("provenance").oneOf(Provenance.self),
            says: try fields.required("says").text(1...400), checks: try Self.checks(fields, of: id, schema: schema))
    }

    /// At least one check, or the program as the keeper of a clause that it is known to keep.
    private static func checks(
        _ fields: JSONFields, of id: String, schema: FactSchema
    ) throws(JSONError) -> [Check] {
        if let keeper = fields.optional("keptBy") {
            try keeper.oneOf([("program", ())])
            guard fields["checks"] == nil else { throw keeper.fail("a clause with checks has no other keeper") }
            guard ProgramDuties.keepers[id] != nil else { throw keeper.fail("nothing in this program keeps \(id)") }
            return []
        }
        let members = try fields.required("checks")
        var checks: [Check] = []
        for member in try members.array() { checks.append(try Check(member, schema: schema)) }
        guard !checks.isEmpty else { throw members.fail("nobody keeps \(id): a clause has at least one check") }
        return checks
    }
}

extension Check {
    fileprivate init(_ cursor: JSONCursor, schema: FactSchema) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("at", "when", "otherwise", "holds", "message", "change", "ask")
        let moments = try fields.required("at").moments()
        let reader = ConditionReader(schema: schema, moments: moments)
        var guardCondition: Condition?
        var otherwise: MessageTemplate?
        if let member = fields.optional("when") {
            guardCondition = try reader.condition(member)
            otherwise = try MessageTemplate(try fields.required("otherwise"), schema: schema, moments: moments)
        } else if let member = fields.optional("otherwise") {
            throw member.fail("`otherwise` belongs to `when`")
        }
        self.init(
            moments: moments, guardCondition: guardCondition, otherwise: otherwise,
            condition: try reader.condition(try fields.required("holds")),
            message: try MessageTemplate(try fields.required("message"), schema: schema, moments: moments),
            change: try MessageTemplate(try fields.required("change"), schema: schema, moments: moments),
            adviser: try fields.required("ask").oneOf(Adviser.self))
    }
}
