package import Catalogue
package import JSON

/// What is hashed and kept: sets are written as catalogue codes at the finest level, so that the bytes mean the same
/// for ever, whatever the catalogue later adds.
extension Predicate {
    package func canonical(in catalogue: Catalogue) -> JSONValue {
        switch self {
        case .everyone: return true
        case .nobody: return false
        case .column(let column, let set):
            var object = column.canonical(in: catalogue)
            object["in"] = set.canonical(of: column, in: catalogue)
            return .object(object)
        case .events(let test):
            var object = JSONObject([
                ("rows", test.selection.canonical(in: catalogue)), ("atLeast", .integer(test.atLeast)),
            ])
            if let atMost = test.atMost { object["atMost"] = .integer(atMost) }
            return .object(object)
        case .all(let parts): return ["all": .array(parts.map { $0.canonical(in: catalogue) })]
        case .any(let parts): return ["any": .array(parts.map { $0.canonical(in: catalogue) })]
        }
    }
}

extension Column {
    /// A stored column by its name, a derived one by its meaning: whatever the catalogue calls it, what means the same is
    /// written the same.
    func canonical(in catalogue: Catalogue) -> JSONObject {
        var object = JSONObject()
        if let values {
            object["of"] = .string("\(dataset)")
            object["values"] = .array(values.map { $0.canonical(in: catalogue) })
        } else {
            object["column"] = .string("\(dataset).\(name)")
        }
        if let role { object["via"] = .string(role) }
        return object
    }
}

extension RowSelection {
    package func canonical(in catalogue: Catalogue) -> JSONValue {
        var object = JSONObject([("dataset", .string("\(dataset)"))])
        if let via { object["via"] = .string(via) }
        object["where"] = rows.canonical(in: catalogue)
        return .object(object)
    }
}

extension MeasurePart {
    package func canonical(in catalogue: Catalogue) -> JSONValue {
        switch self {
        case .units(let predicate): ["units": predicate.canonical(in: catalogue)]
        case .share(let predicate, let among):
            ["share": predicate.canonical(in: catalogue), "among": among.canonical(in: catalogue)]
        case .events(let selection, let perCell):
            ["events": selection.canonical(in: catalogue), "perCell": .integer(perCell)]
        case .unitsWithEvents(let selection): ["unitsWithEvents": selection.canonical(in: catalogue)]
        case .sum(let quantity, let selected):
            ["sum": quantity.canonical, "over": selected.canonical(in: catalogue)]
        case .months(let presence): ["months": presence.canonical]
        case .unitsPresent(let presence): ["unitsPresent": presence.canonical]
        case .divided(let part, let division):
            ["divided": part.canonical(in: catalogue), "by": division.canonical(in: catalogue)]
        }
    }
}

extension CodeSet {
    /// The codes of the set in catalogue order; in an ordered domain three or more neighbours are `[first, last]`.
    func canonical(of column: Column, in catalogue: Catalogue) -> JSONValue {
        guard column.values == nil, let domain = catalogue.dataset(column.dataset)?.variable(named: column.name)?.domain
        else {
            return .array(members.map { .integer($0) })
        }
        let names = domain.categories.map(\.code) + domain.missing.map(\.code) + ["_noRow"]
        var result: [JSONValue] = []
        var run: [Int] = []
        func close() {
            if run.count > 2 {
                result.append([.string(names[run[0]]), .string(names[run[run.count - 1]])])
            } else {
                result += run.map { .string(names[$0]) }
            }
            run = []
        }
        for member in members where member < names.count {
            let continues = domain.isOrdered && member < domain.categories.count && run.last == member - 1
            if !continues { close() }
            run.append(member)
        }
        close()
        return .array(result)
    }
}
