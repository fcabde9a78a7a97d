import JSON

extension Schema {
    static let reviews: JSONObject = [
        "ReviewDecision": object(
            ["decision": word(of: ["release", "refuse"]), "words": prose(2000)],
            "What you say of an answer. Where you refuse it, the researcher reads your words."),
        "Review": object(
            joined(
                review,
                [
                    "decisions": described(
                        list(object(["decision": word(of: ["release", "refuse"]), "words": text])),
                        "What was said, oldest first; while the answer waits, only what you said."),
                    "answer": named("AnswerWithoutReceipt"),
                ]), optional: ["audit": named("AuditPlace")]),
        "Reviews": page("reviews", object(review)),
    ]

    private static let review: JSONObject = [
        "query": label, "project": label, "state": word(of: ["waiting", "released", "refused"]), "heldAt": moment,
        "reasons": described(list(text), "What asked for a review: the profile or the approval."), "href": text,
    ]
}
