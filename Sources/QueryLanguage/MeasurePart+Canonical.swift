import Catalogue
import JSON

extension Column {
    var canonical: JSONValue {
        var object = JSONObject([("column", .string("\(dataset).\(name)"))])
        if let role { object["via"] = .string(role) }
        return .object(object)
    }
}

extension Quantity {
    /// What each code counts as is told by the clamp and, for an age, its month: never by the numbers themselves.
    var canonical: JSONValue {
        var object = JSONObject([
            ("of", column.canonical),
            ("clamp", [.integer(clamp.lowerBound), .integer(clamp.upperBound)]), ("about", .integer(about)),
            ("power", .integer(power)),
        ])
        if let at { object["at"] = .string("\(at)") }
        return .object(object)
    }
}

extension Selected {
    func canonical(in catalogue: Catalogue) -> JSONValue {
        switch self {
        case .units(let predicate): ["units": predicate.canonical(in: catalogue)]
        case .rows(let selection, let perCell):
            ["rows": selection.canonical(in: catalogue), "perCell": .integer(perCell)]
        }
    }
}

extension Presence {
    var canonical: JSONValue {
        [
            "entry": entry?.canonical ?? .null, "exit": exit?.canonical ?? .null,
            "window": [.string("\(window.lowerBound)"), .string("\(window.upperBound)")],
        ]
    }
}

extension Division {
    func canonical(in catalogue: Catalogue) -> JSONValue {
        switch self {
        case .strata(let dimensions): return ["strata": .array(dimensions.map(\.canonical))]
        case .values(let bins):
            var members = [[Int]](repeating: [], count: bins.groups.count)
            for (code, group) in bins.groupOf.enumerated() { if let group { members[group].append(code) } }
            let groups = members.map {
                CodeSet(size: bins.groupOf.count, members: $0).canonical(of: bins.column, in: catalogue)
            }
            return [
                "values": bins.column.canonical, "groups": .array(groups), "entries": .integer(bins.entriesPerUnit),
            ]
        }
    }
}
