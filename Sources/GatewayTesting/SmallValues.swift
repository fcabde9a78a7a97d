import JSON

/// The small region's variables by heart: what a row's text means, and which codes it has.
enum SmallValues {
    /// The finest code of a variable in a row.
    static func value(_ name: String, in row: [String: String], at: String?) -> String {
        switch name {
        case "age":
            let birth = number(ofMonth: row["birthMonth"] ?? "")
            guard let birth else { return "_notStated" }
            let now = number(ofMonth: at ?? "") ?? 0
            return birth > now ? "_notYet" : "\(min((now - birth) / 12, 90))"
        case "borough": return row["area"] ?? ""
        case "month": return row["date"] ?? ""
        case "left", "resolved":
            let text = row[name] ?? ""
            return text.isEmpty ? "_notYet" : text
        default:
            let text = row[name] ?? ""
            return text.isEmpty ? "_notStated" : text
        }
    }

    /// Whether a value is in the set that a condition on a variable names.
    static func matches(_ condition: JSONObject, _ value: String) -> Bool {
        let name = condition["variable"]?.text.split(separator: ".").last.map(String.init) ?? ""
        if let codes = condition["in"] {
            let own = Set(
                ["finest", "tenYear", "broad", "bands", "ward", "borough", "half", "few", "month", "quarter"]
                    .map { group(of: value, name, grouping: $0) } + [value])
            return codes.elements.contains { element in own.contains(element.number.map { "\($0)" } ?? element.text) }
        }
        if let kinds = condition["missing"] {
            if kinds == true { return value.hasPrefix("_") }
            return kinds.elements.contains { "_\($0.text)" == group(of: value, name, grouping: "finest") }
        }
        guard !value.hasPrefix("_") else { return false }
        if let number = Int(value) {
            let from = condition["from"].map { $0.number ?? Int($0.text) ?? 0 } ?? Int.min
            let to = condition["to"].map { $0.number ?? Int($0.text) ?? 0 } ?? Int.max
            return (from...to).contains(number)
        }
        let month = String(value.prefix(7))
        return month >= condition["from"]?.text ?? "" && month <= condition["to"]?.text ?? "9"
    }

    /// Whether a condition had begun in a month or before, and had not been resolved in it or before.
    static func isThere(_ row: [String: String], in month: String) -> Bool {
        (row["first"] ?? "") <= month && (row["resolved"].map { $0.isEmpty || $0 > month } ?? true)
    }

    /// How many of the months between two, both included, a person is registered.
    static func months(_ row: [String: String], from: String, to: String) -> Int {
        let entry = row["registered"].flatMap(number(ofMonth:)) ?? 0
        let exit = row["left"].flatMap(number(ofMonth:)) ?? Int.max
        guard let first = number(ofMonth: from), let last = number(ofMonth: to) else { return 0 }
        return (first...last).count { $0 >= entry && $0 < exit }
    }

    /// The declared bounds of a number.
    static func bounds(_ name: String) -> ClosedRange<Int> {
        switch name {
        case "losDays": 0...20
        case "rooms": 1...9
        default: 0...90
        }
    }

    /// The code of the group that a value is in.
    static func group(of value: String, _ name: String, grouping: String) -> String {
        if value == "_noRow" { return "_notLinked" }
        guard !value.hasPrefix("_") else { return value }
        switch (name, grouping) {
        case ("age", "tenYear"): return band(Int(value) ?? 0, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90], "a", nil)
        case ("age", "broad"): return band(Int(value) ?? 0, [0, 18, 65], "a", nil)
        case ("rooms", "few"): return band(Int(value) ?? 1, [1, 4], "n", 9)
        case ("losDays", "bands"): return band(Int(value) ?? 0, [0, 1, 3, 7], "n", 20)
        case ("area", "ward"): return SmallRegion.wardOf[value] ?? ""
        case ("area", "borough"), ("borough", _): return SmallRegion.boroughOf[value] ?? ""
        case ("imd", "half"): return ["1", "2"].contains(value) ? "worse" : "better"
        case ("month", "finest"), ("date", "month"): return String(value.prefix(7))
        case ("month", "quarter"), ("date", "quarter"):
            return String(value.prefix(4)) + (value.prefix(7) <= "2025-03" ? "-Q1" : "-Q2")
        default: return value
        }
    }

    private static func band(_ number: Int, _ edges: [Int], _ prefix: String, _ last: Int?) -> String {
        let index = edges.lastIndex { $0 <= number } ?? 0
        let from = edges[index]
        guard let to = index + 1 < edges.count ? edges[index + 1] - 1 : last else { return "\(prefix)\(from)+" }
        return from == to ? "\(prefix)\(from)" : "\(prefix)\(from)-\(to)"
    }

    private static func number(ofMonth text: String) -> Int? {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        return parts.count == 2 ? parts[0] * 12 + parts[1] - 1 : nil
    }
}
