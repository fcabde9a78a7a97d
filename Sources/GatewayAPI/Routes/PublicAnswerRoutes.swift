import Gateway
import HTTP
import JSON

/// The public log of answers.
enum PublicAnswerRoutes {
    static let all = [
        Route(
            .get, "/v1/register/answers", "readPublicAnswers",
            "Every answer that left: a random name, the month, the project and the shape of the table, without its numbers. A "
                + "month is listed once it is over.",
            parameters: [month, .after, .limit], success: .json("PublicAnswers", "Answers by month and name."),
            handler: .anybody(answers))
    ]

    private static let month = QueryParameter(
        name: "month", form: .word, description: "Only the answers of this month, such as `2026-04`.")
    /// In seconds: a page changes once a month, or where an answer is called back.
    private static let freshness = 3600

    private static func answers(_ call: Call) throws(GatewayError) -> Reply {
        let wanted = call.query["month"]
        let answers = call.gateway.publicAnswers.filter { answer in wanted.map { $0 == answer.month } ?? true }
        return .json(
            Page(answers, call) { $0.id }.json("answers") { $0.json },
            headers: [Field.cacheControl: "public, max-age=\(freshness)"])
    }
}

extension PublicAnswer {
    fileprivate var json: JSONValue {
        var object: JSONObject = ["id": .string(id), "month": .string(month), "project": .string(project)]
        object["shape"] = shape
        if isRecalled { object["recalled"] = true }
        return .object(object)
    }
}
