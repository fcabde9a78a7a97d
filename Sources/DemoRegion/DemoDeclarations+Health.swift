import JSON

/// Records of practices, of test sites, and of mental-health care.
extension DemoDeclarations {
    var condition: JSONValue {
        [
            "id": "gp_condition", "title": "Long-term conditions",
            "description": "Made-up records of practices: a row for each group of conditions that somebody has.",
            "controllers": .array(practiceControllers), "tier": "pseudonymised", "unit": "person",
            "rowsPerUnit": "many",
            "key": ["column": "gp_nhs_no", "identifier": "nhsNumber"], "source": "generalPractice",
            "population": scaled(DemoBorough.peopleOfRegion), "asOf": .string("\(DemoCalendar.asOf)"),
            "bounds": ["perCell": 1, "cells": 4],
            "variables": [
                [
                    "name": "condition", "title": "Group of conditions", "type": "code", "column": "condition",
                    "codes": Self.codes(DemoCondition.all.map { ($0.code, $0.title) }),
                ],
                [
                    "name": "firstMonth", "title": "Month of the first record", "type": "month",
                    "column": "first_month", "from": .string("\(DemoCalendar.firstDiagnosis)"),
                    "to": .string("\(DemoCalendar.asOf)"), "missing": ["notStated": ["1754-09"]],
                    "calendar": ["year", "financialYear"],
                ],
                Self.code(
                    "practice", "Practice", column: "practice_code", places.practices.map { ($0.code, $0.title) }),
            ],
        ]
    }

    var test: JSONValue {
        [
            "id": "covid_test", "title": "Covid tests", "description": "Made-up tests of a pilot and of four events.",
            "controllers": [Self.publicHealth], "tier": "pseudonymised", "unit": "person", "rowsPerUnit": "many",
            "key": ["column": "citizen_id", "identifier": "nhsNumber"],
            "population": scaled(DemoBorough.peopleOfRegion), "asOf": .string("\(DemoCalendar.asOf)"), "time": "day",
            "bounds": ["perCell": 4, "cells": 4],
            "variables": [
                [
                    "name": "day", "title": "Day", "type": "date", "column": "day",
                    "from": .string(DemoCalendar.firstEvent), "to": .string(DemoCalendar.lastEvent),
                ],
                Self.code("kit", "Kind of test", DemoTest.kits),
                Self.code("result", "Result", DemoTest.results),
                .object(Self.flag("symptomatic", "Had symptoms", column: "symptomatic", missing: [""])),
                Self.code("site", "Test site", DemoTest.sites),
                Self.code("event", "Event", DemoTest.events.map { ($0.code, $0.title) }),
            ],
        ]
    }

    var referral: JSONValue {
        [
            "id": "mh_referral", "title": "Referrals to mental-health care",
            "description": "Made-up referrals of three years.", "controllers": [Self.mentalHealth],
            "tier": "sensitive", "unit": "person", "rowsPerUnit": "many",
            "key": ["column": "client_nhs_number", "identifier": "nhsNumber"],
            "population": scaled(DemoBorough.peopleOfRegion), "asOf": .string("\(DemoCalendar.asOf)"), "time": "month",
            "bounds": ["perCell": 4, "cells": 3],
            "quality": ["plausible": [["variable": "contacts", "from": "0", "to": "1000"]]],
            "variables": [
                [
                    "name": "month", "title": "Month of the referral", "type": "month", "column": "month",
                    "from": .string(DemoCalendar.firstEventMonth), "to": .string("\(DemoCalendar.asOf)"),
                ],
                Self.code("source", "Referred by", DemoReferral.sources.map { ($0.code, $0.title) }),
                [
                    "name": "reason", "title": "Reason", "type": "code", "column": "reason", "sensitive": true,
                    "topic": .string(DemoReferral.selfHarm),
                    "codes": Self.codes(DemoReferral.reasons.map { ($0.code, $0.title) }),
                ],
                Self.code("team", "Team", DemoReferral.teams.map { ($0.code, $0.title) }),
                Self.integer(
                    "contacts", "Contacts", in: "contact", 0...DemoReferral.mostContacts, edges: [0, 1, 5, 20, 100]),
                Self.integer(
                    "wait", "Days to the first contact", in: "day", column: "days_to_first_contact",
                    0...DemoReferral.longestWait, edges: [0, 8, 29, 91, 183], notYet: [""]),
                .object(Self.flag("student", "Studies", column: "student", missing: [""])),
            ],
        ]
    }

    /// Practices that have signed the sharing agreement, and the few that have not: nobody signs for those, and their
    /// rows are left out of each answer, which says so.
    private var practiceControllers: [JSONValue] {
        [
            (true, "practices", "General practices (demo)", "patients of practices that share their records"),
            (
                false, "practices_without_agreement", "General practices without a sharing agreement (demo)",
                "patients of 6 of the 200 practices, about 3 people in 100"
            ),
        ].map { hasAgreement, id, name, covers in
            let codes = places.practices.filter { $0.hasAgreement == hasAgreement }.map(\.code)
            return [
                "id": .string(id), "name": .string(name), "covers": .string(covers),
                "rows": ["variable": "practice", "in": .array(codes.map { .string($0) })],
            ]
        }
    }
    private static let publicHealth: JSONValue = [
        "id": "public_health", "name": "Public health agency (demo)", "covers": "tests at sites in the region",
    ]
    private static let mentalHealth: JSONValue = [
        "id": "mental_health_trust", "name": "Mental-health trust (demo)", "covers": "referrals of residents",
    ]
}
