import JSON

extension DemoDeclarations {
    var household: JSONValue {
        [
            "id": "household", "title": "Households", "description": "Made-up households of the demo region.",
            "controllers": .array(Self.councils), "tier": "pseudonymised", "unit": "household", "rowsPerUnit": "one",
            "register": true, "key": ["column": "household_id", "identifier": "opaque"],
            "population": scaled(DemoBorough.householdsOfRegion), "asOf": .string("\(DemoCalendar.asOf)"),
            "variables": .array(placeVariables + Self.householdVariables),
        ]
    }

    var person: JSONValue {
        [
            "id": "person", "title": "People", "description": "Made-up people of the demo region.",
            "controllers": [Self.people], "tier": "pseudonymised", "unit": "person", "rowsPerUnit": "one",
            "register": true, "key": ["column": "nhs_number", "identifier": "nhsNumber"],
            "links": [
                ["role": "household", "dataset": "household", "column": "household_id", "maximumPerTarget": 12],
                [
                    "role": "mother", "dataset": "person", "column": "mother_nhs",
                    "maximumPerTarget": .integer(DemoMothers.mostChildren),
                ],
            ],
            "population": scaled(DemoBorough.peopleOfRegion), "asOf": .string("\(DemoCalendar.asOf)"),
            "presence": ["entry": "registeredFrom", "exit": "leftIn"],
            "quality": ["plausible": [["variable": "age", "from": "0", "to": "104"]]],
            "variables": .array(
                Self.personVariables + placeVariables + [
                    Self.code("practice", "General practice", places.practices.map { ($0.code, $0.title) })
                ]),
        ]
    }

    var careEvent: JSONValue {
        [
            "id": "care_event", "title": "Hospital care",
            "description": "Made-up attendances, admissions and appointments of three years.",
            "controllers": [Self.hospitals], "tier": "pseudonymised", "unit": "person", "rowsPerUnit": "many",
            "key": ["column": "patient_nhs_number", "identifier": "nhsNumber"], "ignoredColumns": ["event_id"],
            "population": scaled(DemoBorough.peopleOfRegion), "asOf": .string("\(DemoCalendar.asOf)"), "time": "date",
            "bounds": ["perCell": 12, "cells": 3], "variables": .array(Self.careVariables),
        ]
    }

    private static var householdVariables: [JSONValue] {
        [
            [
                "name": "type", "title": "Kind of household", "type": "code", "column": "type",
                "codes": codes(DemoHousehold.Kind.allCases.map { ($0.rawValue, $0.title) }),
            ],
            [
                "name": "tenure", "title": "Tenure", "type": "code", "column": "tenure",
                "codes": codes(DemoHousehold.tenures),
                "groupings": [
                    [
                        "name": "broad", "title": "Owned or rented",
                        "groups": [
                            group("owned", "Owned", of: ["outright", "mortgage"]),
                            group("rented", "Rented", of: ["social", "private"]),
                        ],
                    ]
                ],
            ],
            integer("people", "People", in: "person", 1...DemoHousehold.largest, edges: [1, 2, 3, 5]),
            integer(
                "under17", "People under 17", in: "person", column: "under_17", 0...DemoHousehold.largest,
                edges: [0, 1, 3]),
            integer(
                "over64", "People over 64", in: "person", column: "over_64", 0...DemoHousehold.largest,
                edges: [0, 1, 2]),
            .object(flag("livingAlone", "Living alone", column: "living_alone")),
        ]
    }

    private static var personVariables: [JSONValue] {
        let tens: [JSONValue] = (0...9).map { .integer($0 * 10) }
        let fives: [JSONValue] = (0...18).map { .integer($0 * 5) }
        return [
            [
                "name": "birthMonth", "title": "Month of birth", "type": "month", "column": "birth_month",
                "from": .string(DemoCalendar.firstBirth), "to": .string("\(DemoCalendar.asOf)"), "addressable": false,
                "missing": ["notStated": ["1754-09-12", "1754-09", ""]],
            ],
            [
                "name": "registeredFrom", "title": "Month of registration", "type": "month",
                "column": "registered_from", "from": .string(DemoCalendar.firstBirth),
                "to": .string("\(DemoCalendar.asOf)"), "addressable": false,
            ],
            [
                "name": "leftIn", "title": "Month in which they left or died", "type": "month", "column": "left_in",
                "from": .string(DemoCalendar.firstBirth), "to": .string("\(DemoCalendar.asOf)"), "addressable": false,
                "missing": ["notYet": [""]],
            ],
            [
                "name": "age", "title": "Age", "type": "age", "of": "birthMonth", "maximum": 110,
                "characteristic": "age",
                "groupings": [
                    ["name": "fiveYear", "title": "Five-year bands", "edges": .array(fives)],
                    ["name": "tenYear", "title": "Ten-year bands", "edges": .array(tens)],
                    ["name": "broad", "title": "Under 18, 18 to 64, 65 and over", "edges": [0, 18, 65]],
                ],
            ],
            [
                "name": "sex", "title": "Sex", "type": "code", "column": "sex", "characteristic": "sex",
                "codes": codes([("F", "Female"), ("M", "Male")]), "missing": ["notStated": ["X", ""]],
            ],
            [
                "name": "ethnicity", "title": "Ethnic category", "type": "code", "column": "ethnicity",
                "characteristic": "race",
                "codes": codes(DemoEthnicity.all.map { ($0.code, $0.title) }),
                "missing": ["notStated": .array(DemoEthnicity.notStated.map { .string($0) })],
                "groupings": [
                    ["name": "fiveGroups", "title": "Five groups", "groups": .array(ethnicGroups)]
                ],
            ],
            .object(flag("sharingAgreement", "Practice has signed the sharing agreement", column: "sharing_agreement")),
            .object(flag("carer", "Cares for somebody without pay", column: "carer", missing: [""])),
            [
                "name": "workStatus", "title": "Work", "description": "Hardly anybody is asked.", "type": "code",
                "column": "work_status", "codes": codes(DemoFiles.workStatuses), "missing": ["notStated": [""]],
            ],
        ]
    }

    private static var ethnicGroups: [JSONValue] {
        DemoEthnicity.groups.map { code, title in
            group(code, title, of: DemoEthnicity.all.filter { $0.group == code }.map(\.code))
        }
    }

    private static var careVariables: [JSONValue] {
        [
            [
                "name": "type", "title": "Kind of care", "type": "code", "column": "type",
                "codes": codes(DemoCare.allCases.map { ($0.rawValue, $0.title) }),
            ],
            [
                "name": "date", "title": "Day", "type": "date", "column": "date",
                "from": .string(DemoCalendar.firstEvent), "to": .string(DemoCalendar.lastEvent), "addressable": false,
            ],
            [
                "name": "month", "title": "Month", "type": "month", "view": ["of": "date", "grouping": "month"],
            ],
            [
                "name": "chapter", "title": "Main diagnosis, ICD-10 chapter", "type": "code",
                "column": "icd10_chapter", "codes": codes(DemoChapter.all.map { ($0.code, $0.title) }),
                "missing": ["notStated": [""]],
            ],
            integer(
                "losDays", "Nights in hospital", in: "day", column: "los_days", 0...DemoCare.longestStay,
                edges: [0, 1, 3, 7, 14], notYet: [""]),
            [
                "name": "provider", "title": "Hospital", "type": "code", "column": "provider",
                "codes": codes(DemoFiles.providers),
            ],
        ]
    }
}
