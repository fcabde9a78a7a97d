package import JSON

/// What a question to the small region means, counted row by row from its JSON: no catalogue, no canonical form, no
/// engine. It knows the region's declarations by heart, and judges those who read them.
package struct PlainMeaning: Sendable {
    let region: SmallRegion
    let query: JSONObject
    let isOfPersons: Bool
    /// Those who said no, where the question honours that.
    let optedOut: Set<Int>
    /// Those whose records of general practice are not there.
    let withheld: Set<Int>

    /// Reads nothing into the query: it must be one that the resolver accepts.
    package init(_ query: JSONValue, of region: SmallRegion, optedOut: Set<Int>, withheld: Set<Int> = []) {
        self.region = region
        self.query = query.members
        self.isOfPersons = query.members["unit"] == "person"
        self.optedOut = optedOut
        self.withheld = withheld.subtracting(optedOut)
    }

    /// The units that the query counts: those who may be counted, and are selected.
    package var units: [Int] {
        let all = Array(isOfPersons ? region.persons.indices : region.households.indices)
        guard let population = query["population"] else { return all.filter(isCounted) }
        return all.filter { isCounted($0) && holds(population, for: $0) }
    }

    func isCounted(_ unit: Int) -> Bool {
        if isOfPersons { return !optedOut.contains(unit) }
        let members = region.persons.indices.filter { region.persons[$0].household == unit }
        return members.isEmpty || members.contains { !optedOut.contains($0) }
    }

    /// The persons behind a unit who did not say no.
    func persons(behind unit: Int) -> [Int] {
        isOfPersons
            ? [unit] : region.persons.indices.filter { region.persons[$0].household == unit && !optedOut.contains($0) }
    }

    /// Whether a condition holds for a unit.
    package func holds(_ condition: JSONValue, for unit: Int) -> Bool {
        let fields = condition.members
        if let parts = fields["all"] { return parts.elements.allSatisfy { holds($0, for: unit) } }
        if let parts = fields["any"] { return parts.elements.contains { holds($0, for: unit) } }
        if let inner = fields["not"] { return !holds(inner, for: unit) }
        if let dataset = fields["some"], let which = fields["which"] {
            return isOutermost(which.text, dataset.text, fields, of: unit)
        }
        if let dataset = fields["some"] {
            let count = rows(dataset.text, fields, of: unit).count
            return count >= fields["atLeast"]?.number ?? 1 && count <= fields["atMost"]?.number ?? Int.max
        }
        return SmallValues.matches(fields, value(fields, of: unit))
    }

    /// Whether the first or last of a unit's rows, at any time, is in the period.
    private func isOutermost(_ which: String, _ dataset: String, _ fields: JSONObject, of unit: Int) -> Bool {
        var always = JSONObject()
        always["where"] = fields["where"]
        let months = rows(dataset, always, of: unit).compactMap { $0.values["date"].map { String($0.prefix(7)) } }
        let during = fields["during"]?.members ?? JSONObject()
        guard let month = which == "first" ? months.min() : months.max() else { return false }
        return month >= during["from"]?.text ?? "" && month <= during["to"]?.text ?? ""
    }

    /// Whether a proportion cannot be decided for a unit: a variable of its condition is missing.
    func isMissing(_ condition: JSONValue, for unit: Int) -> Bool {
        let fields = condition.members
        if let parts = fields["all"] ?? fields["any"] { return parts.elements.contains { isMissing($0, for: unit) } }
        if let inner = fields["not"] { return isMissing(inner, for: unit) }
        return fields["some"] == nil && value(fields, of: unit).hasPrefix("_")
    }

    /// The value of a named variable for a unit, at the finest level.
    func value(_ reference: JSONObject, of unit: Int) -> String {
        let name = reference["variable"]?.text ?? ""
        let parts = name.split(separator: ".").map(String.init)
        var person = isOfPersons ? unit : nil
        if let via = reference["via"]?.text {
            guard via == "mother", let mother = region.persons[unit].mother, !optedOut.contains(mother) else {
                return "_noRow"
            }
            person = mother
        }
        if parts[1].contains("@") {
            guard parts[0] == "household" else { return person.map { derived(name, of: $0) } ?? "_noRow" }
            let home = isOfPersons ? region.persons[unit].household : unit
            return home.map { ofHomes.derived(name, of: $0) } ?? "_noRow"
        }
        let row: [String: String]? =
            switch parts[0] {
            case "household":
                isOfPersons ? region.persons[unit].household.map { region.households[$0] } : region.households[unit]
            case "person" where parts[1] == "smoker" && person.map(withheld.contains) ?? false: nil
            case "consent": region.consents.first { $0.unit == person }?.values
            default: person.map { region.persons[$0].values }
            }
        return row.map { SmallValues.value(parts[1], in: $0, at: reference["at"]?.text) } ?? "_noRow"
    }

    /// The selected rows of a unit, each with a number of its own.
    func rows(_ dataset: String, _ fields: JSONObject, of unit: Int) -> [(number: Int, values: [String: String])] {
        let people = persons(behind: unit)
        let all: [(number: Int, values: [String: String])] =
            switch dataset {
            case "care_event":
                region.events.enumerated().filter { people.contains($1.unit) }.map { ($0, $1.values) }
            case "gp_condition":
                region.conditions.enumerated().filter { people.contains($1.unit) && !withheld.contains($1.unit) }.map {
                    ($0, $1.values)
                }
            default: people.map { ($0, region.persons[$0].values) }
            }
        return all.filter { row in
            let during = fields["during"]?.members
            let month = row.values["date"].map { String($0.prefix(7)) } ?? ""
            let isInPeriod = during.map { month >= $0["from"]?.text ?? "" && month <= $0["to"]?.text ?? "" } ?? true
            let isThere = fields["at"].map { SmallValues.isThere(row.values, in: $0.text) } ?? true
            return isInPeriod && isThere && (fields["where"].map { Self.holds($0, forRow: row.values) } ?? true)
        }
    }

    static func holds(_ condition: JSONValue, forRow row: [String: String]) -> Bool {
        let fields = condition.members
        if let parts = fields["all"] { return parts.elements.allSatisfy { holds($0, forRow: row) } }
        if let parts = fields["any"] { return parts.elements.contains { holds($0, forRow: row) } }
        if let inner = fields["not"] { return !holds(inner, forRow: row) }
        let name = fields["variable"]?.text.split(separator: ".").last.map(String.init) ?? ""
        return SmallValues.matches(fields, SmallValues.value(name, in: row, at: fields["at"]?.text))
    }
}

extension JSONValue {
    var members: JSONObject { if case .object(let object) = self { object } else { JSONObject() } }
    var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }
    var text: String { if case .string(let text) = self { text } else { "" } }
    var number: Int? { if case .integer(let number) = self { number } else { nil } }
}
