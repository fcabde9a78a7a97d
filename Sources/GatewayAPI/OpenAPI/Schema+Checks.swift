import JSON

extension Schema {
    static let checks: JSONObject = [
        "CheckRequest": either(
            named("Query"), object(["queries": list(inBatch, least: 1, most: CheckRoute.mostQueries)])),
        "CheckAnswer": either(
            named("Check"), object(["checks": list(either(named("Check"), named("UnreadableCheck")))])),
        "Check": object(
            [
                "wouldRun": flag, "says": text, "unit": units,
                "shape": object([
                    "dimensions": list(object(["variable": variable, "grouping": text, "groups": count])),
                    "measures": list(text), "cells": count,
                ]),
                "clauses": list(named("ClauseVerdict")), "reasons": list(named("Reason")),
                "audit": named("AuditPlace"),
            ],
            optional: [
                "tier": tier,
                "tickMilliseconds": described(
                    count, "The answer leaves at the end of a tick of this length, whatever the data are."),
                "wouldBeHeld": described(
                    always(true), "Two people would look at the answer before it leaves, and may refuse it."),
                "wouldBeJob": described(
                    always(true), "It is large: it would be answered with 202, and its answer is to be read later."),
                "coverage": map(named("Coverage")), "price": list(named("PriceLine")),
                "budget": object(["of": text, "cost": fraction, "isCovered": flag], optional: ["left": fraction]),
                "statement": named("PrivacyStatement"),
            ], "What would happen to a query. It has a price where the project's approval and the shape allow it."),
        "UnreadableCheck": object([
            "wouldRun": always(false), "problem": named("Problem"), "audit": named("AuditPlace"),
        ]),
        "ClauseVerdict": object(
            ["id": label, "verdict": word(of: ["pass", "fail", "not applicable", "not decidable in advance"])],
            optional: ["why": text]),
        "PriceLine": object(
            ["ledger": text, "cap": fraction],
            optional: ["rho": fraction, "tables": fraction, "cells": fraction],
            "What a ledger would be debited if nobody had ever asked, and the most that it holds: in ρ, or, under an "
                + "exact profile, in tables or cells."),
        "PrivacyStatement": object(
            [:],
            optional: [
                "rho": fraction,
                "epsilon": object(["simple": text, "tight": text, "delta": fraction], optional: ["pure": fraction]),
                "membershipAdvantageOfFullBudget": text, "starLeak": text, "starBudget": fraction,
                "tables": fraction, "cells": fraction, "promise": text,
            ],
            "Under a profile with noise ρ and what follows from it; under an exact profile its price and its promise."),
    ]

    private static let inBatch = either(
        named("Query"), ["description": "What is no query is told of in its place, and the others are checked."])
}
