import HTTP
import Identity

/// What somebody is told who has reached a limit. It follows from what was asked and when, and from nothing else.
extension Problem {
    static func held(_ hold: RequestGate.Hold, now: Moment) -> Problem {
        let (kind, detail, change): (Kind, String, String) =
            switch hold.limit {
            case .person:
                (
                    .tooManyRequests, "You have sent as many requests as one person may in a minute.",
                    "Wait for the next minute."
                )
            case .project:
                (
                    .tooManyQuestions, "Your project has asked as many questions as it may in a minute.",
                    "Wait for the next minute. Made-up rows may be asked about without a project."
                )
            case .address:
                (
                    .tooManyRequests,
                    "As many requests as may come in a minute came from your address, from people who are not signed in.",
                    "Sign in, or wait for the next minute."
                )
            case .lockedAddress:
                (
                    .tooManyFailures,
                    "Too many access tokens from your address were not right. So we let nobody new in from there for a while.",
                    "Check your token, and come back later."
                )
            case .lockedToken:
                (
                    .tooManyFailures,
                    "This access token was sent too often after we had refused it. So we do not read it for a while.",
                    "Ask for a new token."
                )
            }
        var problem = Problem(kind, code: hold.limit.code, detail, change: change)
        problem.ask = "the operator of this gateway"
        problem.headers = [Field.retryAfter: String(max(1, hold.until.seconds - now.seconds))]
        return problem
    }
}

extension ReachedLimit {
    /// A stable code for clients and logs, never reused or renumbered.
    var code: String {
        switch self {
        case .person: "SH-A203"
        case .project: "SH-A204"
        case .address: "SH-A205"
        case .lockedAddress: "SH-A206"
        case .lockedToken: "SH-A207"
        }
    }
}
