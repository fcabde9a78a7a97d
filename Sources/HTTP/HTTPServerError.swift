package import Linux

/// Why a server cannot be made or cannot go on. For the operator: may name paths.
package enum HTTPServerError: Error, Hashable {
    case malformedAddress(String)
    case beyondLoopback(String)
    case addressTaken(String)
    case noListener
    case system(SystemError)

    /// A stable code for logs, never reused or renumbered.
    package var code: String {
        switch self {
        case .malformedAddress: "SH-H201"
        case .beyondLoopback: "SH-H202"
        case .addressTaken: "SH-H203"
        case .noListener: "SH-H204"
        case .system: "SH-H205"
        }
    }

    package var message: String {
        switch self {
        case .malformedAddress(let text):
            "`\(text)` is no address: write `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080` or `unix:/path/to/socket`"
        case .beyondLoopback(let text): "listening beyond loopback needs TLS: `\(text)`"
        case .addressTaken(let text): "another process listens on `\(text)`"
        case .noListener: "a server needs at least one address to listen on"
        case .system(let error): error.message
        }
    }
}
