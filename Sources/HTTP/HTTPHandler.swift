/// The application behind the server.
package protocol HTTPHandler: Sendable {
    /// Answers a request. Called on a worker thread, which it may block; several calls run at the same time.
    func respond(to request: HTTPRequest) -> HTTPResponse

    /// Puts a rejection into the application's words. Called on the server's own thread: it must not block. The status
    /// should be the rejection's; the connection is closed after it.
    func respond(to rejection: HTTPRejection) -> HTTPResponse
}
