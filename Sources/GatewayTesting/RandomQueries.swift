package import JSON

/// Questions to the small region that nobody chose.
package struct RandomQueries: Sendable {
    package var random: SeededRandomness

    package init(random: SeededRandomness) { self.random = random }

    package mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &random)]
    }

    /// Some of the elements, at least one.
    mutating func some<Element>(_ elements: [Element]) -> [Element] {
        let count = Int.random(in: 1...elements.count, using: &random)
        return Array(elements.shuffled(using: &random).prefix(count))
    }

    /// A whole query for persons or households. It may be one that no unit can match.
    package mutating func query(unit: String) -> JSONValue {
        var object = JSONObject([
            ("project", "P-0001"), ("purpose", "research"), ("unit", .string(unit)), ("asOf", "2026-03"),
            ("totals", .bool(chance(60))),
        ])
        if chance(70) { object["population"] = condition(unit: unit, depth: 3) }
        let overRows = unit == "person" && chance(40)
        object["by"] = .array(dimensions(unit: unit, overRows: overRows))
        var measures = JSONObject([("people", ["count": "unit"])])
        if chance(60) { measures["events"] = events() }
        if chance(40) { measures["women"] = ["count": "unit", "where": condition(unit: unit, depth: 1)] }
        if chance(50) { measures["share"] = proportion(unit: unit) }
        if chance(40) { measures["rate"] = ["ratio": ["of": events(), "to": ["count": "unit"]], "per": 1000] }
        for (name, measure) in statistics(unit: unit, overRows: overRows) where chance(35) { measures[name] = measure }
        object["measures"] = .object(measures)
        return .object(object)
    }

    /// Measures beyond counts, each with its name.
    private mutating func statistics(unit: String, overRows: Bool) -> [(String, JSONValue)] {
        func joined(_ first: JSONObject, _ rest: JSONObject...) -> JSONValue {
            .object(JSONObject(first.members + rest.flatMap(\.members)))
        }
        let missing = JSONObject([("missing", pick(["exclude", "row"]))])
        var bound = JSONObject()
        if chance(40) { bound["atMost"] = .integer(Int.random(in: 1...3, using: &random)) }
        var clamp = JSONObject()
        if chance(40) { clamp["clamp"] = pick([["to": 6], ["from": 3], ["from": 1, "to": 6]]) }
        var condition = JSONObject()
        if chance(30) { condition["where"] = self.condition(unit: unit, depth: 1) }
        var result: [(String, JSONValue)] = [
            ("stay", joined(["mean": "care_event.losDays"], selection(), missing, bound, clamp)),
            ("spread", joined(["variance": "care_event.losDays"], selection(), missing, clamp)),
            ("days", joined(["sum": "care_event.losDays"], selection(), missing, bound)),
            (
                "stayMedian",
                joined(
                    ["quantiles": "care_event.losDays", "at": ["0.25", "0.5"], "grouping": "bands"], selection(),
                    missing)
            ),
            ("rooms", joined([pick(["sum", "mean", "variance"]): "household.rooms"], missing, condition)),
            (
                "roomsMedian",
                joined(["quantiles": "household.rooms", "at": ["0.5"], "grouping": "few"], missing, condition)
            ),
            ("chronic", joined(["count": "gp_condition"], ["at": pick(["2024-06", "2025-01", "2025-11"])])),
        ]
        // Rows of conditions have no place in cells of care events.
        if overRows { result.removeLast() }
        if unit == "person" {
            result.append(("age", joined(["mean": "person.age", "at": "2025-04"], missing, condition)))
        }
        if unit == "person", !overRows {
            result.append(("years", ["personYears": ["from": pick(["2024-03", "2025-01"]), "to": "2025-06"]]))
            result.append(("yearly", ["ratio": ["of": events(), "to": "personYears"], "per": 1000]))
            let standardised: JSONValue = [
                "method": "indirect", "of": events(), "over": ["person.sex", "household.imd"], "standard": "population",
            ]
            result.append(("sar", ["standardised": standardised]))
        }
        return result
    }

    package mutating func condition(unit: String, depth: Int) -> JSONValue {
        guard depth > 0, chance(60) else { return leaf(unit: unit) }
        let parts = JSONValue.array(
            (0..<Int.random(in: 1...3, using: &random)).map { _ in condition(unit: unit, depth: depth - 1) })
        switch Int.random(in: 0..<5, using: &random) {
        case 0, 1: return ["all": parts]
        case 2, 3: return ["any": parts]
        default: return ["not": condition(unit: unit, depth: depth - 1)]
        }
    }

    private mutating func leaf(unit: String) -> JSONValue {
        let ofHousehold: [JSONValue] = [
            ["variable": "household.imd", "from": .string(pick(["1", "2"])), "to": .string(pick(["3", "4"]))],
            ["variable": "household.imd", "in": codes(["worse", "1", "4"])],
            ["variable": "household.tenure", "in": codes(["own", "rent", "_notStated"])],
            ["variable": "household.tenure", "missing": true],
        ]
        let rows: [JSONValue] = [
            .object(
                merged(["some": "care_event", "atLeast": .integer(Int.random(in: 1...3, using: &random))], selection())),
            .object(
                merged(
                    ["some": "care_event", "atLeast": 0, "atMost": .integer(Int.random(in: 0...3, using: &random))],
                    selection())),
            ["some": "gp_condition", "where": ["variable": "gp_condition.group", "in": codes(["c1", "c2"])]],
            .object(merged(["some": "care_event", "which": .string(chance(50) ? "first" : "last")], selection())),
        ]
        guard unit == "person" else {
            return pick(
                ofHousehold + rows + [
                    ["some": "person", "where": ["variable": "person.sex", "in": codes(["F", "M"])]]
                ])
        }
        let decade = Int.random(in: 0...8, using: &random) * 10
        let ofPerson: [JSONValue] = [
            ["variable": "person.sex", "in": codes(["F", "M", "_notStated"])],
            ["variable": "person.sex", "via": "mother", "in": codes(["F", "M", "_notLinked"])],
            ["variable": "person.carer", "missing": ["notStated"]], ["variable": "person.carer", "in": ["yes"]],
            ["variable": "person.area", "in": codes(["L1", "L3", "L5", "W2", "B2"])],
            ["variable": "person.borough", "in": codes(["B1", "B2"])],
            ["variable": "person.age", "at": "2025-04", "from": .integer(decade)],
            ["variable": "person.age", "at": "2025-04", "from": .integer(decade), "to": .integer(decade + 9)],
            ["variable": "consent.status", "in": codes(["a", "b", "_notLinked"])],
            ["variable": "person.smoker", "in": codes(["yes", "no", "_notLinked"])],
            ["some": "gp_condition", "at": "2025-03"],
        ]
        return pick(ofPerson + ofPerson + ofHousehold + rows)
    }

    private mutating func codes(_ codes: [JSONValue]) -> JSONValue { .array(some(codes)) }

    /// `where` and `during` for care events.
    private mutating func selection() -> JSONObject {
        let months = (1...6).map { "2025-0\($0)" }
        let from = Int.random(in: 0...5, using: &random)
        let to = Int.random(in: from...5, using: &random)
        var object = JSONObject([("during", ["from": .string(months[from]), "to": .string(months[to])])])
        if chance(50) { object["where"] = ["variable": "care_event.type", "in": codes(["AE", "EM", "EL"])] }
        if chance(20) { object["where"] = ["variable": "care_event.losDays", "from": 3] }
        return object
    }

    private mutating func events() -> JSONValue {
        var object = merged(["count": "care_event"], selection())
        if chance(40) { object["atMost"] = .integer(Int.random(in: 1...3, using: &random)) }
        return .object(object)
    }

    private mutating func proportion(unit: String) -> JSONValue {
        var object = JSONObject([
            ("proportion", condition(unit: unit, depth: 1)), ("missing", pick(["exclude", "asNo", "row"])),
        ])
        if chance(30) { object["where"] = condition(unit: unit, depth: 1) }
        return .object(object)
    }

    private mutating func dimensions(unit: String, overRows: Bool) -> [JSONValue] {
        var all: [JSONValue] = [
            "household.tenure", ["variable": "household.imd", "grouping": .string(pick(["finest", "half"]))],
        ]
        if unit == "person" {
            all += [
                "person.sex", "consent.status", ["variable": "person.sex", "via": "mother"],
                ["variable": "person.age", "at": "2025-04", "grouping": .string(pick(["tenYear", "broad"]))],
                pick(["person.borough", ["variable": "person.area", "grouping": "borough"]]),
            ]
        }
        // Two dimensions of one name would head two columns alike.
        var chosen = Array(some(all).prefix(2))
        if chosen.contains("person.sex"), chosen.contains(["variable": "person.sex", "via": "mother"]) {
            chosen.removeLast()
        }
        if overRows {
            let rows = selection()
            chosen.append(.object(merged(["variable": "care_event.type"], rows)))
            if chance(40) { chosen.append(.object(merged(["variable": "care_event.month"], rows))) }
        }
        return chance(20) ? [] : chosen
    }

    private func merged(_ first: JSONObject, _ second: JSONObject) -> JSONObject {
        JSONObject(first.members + second.members)
    }
}
