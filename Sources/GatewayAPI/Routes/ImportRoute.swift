import Gateway
import Governance
import HTTP
import Identity
import JSON

/// Projects that begin with a request from elsewhere.
enum ImportRoute {
    static let all = [
        Route(
            .post, "/v1/imports", "importProject",
            "Starts a draft from the tables, columns and filters that a data-access application names. What does not fit the "
                + "catalogue is told with its place and what would fit.",
            body: .json(schema: "AccessRequest"), retry: .kept,
            success: .json("Project", "The draft.", status: 201, isVersioned: true),
            handler: .signedIn([.researcher], start))
    ]

    private static func start(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        let proposal: Proposal
        do throws(JSONError) { proposal = try AccessRequest.proposal(call.body, in: call.gateway.catalogue) } catch {
            return .problem(.unreadable(error))
        }
        return try ProjectRoutes.started(proposal, on: call, by: principal)
    }
}
