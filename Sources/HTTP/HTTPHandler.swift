/// The application behind the server.
package protocol HTTPHandler: Sendable {
    /// Answers a request. Called on a worker thread, which it may block; several calls run at the same time.
    func respond(to request: HTTPRequest) -> HTTPResponse

    /// Puts a rejection into the application's words. Called on the server's own thread: it must not block. The status
    /// should be the rejection's; the connection is closed after it.
    func respond(to rejection: HTTPRejection) -> HTTPResponse

    /// The same for a request whose head is sound and whose body is not read: called on a worker thread, like a request.
    func respond(to rejection: HTTPRejection, of request: HTTPRequest) -> HTTPResponse
}

extension HTTPHandler {
    /// Whoever sent it, in the same words.
    package func respond(to rejection: HTTPRejection, of request: HTTPRequest) -> HTTPResponse {
        respond(to: rejection)
    }
}
