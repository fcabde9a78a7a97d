import JSON

/// What other catalogues are told of the demo region: that it is made up, first of all.
extension DemoDeclarations {
    /// A declaration with what other catalogues are told of it.
    static func described(_ declaration: JSONValue, as id: String) -> JSONValue {
        guard case .object(var object) = declaration, case .string(let title)? = object["title"],
            let words = keywords[id]
        else { return declaration }
        var about: JSONObject = [
            "publisher": [
                "id": "salthouse-demo", "name": "Salthouse demo region", "contact": "demo@salthouse.example",
            ],
            "abstract": .string("\(title) of a region that is made up to try the gateway on. Nobody in it is real."),
            "page": .string("https://salthouse.example/datasets/\(id)"),
            "licence": "https://salthouse.example/terms", "accessRights": "https://salthouse.example/access",
            "version": "1.0.0", "issued": .string("\(DemoCalendar.asOf)-01"),
            "keywords": .array((words + ["synthetic", "Liverpool City Region"]).map { .string($0) }),
            "refresh": "Static", "lag": "Not applicable",
            "place": "Liverpool City Region, England", "jurisdictions": ["GB-ENG"],
            "vocabularies": ["LOCAL", "NHS NATIONAL CODES"], "models": ["LOCAL"],
        ]
        if ofEvents.contains(id) { about["from"] = .string(DemoCalendar.firstEvent) }
        object["about"] = .object(about)
        return .object(object)
    }

    /// Those that begin with the first day of hospital care.
    private static let ofEvents: Set = ["care_event", "covid_test", "mh_referral"]

    private static let keywords = [
        "household": ["households", "tenure", "deprivation"],
        "person": ["population", "age", "ethnicity", "deprivation"],
        "care_event": ["hospital", "admissions", "emergency care"],
        "gp_condition": ["general practice", "long-term conditions"],
        "covid_test": ["COVID-19", "testing", "events"],
        "mh_referral": ["mental health", "referrals", "waiting times"],
        "fire_visit": ["fire safety", "home visits", "prevention"],
        "early_years_child": ["early years", "school readiness"],
        "cohort_member": ["birth cohort", "consent"],
        "cohort_family": ["birth cohort", "mothers", "smoking"],
    ]
}
