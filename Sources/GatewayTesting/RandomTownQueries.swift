import Catalogue
package import JSON
import QueryLanguage

/// Questions to a random town that nobody chose: every measure, condition and dimension of the language.
package struct RandomTownQueries: Sendable {
    let town: RandomTown
    package var random: SeededRandomness
    private var unit = "person"
    /// The derived variables of this town, by the register that they belong to.
    private var derived: [String: RandomTown.Sketch] = [:]

    package init(_ town: RandomTown, random: SeededRandomness) {
        self.town = town
        self.random = random
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    package mutating func chance(_ percent: Int) -> Bool { number(0...99) < percent }
    private mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(0...(elements.count - 1))] }

    /// A whole question. The resolver may still refuse it, because nobody can match or an edge lies off a grouping.
    package mutating func query() -> JSONValue {
        unit = chance(70) ? "person" : "household"
        var object = JSONObject([
            ("project", "P-0001"), ("purpose", "research"), ("unit", .string(unit)), ("asOf", "2026-03"),
            ("totals", .bool(chance(50))),
        ])
        if chance(70) { object["population"] = condition(depth: 2) }
        var rows: String?
        if unit == "person", chance(35) { rows = pick(["event", "episode"]) }
        if unit == "household", chance(35) { rows = "visit" }
        object["by"] = .array(dimensions(overRows: rows))
        var measures = JSONObject()
        for index in 0..<number(1...4) { measures["m\(index)"] = measure(placed: rows) }
        object["measures"] = .object(measures)
        return .object(object)
    }

    /// The catalogue with a derived variable of persons and one of households, where the conditions that make them can be
    /// read: questions name them from now on.
    mutating func defining(in catalogue: Catalogue) throws(CatalogueError) -> Catalogue {
        var catalogue = catalogue
        for register in ["person", "household"] {
            unit = register
            let codes = ["x", "y", "z"].prefix(number(2...3))
            let definition = definition(of: "\(register).d@1", codes: Array(codes))
            let more = try CatalogueReader.define([definition], in: catalogue)
            guard let name = VariableName("\(register).d@1"),
                (try? QueryResolver.resolveDefinition(of: name, in: more)) != nil
            else { continue }
            catalogue = more
            derived[register] = RandomTown.Sketch(
                name: name.description, groupings: [("finest", Array(codes))], hasMissing: false, isOrdered: false,
                isNumber: false, isAge: false, texts: [])
        }
        return catalogue
    }

    private mutating func definition(of name: String, codes: [String]) -> JSONValue {
        let values = codes.map { code -> JSONValue in
            code == codes.last ? ["code": .string(code)] : ["code": .string(code), "when": condition(depth: 2)]
        }
        return [
            "id": .string(name), "title": "derived", "description": "derived", "sensitive": false,
            "values": .array(values),
            "examples": .array(codes.map { ["says": "nothing", "rows": [:], "value": .string($0)] }),
        ]
    }

    // MARK: Conditions

    /// A condition on units, such as the row filter of an approval. `unit` must have been set by a question.
    package mutating func condition(depth: Int) -> JSONValue {
        guard depth > 0, chance(55) else {
            return chance(65)
                ? clause(unitVariable()) : .object(joined(["some": .string(rowTable())], then: { $0.some }))
        }
        let parts = JSONValue.array((0..<number(1...3)).map { _ in condition(depth: depth - 1) })
        return pick([["all": parts], ["any": parts], ["not": condition(depth: depth - 1)]])
    }

    /// A variable of units, and how it is reached.
    private mutating func unitVariable() -> JSONObject {
        var reached = JSONObject()
        var table = unit
        if unit == "person" {
            table = pick(["person", "person", "household", "trait"])
            if table != "household", chance(20) { reached["via"] = "mother" }
        }
        if let derived = derived[table], chance(30) {
            reached["variable"] = .string(derived.name)
            return reached
        }
        reached["variable"] = .string(sketch(table) { _ in true }.name)
        return dated(reached)
    }

    private mutating func sketch(_ table: String, _ fits: (RandomTown.Sketch) -> Bool) -> RandomTown.Sketch {
        pick((town.table(table)?.variables ?? []).filter { $0.bare != "born" && fits($0) })
    }

    private func sketch(named name: JSONValue?) -> RandomTown.Sketch? {
        (town.tables.flatMap(\.variables) + derived.values).first { $0.name == name?.text }
    }

    /// With the month that an age needs.
    private mutating func dated(_ reached: JSONObject) -> JSONObject {
        guard sketch(named: reached["variable"])?.isAge == true else { return reached }
        var object = reached
        object["at"] = pick(["2025-04", "2024-10"])
        return object
    }

    /// What a variable must be: in groups of one grouping, in a range, or missing.
    private mutating func clause(_ reached: JSONObject) -> JSONValue {
        var object = reached
        guard let sketch = sketch(named: reached["variable"]) else { return .object(object) }
        let codes = pick(sketch.groupings).codes
        if sketch.hasMissing, chance(15) {
            object["missing"] = true
        } else if sketch.isOrdered, chance(60) {
            let first = number(0...(codes.count - 1))
            let last = number(first...(codes.count - 1))
            if chance(80) { object["from"] = .string(codes[first]) }
            if chance(70) || object["from"] == nil { object["to"] = .string(codes[last]) }
        } else {
            var chosen = codes.filter { _ in chance(50) }
            if chosen.isEmpty { chosen = [pick(codes)] }
            if sketch.hasMissing, !sketch.isAge, chance(25) { chosen.append("_notStated") }
            object["in"] = .array(chosen.map { .string($0) })
        }
        return .object(object)
    }

    // MARK: Rows

    private mutating func rowTable() -> String {
        unit == "person" ? pick(["event", "episode"]) : pick(["visit", "event", "person"])
    }

    /// What else is said of rows, beside the name of their dataset.
    private struct RowWords {
        var selection = JSONObject()
        var some = JSONObject()
    }

    private mutating func joined(_ first: JSONObject, then rest: (RowWords) -> JSONObject) -> JSONObject {
        let table = first.members.first?.value.text ?? ""
        var words = RowWords()
        words.selection = selection(table)
        words.some = words.selection
        let least = number(0...2)
        words.some["atLeast"] = .integer(least)
        if chance(40) { words.some["atMost"] = .integer(least + number(0...2)) }
        return JSONObject(first.members + rest(words).members)
    }

    /// `where`, and `during` or `at` as the dataset needs it.
    private mutating func selection(_ table: String, mayBeState: Bool = true) -> JSONObject {
        var object = JSONObject()
        if chance(50) {
            object["where"] = clause(
                dated(["variable": .string(sketch(table) { $0.bare != "when" && !$0.isAge }.name)]))
        }
        let months = TownBuilder.months(2025...2025)
        let from = number(0...11)
        if table == "event" {
            object["during"] = ["from": .string(months[from]), "to": .string(months[number(from...11)])]
        }
        if table == "episode", mayBeState, chance(50) { object["at"] = .string(months[from]) }
        return object
    }

    // MARK: Dimensions

    private mutating func dimensions(overRows rows: String?) -> [JSONValue] {
        var result: [JSONObject] = []
        for _ in 0..<number(0...2) { result.append(grouped(unitVariable())) }
        if let rows {
            let selection = selection(rows, mayBeState: false)
            for _ in 0..<number(1...2) {
                let variable: JSONObject = ["variable": .string(sketch(rows) { !$0.isAge }.name)]
                result.append(JSONObject(grouped(variable).members + selection.members))
            }
        }
        var names: Set<String> = []
        return result.filter { names.insert($0["variable"]?.text ?? "").inserted }.map { .object($0) }
    }

    private mutating func grouped(_ reached: JSONObject) -> JSONObject {
        var object = reached
        if let sketch = sketch(named: reached["variable"]) {
            object["grouping"] = .string(pick(sketch.groupings.sorted { $0.codes.count < $1.codes.count }).name)
        }
        return object
    }

    // MARK: Measures

    private mutating func measure(placed: String?) -> JSONValue {
        switch number(0...8) {
        case 0: return count(placed)
        case 1:
            var object = JSONObject([
                ("proportion", condition(depth: 1)), ("missing", pick(["exclude", "asNo", "row"])),
            ])
            if chance(30) { object["where"] = condition(depth: 1) }
            return .object(object)
        case 2: return ["ratio": ["of": count(placed), "to": count(placed)], "per": 100]
        case 3, 4, 5: return .object(numbers(pick(["sum", "mean", "variance"]), placed))
        case 6:
            var object = numbers("quantiles", placed)
            let sketch = sketch(named: object["quantiles"])
            if let at = object["at"] { object["ageAt"] = at }
            object["at"] = ["0.25", "0.5"]
            object["grouping"] = .string(pick(sketch?.groupings ?? [("finest", [])]).name)
            return .object(object)
        case 7 where placed == nil:
            let window: JSONValue = ["from": pick(["2024-03", "2025-01"]), "to": pick(["2025-06", "2025-12"])]
            return chance(50) ? ["personYears": window] : ["ratio": ["of": count(nil), "to": ["personYears": window]]]
        default:
            guard placed == nil else { return ["count": "unit"] }
            return [
                "standardised": [
                    "method": "indirect", "of": count(nil), "over": [.object(grouped(unitVariable()))],
                    "standard": "population",
                ]
            ]
        }
    }

    private mutating func count(_ placed: String?) -> JSONValue {
        guard chance(60) else {
            return chance(50) ? ["count": "unit"] : ["count": "unit", "where": condition(depth: 1)]
        }
        var object = joined(["count": .string(placed ?? rowTable())], then: { $0.selection })
        if chance(40) { object["atMost"] = .integer(number(1...2)) }
        return .object(object)
    }

    /// A sum, mean or variance, or the beginning of quantiles: of rows or of units.
    private mutating func numbers(_ kind: String, _ placed: String?) -> JSONObject {
        var object = JSONObject([("missing", pick(["exclude", "row"]))])
        let isOfRows = chance(60)
        if isOfRows {
            let table = placed ?? rowTable()
            let sketch = sketch(table) { $0.isNumber && (!$0.isAge || table == "person") }
            object[kind] = .string(sketch.name)
            object = JSONObject(object.members + selection(table, mayBeState: false).members)
            if chance(40) { object["atMost"] = .integer(1) }
            if sketch.isAge { object["at"] = "2025-04" }
        } else {
            let table = unit == "person" ? pick(["person", "household", "trait"]) : "household"
            let sketch = sketch(table) { $0.isNumber }
            object[kind] = .string(sketch.name)
            if sketch.isAge { object["at"] = "2025-04" }
            if unit == "person", table != "household", chance(20) { object["via"] = "mother" }
            if chance(30) { object["where"] = condition(depth: 1) }
        }
        if kind != "quantiles", chance(40), let sketch = sketch(named: object[kind]) {
            object["clamp"] = [pick(["from", "to"]): .string(pick(pick(sketch.groupings).codes))]
        }
        return object
    }
}
