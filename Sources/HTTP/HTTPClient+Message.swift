import Linux

extension HTTPClient.Failure {
    /// Why there is no answer, in words for the operator: lower case, no full stop.
    package var message: String {
        switch self {
        case .malformedAddress: "only https:// addresses, and http:// ones of this machine, can be asked"
        case .unknownHost: "the host is not known"
        case .unreachable(let error): error.message
        case .notTrusted(let why): "its certificate is not believed (\(why))"
        case .noTLS: "it does not speak TLS 1.2 or newer"
        case .timedOut: "there was no answer in time"
        case .malformedResponse: "its answer is not plain HTTP/1.1, or is too large"
        }
    }
}
