import HTTP
import JSON
import Linux

/// A listener of its own for the machine that monitors: `/metrics`, `/health/live` and `/health/ready`, from the first
/// moment of a start to the last of an end.
final class LocalListener: Sendable {
    private let server: HTTPServer
    private let thread: WorkerThread
    let address: String

    private static let concurrency = HTTPServerConfiguration.Concurrency(
        connections: 16, connectionsPerPeer: 16, workers: 1, waitingRequests: 16)

    init(_ address: ListenAddress, showing observatory: Observatory) throws(CommandError) {
        do throws(HTTPServerError) {
            let server = try HTTPServer(
                configuration: .gateway(
                    listening: [address], over: nil, deadlines: .standard, concurrency: Self.concurrency,
                    trustedProxy: nil),
                handler: LocalHandler(observatory: observatory))
            self.server = server
            self.address = server.address.description
        } catch { throw .failed("\(error.code): \(error.message)") }
        thread = try doing { [server] () throws(SystemError) in
            try WorkerThread(name: "metrics") {
                do throws(HTTPServerError) { try server.run() } catch {
                    Console.tell("no metrics any more: \(error.code): \(error.message)")
                }
            }
        }
    }

    func stop() {
        server.stop()
        thread.join()
    }
}

private struct LocalHandler: HTTPHandler {
    let observatory: Observatory

    func respond(to request: HTTPRequest) -> HTTPResponse {
        guard request.method == .get || request.method == .head else { return Self.text(405, "GET only\n") }
        switch request.segments {
        case ["metrics"]:
            let isOpen = request.headers.all("Accept").contains { $0.contains("application/openmetrics-text") }
            return Self.text(
                200, observatory.page(isOpenMetrics: isOpen),
                type: isOpen ? MetricFamily.openMetrics : MetricFamily.plain)
        case ["health", "live"]: return Self.status(200, "live")
        case ["health", "ready"]:
            let state = observatory.state
            return Self.status(state == Observation.Stage.serving.rawValue ? 200 : 503, state)
        default: return Self.text(404, "/metrics, /health/live and /health/ready are here\n")
        }
    }

    func respond(to rejection: HTTPRejection) -> HTTPResponse {
        Self.text(rejection.status, "\(rejection.code): \(rejection.message)\n")
    }

    private static func status(_ status: Int, _ word: String) -> HTTPResponse {
        let body: JSONValue = ["status": .string(word)]
        return text(status, String(decoding: body.bytes(), as: UTF8.self), type: "application/json")
    }

    private static func text(
        _ status: Int, _ body: String, type: String = "text/plain; charset=utf-8"
    ) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: ["Content-Type": type, "Cache-Control": "no-store"], body: Array(body.utf8))
    }
}
