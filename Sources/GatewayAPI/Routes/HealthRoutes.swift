import Catalogue
import Gateway
import Governance
import HTTP
import Identity
import JSON

/// Whether the gateway lives, and what it is.
enum HealthRoutes {
    static let all = [
        Route(
            .get, "/health/live", "isLive", "Whether the process answers at all.",
            success: .json("Health", "The process answers."),
            handler: .anybody { _ throws(GatewayError) in .json(["status": "live"]) }),
        Route(
            .get, "/health/ready", "isReady", "Whether questions can be answered.",
            success: .json("Health", "Questions can be answered."), handler: .anybody(ready)),
        Route(
            .get, "/v1/status", "readStatus", "What is served: releases of data, policies, opt-out list.",
            success: .json("Status", "The state of the gateway."), handler: .anybody(status)),
        Route(
            .get, "/audit/checkpoint", "readCheckpoint",
            "The newest published checkpoint of the audit log: a signed note (C2SP tlog-checkpoint).",
            success: .text("The signed note."), handler: .anybody(checkpoint)),
    ]

    private static func ready(_ call: Call) throws(GatewayError) -> Reply {
        Problem.notReady(call.gateway.readiness).map(Reply.problem) ?? .json(["status": "ready"])
    }

    private static func status(_ call: Call) throws(GatewayError) -> Reply {
        let gateway = call.gateway
        var object: JSONObject = [
            "status": gateway.readiness == .serving ? "ready" : "not-ready",
            "time": .string(gateway.now.description), "policy": gateway.policy.identity.json,
            "datasets": .array(
                gateway.catalogue.datasets.map {
                    ["id": .string($0.id.description), "asOf": .string($0.asOf.description)]
                }),
            "checkpoint": "/audit/checkpoint", "machineUse": gateway.publishedMachineUse,
        ]
        object["optOuts"] = gateway.optOutVersion.map { ["version": .string($0)] }
        return .json(.object(object))
    }

    private static func checkpoint(_ call: Call) throws(GatewayError) -> Reply {
        .answer(.bytes(call.gateway.checkpoint, type: "text/plain; charset=utf-8"))
    }
}
