import AuditLog
import Gateway
import Governance
import HTTP
import Identity
import JSON

/// The steps of a project's life, each on the version that the asker read. Who may take which step is the project's own
/// business.
enum ProjectStepRoutes {
    static let all = [
        step(
            .put, "", "writeProject", "Writes the text of a draft anew.", body: "Proposal", [.researcher],
            ProjectStep.edit(body:)),
        step(
            .post, "/submission", "submitProject", "Hands a draft in.", body: "Submission", [.researcher],
            ProjectStep.submission(body:)),
        step(
            .post, "/signatures", "signProject",
            "Signs as the accountable owner or for a controller, or takes a signature back.", body: "SignatureRequest",
            [.researcher, .steward], ProjectStep.signature(body:)),
        step(
            .post, "/meetings", "recordMeeting", "Records a meeting of the panel: who was there, with which conflicts.",
            body: "MeetingRecord", [.panel], ProjectStep.meeting(body:)),
        step(
            .post, "/votes", "vote", "Votes in a meeting of the panel.", body: "VoteRequest", [.panel],
            ProjectStep.vote(body:)),
        step(
            .post, "/decisions", "decideProject",
            "Approves, returns, refuses, suspends, resumes, ends, marks or publishes a project; its author may withdraw it.",
            body: "Decision", [.researcher, .steward], ProjectStep.decision(body:)),
        step(
            .post, "/renewals", "renewProject",
            "Starts a text that is to follow the one in force, which serves until then: a changed one, or the same again.",
            body: "Renewal", [.researcher], ProjectStep.renewal(body:)),
        step(
            .post, "/budget-grants", "grantBudget", "Gives more privacy budget, within what the profile allows.",
            body: "GrantRequest", [.steward], ProjectStep.grant(body:)),
        step(
            .post, "/researchers", "addResearcher",
            "Brings in a person of the owner's organisation: the owner asks, a steward says yes.",
            body: "ResearcherRequest", [.researcher, .steward], ProjectStep.researcher(body:)),
        step(
            .post, "/outcomes", "reportOutcome", "Tells the public what came of the project.", body: "OutcomeRequest",
            [.researcher], ProjectStep.outcome(body:)),
    ]

    private static func step(
        _ method: HTTPMethod, _ place: String, _ name: String, _ summary: String, body schema: String,
        _ roles: Set<Role>, _ reading: @escaping @Sendable (JSONValue) throws(JSONError) -> ProjectStep
    ) -> Route {
        Route(
            method, PathTemplate(stringLiteral: "/v1/projects/{id}" + place), name, summary,
            body: .json(schema: schema), version: .current, retry: method == .post ? .kept : .unmarked,
            success: .json("Project", "The project as it stands now.", isVersioned: true),
            problems: [.notFound, .wrongState, .refused, .doesNotFit],
            handler: .signedIn(roles) { call, principal throws(GatewayError) in
                let step: ProjectStep
                do throws(JSONError) { step = try reading(call.body) } catch { return .problem(.unreadable(error)) }
                let outcome = try call.gateway.take(
                    step, on: call.part("id"), version: call.version ?? Call.noVersion, by: principal,
                    keeping: call.keeping(principal) { (next: Project) throws(GatewayError) in
                        try ProjectRoutes.shown(next, entry: nil, on: call)
                    })
                switch outcome {
                case .done(let project, let receipt):
                    return try ProjectRoutes.shown(project, entry: receipt.seq, on: call)
                case .refused(let refusal, let receipt): return .problem(.refused(refusal, entry: receipt.seq))
                case .changedMeanwhile(let version): return .problem(.changedMeanwhile(now: version))
                case .notThere: return .problem(.notThere)
                }
            })
    }
}
