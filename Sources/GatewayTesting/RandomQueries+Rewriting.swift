package import JSON

/// The same question in other words.
extension RandomQueries {
    /// A query of the same meaning: reordered, renamed, and its population said otherwise.
    package mutating func rewritten(_ query: JSONValue) -> JSONValue {
        var object = query.members
        if let population = object["population"] {
            object["population"] = said(population, times: 3)
        } else if chance(50) {
            object["population"] = ["variable": "household.tenure", "in": ["own", "_notLinked", "rent", "_notStated"]]
            if object["unit"] == "household" { object["population"] = nil }
        }
        object["by"] = .array((object["by"]?.elements ?? []).shuffled(using: &random).map(sameDimension))
        let measures = (object["measures"]?.members.members ?? []).shuffled(using: &random)
        object["measures"] = .object(
            JSONObject(measures.enumerated().map { ("m\($0)", reordered($1.value)) }))
        object["project"] = "P-0002"
        return reordered(.object(object), isShallow: true)
    }

    private func sameDimension(_ dimension: JSONValue) -> JSONValue {
        dimension == "person.borough" ? ["variable": "person.area", "grouping": "borough"] : dimension
    }

    /// Members in another order; the elements of `all`, `any` and `in` too.
    mutating func reordered(_ value: JSONValue, isShallow: Bool = false) -> JSONValue {
        guard case .object(let object) = value else { return value }
        var members: [(String, JSONValue)] = []
        for (key, inner) in object.members.shuffled(using: &random) {
            if isShallow {
                members.append((key, inner))
            } else if ["all", "any", "in"].contains(key) {
                var elements: [JSONValue] = []
                for element in inner.elements.shuffled(using: &random) { elements.append(reordered(element)) }
                members.append((key, .array(elements)))
            } else {
                members.append((key, reordered(inner)))
            }
        }
        return .object(JSONObject(members))
    }

    /// A condition in other words, some steps away.
    package mutating func said(_ condition: JSONValue, times: Int) -> JSONValue {
        var result = condition
        for _ in 0..<times { result = reordered(step(result, depth: 0)) }
        return result
    }

    private mutating func step(_ condition: JSONValue, depth: Int) -> JSONValue {
        let fields = condition.members
        // Mostly somewhere inside, so that changes pile up in different places.
        for key in ["all", "any"] where chance(70) && depth < 4 {
            guard var parts = fields[key]?.elements, !parts.isEmpty else { continue }
            let index = Int.random(in: parts.indices, using: &random)
            parts[index] = step(parts[index], depth: depth + 1)
            return [key: .array(parts)]
        }
        if let inner = fields["not"], chance(50), depth < 4 { return ["not": step(inner, depth: depth + 1)] }
        let some: JSONValue = ["variable": "household.imd", "in": ["1", "better"]]
        let whole: JSONValue = ["any": [some, ["not": some]]]
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return ["all": [condition]]
        case 1: return ["not": ["not": condition]]
        case 2: return ["any": [condition, condition]]
        case 3: return ["all": [["any": [whole, condition]], condition]]
        case 4: return ["any": [condition, ["not": ["any": [["not": condition], ["not": condition]]]]]]
        case 5: return deMorgan(fields) ?? condition
        case 6: return distributed(fields) ?? condition
        default: return split(fields) ?? condition
        }
    }

    /// Not (not a or not b) for (a and b), and the other way round.
    private func deMorgan(_ fields: JSONObject) -> JSONValue? {
        for (key, other) in [("all", "any"), ("any", "all")] {
            guard let parts = fields[key]?.elements else { continue }
            return ["not": [other: .array(parts.map { ["not": $0] })]]
        }
        return nil
    }

    /// (a and b) or (a and c) for a and (b or c).
    private func distributed(_ fields: JSONObject) -> JSONValue? {
        guard let parts = fields["all"]?.elements,
            let place = parts.firstIndex(where: { $0.members["any"] != nil })
        else { return nil }
        let rest = parts.enumerated().filter { $0.offset != place }.map(\.element)
        return ["any": .array(parts[place].members["any"]?.elements.map { ["all": .array([$0] + rest)] } ?? [])]
    }

    /// One set as two, or a borough as the areas in it.
    private mutating func split(_ fields: JSONObject) -> JSONValue? {
        guard let codes = fields["in"]?.elements else { return nil }
        if fields["variable"] == "person.borough" {
            var area = fields
            area["variable"] = "person.area"
            return .object(area)
        }
        guard codes.count > 1 else { return nil }
        var first = fields
        var second = fields
        first["in"] = .array(Array(codes.prefix(codes.count / 2)))
        second["in"] = .array(Array(codes.dropFirst(codes.count / 2)))
        return ["any": [.object(second), .object(first)]]
    }
}
