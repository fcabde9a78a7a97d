import Governance
import JSON

extension Schema {
    static let policies: JSONObject = [
        "PolicyProposal": object(
            ["hash": digest, "reason": prose(2000)], "Which set, and why. The operator has laid it ready."),
        "Policies": object([
            "inForce": object(
                ["id": label, "version": label, "hash": digest, "charter": label],
                optional: ["since": moment, "entry": count, "approvers": list(text)],
                "The set in force; `approvers` are the two who signed it, by their names in the log."),
            "others": list(object(policyOffer, optional: optionalOffer)),
        ]),
        "PolicyOffer": object(
            policyOffer,
            optional: joined(
                optionalOffer,
                [
                    "changes": described(
                        object([
                            "clauses": list(
                                object([
                                    "clause": label, "change": word(of: ["added", "removed", "changed"]),
                                    "parts": list(
                                        object(
                                            ["part": word(of: ["moments", "condition", "words"])],
                                            optional: ["check": count, "before": text, "after": text])),
                                ])),
                            "files": list(
                                object(["file": text, "change": word(of: ["added", "removed", "changed"])])),
                        ]), "What it says otherwise than the set in force."),
                    "audit": named("AuditPlace"),
                ])),
        "PolicyReplay": object(
            [
                "read": count, "unchanged": count, "otherReasons": count, "otherwise": count,
                "notReplayable": described(
                    object([:], optional: JSONObject(WhyNotReplayed.allCases.map { ("\($0)", count) })),
                    "Decisions that cannot be tried again, by why."),
                "decisions": list(
                    object([
                        "entry": count, "time": moment,
                        "moment": word(of: PolicyMoment.allCases.map(\.rawValue)), "before": yesOrNo, "after": yesOrNo,
                        "clauses": list(
                            object([
                                "clause": label, "before": either(text, ["type": "null"]),
                                "after": either(text, ["type": "null"]),
                            ])),
                    ])),
            ], optional: ["next": count]),
    ]

    private static let yesOrNo = word(of: ["yes", "no"])

    private static let policyOffer: JSONObject = [
        "hash": digest, "stage": word(of: ["offered", "proposed", "agreed", "in-force"]),
        "from": described(
            word(of: ["at-once", "next-start"]), "When it comes into force once two stewards have signed."),
        "href": text,
    ]

    private static let optionalOffer: JSONObject = [
        "id": label, "version": label, "charter": label, "problem": text,
        "proposed": object(["at": moment, "entry": count, "by": text]),
    ]
}
