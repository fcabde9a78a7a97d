import AuditLog
package import Gateway
import Governance
package import HTTP
import Identity
import JSON
import OpenSSL

/// Answers queries: who asks, what is asked, and the recorded outcome as JSON.
package final class GatewayHandler: HTTPHandler {
    private let gateway: Gateway

    package init(gateway: Gateway) { self.gateway = gateway }

    package func respond(to request: HTTPRequest) -> HTTPResponse {
        do throws(GatewayError) {
            guard request.path == "/v1/queries", request.method == .post else {
                return problem(404, "SH-A101", "There is nothing at this address.")
            }
            let checker = CredentialChecker(sha256: SHA256.hash)
            let header = request.headers.first("Authorization")
            let decision = try checker.authenticate(header: header, now: gateway.now) { hash throws(GatewayError) in
                try gateway.token(hash: hash)
            }
            switch decision {
            case .refused(let refusal): return problem(401, refusal.code, refusal.message)
            case .authenticated(let principal): return try answer(request, principal)
            }
        } catch { return problem(503, "SH-A102", "The gateway cannot answer now. Please try again later.") }
    }

    package func respond(to rejection: HTTPRejection) -> HTTPResponse {
        problem(rejection.status, rejection.code, rejection.message)
    }

    private func answer(
        _ request: HTTPRequest, _ principal: AuthenticatedPrincipal
    ) throws(GatewayError) -> HTTPResponse {
        let body: JSONValue
        do throws(JSONError) { body = try JSONValue(parsing: request.body, limits: .request) } catch {
            return problem(400, "SH-A103", "\(error.pointer): \(error.message)")
        }
        let asker = Asker(
            principal: principal, channel: "http", address: "\(request.peer)",
            idempotencyKey: request.headers.first("Idempotency-Key"))
        let recorded = try gateway.ask(body, by: asker)
        switch recorded.outcome {
        case .released(let answer): return response(200, answer, recorded)
        case .refused(let refusal):
            let reasons = refusal.reasons.map { reason -> JSONValue in
                [
                    "clause": .string(reason.clause), "message": .string(reason.message),
                    "change": .string(reason.change), "ask": .string(reason.ask),
                ]
            }
            return response(403, ["status": 403, "code": .string(refusal.code), "reasons": .array(reasons)], recorded)
        case .unreadable(let place):
            return response(
                400,
                [
                    "status": 400, "code": .string(place.code), "pointer": .string(place.pointer),
                    "detail": .string(place.message), "change": .string(place.change ?? ""),
                ], recorded)
        case .failed(let code): return response(503, ["status": 503, "code": .string(code)], recorded)
        }
    }

    private func response(_ status: Int, _ body: JSONValue, _ recorded: RecordedOutcome) -> HTTPResponse {
        var body = body
        if case .object(var object) = body {
            object["receipt"] = recorded.receipt.json
            body = .object(object)
        }
        let type = status == 200 ? "application/json" : "application/problem+json"
        return HTTPResponse(
            status: status, headers: ["Content-Type": type, "Cache-Control": "no-store"], body: body.bytes())
    }

    private func problem(_ status: Int, _ code: String, _ detail: String) -> HTTPResponse {
        let body: JSONValue = ["status": .integer(status), "code": .string(code), "detail": .string(detail)]
        return HTTPResponse(
            status: status, headers: ["Content-Type": "application/problem+json"], body: body.bytes())
    }
}
