import AuditLog
import HTTP
import Linux

/// `POST /add-checkpoint`, `GET /<origin hash>/checkpoint`, and a page for people at `/`.
struct WitnessHandler: HTTPHandler {
    let witness: Witness
    let titles: [String: String]

    func respond(to request: HTTPRequest) -> HTTPResponse {
        switch (request.method, request.segments) {
        case (.post, ["add-checkpoint"]): return add(request.body)
        case (.get, []), (.head, []): return page()
        case (.get, let parts), (.head, let parts):
            guard parts.count == 2, parts[1] == "checkpoint",
                let sight = witness.all.first(where: { Witness.fileName($0.key) == parts[0] })?.value
            else { return text(404, "there is nothing here") }
            return text(200, String(decoding: sight.note.bytes, as: UTF8.self))
        default: return text(405, "this method is not for here")
        }
    }

    func respond(to rejection: HTTPRejection) -> HTTPResponse { text(rejection.status, rejection.message) }

    private func add(_ body: [UInt8]) -> HTTPResponse {
        do throws(SystemError) {
            switch try witness.add(body) {
            case .cosigned(let signature): return text(200, SignedNote.line(signature))
            case .conflict(let seen):
                return HTTPResponse(
                    status: 409, headers: ["Content-Type": "text/x.tlog.size"], body: Array("\(seen)\n".utf8))
            case .refused(let status, let message): return text(status, message + "\n")
            }
        } catch {
            Console.complain(error.message)
            return text(503, "this witness cannot store what it sees\n")
        }
    }

    private func text(_ status: Int, _ text: String) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: ["Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"],
            body: Array(text.utf8))
    }

    private func page() -> HTTPResponse {
        HTTPResponse(
            status: 200,
            headers: [
                "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store",
                "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
            ], body: Array(WitnessPage(witness: witness, titles: titles).html.utf8))
    }
}
