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
    let subject: DemoSubject

    static let all = [
        DemoProject(
            title: "Emergency care and where people live", researcher: "researcher", purpose: "service-improvement",
            budget: "2", fate: .approved, subject: .emergencyCare),
        DemoProject(
            title: "A project that was suspended", researcher: "researcher", purpose: "service-improvement",
            budget: "2", fate: .suspended, subject: .emergencyCare),
        DemoProject(
            title: "A project with a small privacy budget", researcher: "researcher", purpose: "service-improvement",
            budget: "1/20", fate: .approved, subject: .emergencyCare),
        DemoProject(
            title: "Another team's look at emergency care", researcher: "otherResearcher",
            purpose: "service-improvement",
            budget: "2", fate: .approved, subject: .emergencyCare),
        DemoProject(
            title: "A project that waits for signatures", researcher: "otherResearcher", purpose: "research",
            budget: "1", fate: .waiting, subject: .emergencyCare),
        DemoProject(
            title: "Children who do well at the end of reception", researcher: "researcher",
            purpose: "service-improvement", budget: "2", fate: .approved, subject: .schoolReadiness),
        DemoProject(
            title: "Fire safety visits and older people", researcher: "researcher", purpose: "service-improvement",
            budget: "2", fate: .approved, subject: .homeSafety),
        DemoProject(
            title: "Who came to be tested", researcher: "researcher", purpose: "service-improvement", budget: "2",
            fate: .approved, subject: .testing),
        DemoProject(
            title: "Families who need help from several places", researcher: "researcher",
            purpose: "service-improvement", budget: "2", fate: .approved, subject: .earlyHelp),
        DemoProject(
            title: "Help for the minds of the young", researcher: "researcher", purpose: "research", budget: "2",
            fate: .approved, subject: .mentalHealth),
        DemoProject(
            title: "The first years of children in a study", researcher: "researcher", purpose: "research",
            budget: "2", fate: .approved, subject: .birthCohort),
        DemoProject(
            title: "Whom the records leave out", researcher: "researcher", purpose: "service-improvement", budget: "2",
            fate: .approved, subject: .gapsInRecords),
    ]

    private var scope: JSONObject {
        [
            "purposes": [.string(purpose)], "datasets": .array(subject.datasets.map { .string($0) }),
            "variables": .array(subject.variables.map { .string($0) }),
            "links": .array(subject.links.map { .string($0) }),
        ]
    }

    func proposal(researcher: PersonID, on today: CivilDay) -> JSONValue {
        var object = words(on: today)
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
        terms["profile"] = .string(subject.profile)
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
                Step(by: "owner", action: .sign(.accountableOwner, none))
            ]
            + subject.signatures.flatMap { steward, controllers in
                controllers.map { Step(by: steward, action: .sign(.controller($0), none)) }
            }
            + [Step(by: "panel", action: meeting.action)]
            + ["panel", "otherPanel", "thirdPanel"].map {
                Step(by: $0, action: .vote(meeting: 1, .agree, smallAreas: nil))
            } + [
                Step(by: subject.decider, action: approve.action),
                Step(by: subject.decider, action: .publish),
            ]
        guard fate == .suspended else { return approved }
        return approved + [
            Step(by: "steward", action: .suspend(reason: "the team has not said yet who answers for its data"))
        ]
    }
}
