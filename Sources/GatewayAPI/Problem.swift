import Governance
import HTTP
import JSON

/// Something that went otherwise than asked, in plain words (RFC 9457). It never holds a value from data about people,
/// and never repeats a value that was sent.
struct Problem: Sendable {
    /// What sort of problem it is: its URN, its title and its usual status.
    enum Kind: String, Sendable, CaseIterable {
        case unreadable
        case notSignedIn = "not-signed-in"
        case notPermitted = "not-permitted"
        case refused
        case notFound = "not-found"
        case wrongMethod = "wrong-method"
        case notAcceptable = "not-acceptable"
        case wrongState = "wrong-state"
        case over
        case changedMeanwhile = "changed-meanwhile"
        case tooLarge = "too-large"
        case wrongMediaType = "wrong-media-type"
        case doesNotFit = "does-not-fit"
        case versionNeeded = "version-needed"
        case tooManyFailures = "too-many-failures"
        case tooManyQuestions = "too-many-questions"
        case tooManyRequests = "too-many-requests"
        case notHTTP = "not-plain-http"
        case unfinished
        case unavailable

        var status: Int {
            switch self {
            case .unreadable, .notHTTP: 400
            case .notSignedIn: 401
            case .notPermitted, .refused: 403
            case .notFound: 404
            case .wrongMethod: 405
            case .notAcceptable: 406
            case .wrongState: 409
            case .over: 410
            case .changedMeanwhile: 412
            case .tooLarge: 413
            case .wrongMediaType: 415
            case .doesNotFit: 422
            case .versionNeeded: 428
            case .tooManyFailures, .tooManyQuestions, .tooManyRequests: 429
            case .unfinished: 500
            case .unavailable: 503
            }
        }

        /// Its name for programs.
        var urn: String { "urn:salthouse:problem:\(rawValue)" }

        /// The same for every problem of the kind.
        var title: String {
            switch self {
            case .unreadable: "We could not read this request"
            case .notSignedIn: "You are not signed in"
            case .notPermitted: "Your role does not allow this"
            case .refused: "The answer is no"
            case .notFound: "There is nothing here"
            case .wrongMethod: "This cannot be done here"
            case .notAcceptable: "We do not have this format"
            case .wrongState: "This step cannot be taken now"
            case .over: "This question has ended"
            case .changedMeanwhile: "Somebody else was faster"
            case .tooLarge: "This is too large"
            case .wrongMediaType: "We read JSON only"
            case .doesNotFit: "This does not fit"
            case .versionNeeded: "Say which version you read"
            case .tooManyFailures: "Too many sign-ins failed"
            case .tooManyQuestions: "Too many questions at a time"
            case .tooManyRequests: "Too many requests"
            case .notHTTP: "This is not plain HTTP"
            case .unfinished: "The question could not be finished"
            case .unavailable: "We cannot answer now"
            }
        }
    }

    let kind: Kind
    let status: Int
    /// A stable code, never reused or renumbered.
    let code: String
    /// What is wrong, in full sentences.
    let detail: String
    /// What to change.
    var change: String?
    /// Whom to ask.
    var ask: String?
    /// The place in the body that was sent (RFC 6901).
    var pointer: String?
    /// Every reason of a refusal.
    var reasons: [RefusalReason] = []
    /// The audit entry that tells of it.
    var entry: Int?
    var headers: HTTPHeaders = [:]

    init(_ kind: Kind, code: String, _ detail: String, change: String? = nil, status: Int? = nil) {
        self.kind = kind
        self.status = status ?? kind.status
        self.code = code
        self.detail = detail
        self.change = change
    }

    var json: JSONValue {
        var object: JSONObject = [
            "type": .string(kind.urn), "title": .string(kind.title),
            "status": .integer(status), "code": .string(code), "detail": .string(detail),
        ]
        object["pointer"] = pointer.map { .string($0) }
        object["change"] = change.map { .string($0) }
        object["ask"] = ask.map { .string($0) }
        if !reasons.isEmpty { object["reasons"] = .array(reasons.map(\.json)) }
        object["audit"] = entry.map { ["entry": .integer($0)] }
        return .object(object)
    }

    var response: HTTPResponse {
        .bytes(json.bytes(), type: MediaType.problem, status: status, headers: headers)
    }
}

extension RefusalReason {
    var json: JSONValue {
        [
            "clause": .string(clause), "message": .string(message), "change": .string(change), "ask": .string(ask),
        ]
    }
}
