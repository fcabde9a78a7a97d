import Catalogue
import JSON

/// Records of households, children and families.
extension DemoDeclarations {
    var fireVisit: JSONValue {
        [
            "id": "fire_visit", "title": "Home fire safety visits", "description": "Made-up visits of eight years.",
            "controllers": .array(
                DemoVisit.services.map { service in
                    [
                        "id": .string("fire_\(service.code)"), "name": .string("\(service.title) (demo)"),
                        "covers": "visits of this service",
                        "rows": ["variable": "service", "in": [.string(service.code)]],
                    ]
                }),
            "tier": "pseudonymised", "unit": "household", "rowsPerUnit": "many",
            "key": ["column": "household_ref", "identifier": "opaque"],
            "population": scaled(DemoBorough.householdsOfRegion), "asOf": .string("\(DemoCalendar.asOf)"),
            "time": "month", "bounds": ["perCell": 2, "cells": 3],
            "variables": [
                Self.code("service", "Service", DemoVisit.services.map { ($0.code, $0.title) }),
                [
                    "name": "month", "title": "Month", "type": "month", "column": "month",
                    "from": .string("\(DemoCalendar.month(DemoCalendar.asOf.number - DemoVisit.years * 12 + 1))"),
                    "to": .string("\(DemoCalendar.asOf)"),
                ],
                Self.code("reason", "Reason of the visit", DemoVisit.reasons.map { ($0.code, $0.title) }),
                Self.integer(
                    "alarms", "Smoke alarms fitted", in: "alarm", column: "alarms_fitted", 0...DemoVisit.mostAlarms,
                    edges: [0, 1, 3]),
                Self.code("referral", "Referred to", DemoVisit.referrals.map { ($0.code, $0.title) }),
            ],
        ]
    }

    var child: JSONValue {
        [
            "id": "early_years_child", "title": "Children at the end of reception",
            "description": "Made-up returns of six councils, a row for each child. One return of one year never came.",
            "controllers": .array(
                DemoBorough.all.map { borough in
                    [
                        "id": .string(borough.council), "name": .string("\(borough.name) Council (demo)"),
                        "covers": .string("children in \(borough.name)"),
                        "rows": ["variable": "council", "in": [.string(borough.council)]],
                    ]
                }),
            "tier": "pseudonymised", "unit": "person", "rowsPerUnit": "one",
            "key": ["column": "child_nhs_number", "identifier": "nhsNumber"], "population": scaled(17_300 * 5),
            "asOf": .string("\(DemoCalendar.asOf)"), "quality": ["round": "year"],
            "variables": [
                Self.code("council", "Council", DemoBorough.all.map { ($0.council, $0.name) }),
                Self.code(
                    "year", "Summer of the assessment", DemoChild.cohorts.map { ("\($0)", "\($0)") }, ordered: true),
                .object(Self.flag("goodLevel", "Good level of development", column: "good_level", missing: [""])),
                .object(Self.flag("freeMeals", "Free school meals", column: "free_meals", sensitive: true)),
                Self.code("term", "Term of birth", column: "term_of_birth", DemoChild.terms),
                Self.integer(
                    "hours", "Funded hours a week", in: "hour", column: "funded_hours", 0...DemoChild.mostHours,
                    edges: [0, 1, 16]),
                Self.code("provider", "Provider", DemoChild.providers.map { ($0.code, $0.title) }),
            ],
        ]
    }

    var member: JSONValue {
        [
            "id": "cohort_member", "title": "Children of a birth cohort",
            "description": "Made-up children of a study, with the mother and what they agreed to.",
            "controllers": [Self.university], "tier": "sensitive", "unit": "person", "rowsPerUnit": "one",
            "key": ["column": "child_nhs", "identifier": "nhsNumber"],
            "links": [["role": "mother", "dataset": "person", "column": "mother_nhs", "maximumPerTarget": 12]],
            "population": studied, "asOf": .string("\(DemoCalendar.asOf)"),
            "consents": [Self.records],
            "variables": [
                Self.integer(
                    "birthWeight", "Weight at birth", in: "gram", column: "birth_weight_g", DemoFamily.birthWeight,
                    edges: [400, 1_500, 2_500, 4_000]),
                Self.integer(
                    "gestation", "Weeks of pregnancy", in: "week", column: "gestation_weeks", DemoFamily.gestation,
                    edges: [23, 32, 37, 42]),
                .object(Self.flag("scopeRecords", "Records of care may be linked", column: "scope_records")),
                .object(Self.flag("scopeSurvey", "Interviews may be used", column: "scope_survey")),
            ],
        ]
    }

    var family: JSONValue {
        [
            "id": "cohort_family", "title": "Waves of a birth cohort",
            "description": "Made-up interviews of a study, a row for each wave that a family took part in.",
            "controllers": [Self.university], "tier": "sensitive", "unit": "person", "rowsPerUnit": "many",
            "key": ["column": "member_nhs", "identifier": "nhsNumber"], "population": studied,
            "asOf": .string("\(DemoCalendar.asOf)"), "bounds": ["perCell": 1, "cells": 5],
            "consents": [Self.records, Self.survey],
            "variables": [
                Self.code("wave", "Wave", DemoFamily.waves, ordered: true),
                .object(Self.flag("smoking", "The mother smokes", column: "smoking", missing: [""])),
            ],
        ]
    }

    private var studied: JSONValue { .integer(DemoFamily.families(among: DemoBorough.peopleOfRegion / oneIn)) }

    /// Asked of a question that also touches care.
    private static let records: JSONValue = [
        "variable": "cohort_member.scopeRecords", "granted": ["yes"], "covers": ["care_event", "gp_condition"],
    ]
    /// Asked of every question that touches an interview.
    private static let survey: JSONValue = ["variable": "cohort_member.scopeSurvey", "granted": ["yes"]]

    private static let university: JSONValue = [
        "id": "university", "name": "University (demo)", "covers": "families who joined the study",
    ]
}
