import Governance
import Identity
import JSON

/// A project of the demo: what it asks for, and how far its life has gone.
struct DemoProject {
    enum Fate {
        case approved, suspended, waiting
    }

    struct Step {
        let by: String
        let action: ProjectAction
    }

    let title: String
    let researcher: String
    let purpose: String
    let budget: String
    let fate: Fate

    static let all = [
        DemoProject(
            title: "Emergency care and where people live", researcher: "researcher", purpose: "service-improvement",
            budget: "2", fate: .approved),
        DemoProject(
            title: "A project that was suspended", researcher: "researcher", purpose: "service-improvement",
            budget: "2", fate: .suspended),
        DemoProject(
            title: "A project with a small privacy budget", researcher: "researcher", purpose: "service-improvement",
            budget: "1/20", fate: .approved),
        DemoProject(
            title: "Another team's look at emergency care", researcher: "otherResearcher",
            purpose: "service-improvement",
            budget: "2", fate: .approved),
        DemoProject(
            title: "A project that waits for signatures", researcher: "otherResearcher", purpose: "research",
            budget: "1", fate: .waiting),
    ]

    /// Ethnicity and the hospital's name are left out, so that a refusal can be seen.
    private static let variables: [JSONValue] = [
        "person.birthMonth", "person.age", "person.sex", "person.area", "person.ward", "person.borough",
        "person.imdDecile", "person.carer", "person.registeredFrom", "person.leftIn", "care_event.type",
        "care_event.date", "care_event.month",
        "care_event.chapter", "care_event.losDays",
    ]

    private var scope: JSONObject {
        [
            "purposes": [.string(purpose)], "datasets": ["person", "care_event"], "variables": .array(Self.variables),
            "links": [],
        ]
    }

    func proposal(researcher: PersonID, on today: CivilDay) -> JSONValue {
        var object = Self.words(on: today)
        object["title"] = .string(title)
        object["owner"] = "olive"
        object["researchers"] = [.string(researcher.description)]
        for (key, value) in scope.members { object[key] = value }
        return .object(object)
    }

    /// A meeting of the whole panel, in which nobody has a conflict.
    private static func meeting(on day: CivilDay) -> JSONValue {
        let people = ["pat", "petra", "paul"].map { ["person": .string($0), "conflict": "none"] as JSONValue }
        return ["heldOn": .string(day.description), "attendance": .array(people)]
    }

    /// The steps of its life in order, each with the name of who takes it.
    func steps(on today: CivilDay, researcher: PersonID) -> [Step] {
        var terms = scope
        terms["researchers"] = [.string(researcher.description)]
        terms["profile"] = "standard"
        terms["budget"] = .string(budget)
        terms["lastDay"] = .string(today.adding(months: 11).description)
        terms["asOf"] = ["2026-03"]
        let submitted = [Step(by: self.researcher, action: .submit(note: nil))]
        guard fate != .waiting,
            let approve = try? ProjectStep.decision(body: ["decision": "approve", "terms": .object(terms)]),
            let meeting = try? ProjectStep.meeting(body: Self.meeting(on: today))
        else { return submitted }
        let none = SignatureTerms(reference: nil, lastDay: nil)
        let approved =
            submitted + [
                Step(by: "owner", action: .sign(.accountableOwner, none)),
                Step(by: "steward", action: .sign(.controller("icb"), none)),
                Step(by: "steward", action: .sign(.controller("acute_trusts"), none)),
                Step(by: "panel", action: meeting.action),
            ]
            + ["panel", "otherPanel", "thirdPanel"].map {
                Step(by: $0, action: .vote(meeting: 1, .agree, smallAreas: nil))
            } + [
                Step(by: "steward", action: approve.action),
                Step(by: "steward", action: .publish),
            ]
        guard fate == .suspended else { return approved }
        return approved + [
            Step(by: "steward", action: .suspend(reason: "the team has not said yet who answers for its data"))
        ]
    }
}
