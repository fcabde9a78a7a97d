import Identity
package import JSON

/// What one decision by the charter rested on. It is kept in the vault under the decision's audit entry, so that another
/// policy set can be tried against it later.
package struct DecisionBasis: Sendable, Hashable {
    package let moment: PolicyMoment
    /// The project's id.
    package let project: String
    let facts: Facts
    /// Every clause's answer in words, by its id.
    let answers: [String: String]
    /// The rules that said no besides, and that no policy set can change: those of the program, by their ids.
    package let floors: [String]
    /// The purposes that count as research: `project.legalGaps` rests on them.
    let research: [String]

    /// What a clause answered when it said no.
    static let no = ClauseAnswer.fail.words

    init(
        _ moment: PolicyMoment, of project: String, _ facts: Facts, _ verdicts: [ClauseVerdict], floors: [String],
        policy: PolicySet
    ) {
        self.init(
            moment: moment, project: project, facts: facts,
            answers: Dictionary(verdicts.map { ($0.clause, $0.answer.words) }) { first, _ in first },
            floors: floors, research: policy.researchPurposes)
    }

    private init(
        moment: PolicyMoment, project: String, facts: Facts, answers: [String: String], floors: [String],
        research: [String]
    ) {
        self.moment = moment
        self.project = project
        self.facts = facts
        self.answers = answers
        self.floors = floors
        self.research = research
    }

    /// The same with more rules that said no.
    package func adding(floors more: [String]) -> DecisionBasis {
        DecisionBasis(
            moment: moment, project: project, facts: facts, answers: answers, floors: floors + more, research: research)
    }

    /// Whether nothing said no.
    package var isYes: Bool { floors.isEmpty && !answers.values.contains(Self.no) }
}

extension DecisionBasis {
    /// As the vault keeps it.
    package var json: JSONValue {
        [
            "moment": .string(moment.rawValue), "project": .string(project), "facts": facts.json,
            "answers": .object(JSONObject(sortedTexts(answers.keys).map { ($0, .string(answers[$0] ?? "")) })),
            "floors": .array(floors.map { .string($0) }), "research": .array(research.map { .string($0) }),
        ]
    }

    /// Reads what the vault kept. A fact that this program does not know any more is left out: no clause can read it.
    ///
    /// Throws a `JSONError` with the place of what does not fit, such as a fact that had another type then.
    package init(json: JSONValue) throws(JSONError) {
        let fields = try JSONCursor(json).object()
        try fields.allowOnly("moment", "project", "facts", "answers", "floors", "research")
        var facts = Facts([:])
        let kept = try fields.required("facts").object()
        for name in kept.names {
            guard let fact = GatewayFacts.named[name] else { continue }
            facts[name] = try FactSchema.value(of: fact, try kept.required(name))
        }
        let said = try fields.required("answers").object()
        var answers: [String: String] = [:]
        for name in said.names { answers[name] = try said.required(name).string() }
        self.init(
            moment: try fields.required("moment").policyMoment(), project: try fields.required("project").string(),
            facts: facts, answers: answers, floors: try fields.required("floors").strings(),
            research: try fields.required("research").strings())
    }
}

extension JSONCursor {
    fileprivate func strings() throws(JSONError) -> [String] {
        var texts: [String] = []
        for element in try array() { texts.append(try element.string()) }
        return texts
    }
}
