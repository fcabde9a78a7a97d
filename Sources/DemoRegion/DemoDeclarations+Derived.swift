import JSON

/// Derived variables of the demo: named, versioned, and tried on their own examples when they are loaded.
extension DemoDeclarations {
    /// Households with children and several needs at once, after the *complex lives* families that System P of Cheshire and
    /// Merseyside described in 2021. The second version has another cut-off, so it is another variable.
    var definitions: [JSONValue] { [complexHousehold(version: 1), complexHousehold(version: 2)] }

    private func complexHousehold(version: Int) -> JSONValue {
        let admissions = version
        let often = admissions == 1 ? "an emergency admission" : "\(admissions) emergency admissions"
        let needs = [Self.illness, Self.emergencies(admissions), Self.socialRent]
        let pairs = [[0, 1], [0, 2], [1, 2]].map { pair -> JSONValue in ["all": .array(pair.map { needs[$0] })] }
        return [
            "id": .string("household.complexHousehold@\(version)"), "title": "Household with complex needs",
            "description": .string(
                "Somebody under 17 lives there, and at least two of these are so: a member has a record of alcohol or drug "
                    + "problems or of a severe mental illness; the members together had \(often) in 2025/26; the home is "
                    + "rented from a council or housing association."),
            "sensitive": true,
            "values": [
                ["code": "yes", "title": "Complex needs", "when": ["all": [Self.children, ["any": .array(pairs)]]]],
                ["code": "no", "title": "Other households"],
            ],
            "examples": [
                Self.example("a child, an illness and a social rent", "yes", tenure: "social", illness: true),
                Self.example("the same without a child", "no", under17: "0", tenure: "social", illness: true),
                Self.example("one need alone", "no", illness: true),
                Self.example(
                    "an illness and as many admissions as it takes", "yes", illness: true, admissions: admissions),
                Self.example("one admission less", "no", illness: true, admissions: admissions - 1),
            ],
        ]
    }

    private static let children: JSONValue = ["variable": "household.under17", "from": 1]
    private static let socialRent: JSONValue = ["variable": "household.tenure", "in": ["social"]]
    private static let illness: JSONValue = [
        "some": "gp_condition",
        "where": ["variable": "gp_condition.condition", "in": ["alcohol", "bipolar", "drugs"]],
    ]

    private static func emergencies(_ atLeast: Int) -> JSONValue {
        [
            "some": "care_event", "where": ["variable": "care_event.type", "in": ["EM"]],
            "during": ["from": "2025-04", "to": "2026-03"], "atLeast": .integer(atLeast),
        ]
    }

    private static func example(
        _ says: String, _ value: String, under17: String = "2", tenure: String = "private", illness: Bool,
        admissions: Int = 0
    ) -> JSONValue {
        var rows: JSONObject = ["household": [["under17": .string(under17), "tenure": .string(tenure)]]]
        if illness { rows["gp_condition"] = [["condition": "drugs"]] }
        rows["care_event"] = .array(
            (0..<admissions).map { _ in ["type": "EM", "date": "2025-06-01"] })
        return ["says": .string(says), "rows": .object(rows), "value": .string(value)]
    }
}
