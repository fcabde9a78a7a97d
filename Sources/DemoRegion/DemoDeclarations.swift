import JSON

/// The declarations of the demo region's datasets.
struct DemoDeclarations {
    let places: DemoPlaces
    let oneIn: Int

    static let people: JSONValue = [
        "id": "icb", "name": "Cheshire and Merseyside ICB (demo)", "covers": "people registered with a practice",
    ]
    /// Six councils, each with the households of its borough.
    static let councils: [JSONValue] = DemoBorough.all.map { borough in
        [
            "id": .string(borough.council), "name": .string("\(borough.name) Council (demo)"),
            "covers": .string("households in \(borough.name)"),
            "rows": ["variable": "borough", "in": [.string(borough.code)]],
        ]
    }
    static let hospitals: JSONValue = [
        "id": "acute_trusts", "name": "Acute hospital trusts (demo)",
        "covers": "hospital care of residents and visitors",
    ]

    /// A real number of the whole region at this scale, to three figures: metadata, never a count of the rows.
    func scaled(_ real: Int) -> JSONValue {
        var step = 1
        while real / oneIn / step >= 1_000 { step *= 10 }
        return .integer(max(1, (real / oneIn + step / 2) / step) * step)
    }

    static func codes(_ list: [(code: String, title: String)]) -> JSONValue {
        .array(list.map { ["code": .string($0.code), "title": .string($0.title)] })
    }

    static func group(_ code: String, _ title: String, of members: some Sequence<String>) -> JSONValue {
        ["code": .string(code), "title": .string(title), "of": .array(members.map { .string($0) })]
    }

    static func flag(
        _ name: String, _ title: String, column: String, missing: [String] = [], sensitive: Bool = false
    ) -> JSONObject {
        var flag: JSONObject = [
            "name": .string(name), "title": .string(title), "type": "flag", "column": .string(column),
        ]
        if !missing.isEmpty { flag["missing"] = ["notStated": .array(missing.map { .string($0) })] }
        if sensitive { flag["sensitive"] = true }
        return flag
    }

    /// A variable of a code list, in the column of its name where no other is named.
    static func code(
        _ name: String, _ title: String, column: String? = nil, _ list: [(code: String, title: String)],
        ordered: Bool = false
    ) -> JSONValue {
        [
            "name": .string(name), "title": .string(title), "type": "code", "column": .string(column ?? name),
            "codes": codes(list), "ordered": .bool(ordered),
        ]
    }

    /// A whole number with one grouping, `bands`, each of which begins at an edge.
    static func integer(
        _ name: String, _ title: String, in unit: String, column: String? = nil, _ range: ClosedRange<Int>,
        edges: [Int], notYet: [String] = []
    ) -> JSONValue {
        var variable: JSONObject = [
            "name": .string(name), "title": .string(title), "type": "integer", "measuredIn": .string(unit),
            "column": .string(column ?? name), "from": .integer(range.lowerBound), "to": .integer(range.upperBound),
        ]
        if !notYet.isEmpty { variable["missing"] = ["notYet": .array(notYet.map { .string($0) })] }
        variable["groupings"] = [["name": "bands", "title": "Bands", "edges": .array(edges.map { .integer($0) })]]
        return .object(variable)
    }

    // MARK: - Places, the same for people and households

    var placeVariables: [JSONValue] {
        [
            .object(area),
            [
                "name": "ward", "title": "Ward", "type": "area", "view": ["of": "area", "grouping": "ward"],
            ],
            [
                "name": "borough", "title": "Borough", "type": "area", "view": ["of": "area", "grouping": "borough"],
            ],
            .object(Self.decile),
        ]
    }

    private var area: JSONObject {
        let boroughs = DemoBorough.all.enumerated().map { index, borough in
            Self.group(borough.code, borough.name, of: places.areas.filter { $0.borough == index }.map(\.code))
        }
        return [
            "name": "area", "title": "Small area",
            "description": "Made-up areas of the size of a lower-layer super output area of 2021.", "type": "area",
            "vintage": "2021", "level": "below-ward", "column": "lsoa",
            "codes": Self.codes(places.areas.map { ($0.code, $0.title) }),
            "groupings": [
                ["name": "ward", "title": "Ward", "lookup": .string(Self.wardLookup)],
                ["name": "borough", "title": "Borough", "level": "borough", "groups": .array(boroughs)],
            ],
        ]
    }

    private static var decile: JSONObject {
        let deciles = (1...10).map { decile in
            (
                code: "\(decile)",
                title: decile == 1 ? "1, most deprived" : decile == 10 ? "10, least deprived" : "\(decile)"
            )
        }
        let quintiles = (1...5).map { quintile in
            group("q\(quintile)", "Quintile \(quintile)", of: ["\(quintile * 2 - 1)", "\(quintile * 2)"])
        }
        return [
            "name": "imdDecile", "title": "Deprivation decile",
            "description": "Index of Multiple Deprivation of the small area: 1 is the most deprived tenth of England.",
            "type": "code", "ordered": true, "column": "imd_decile", "codes": codes(deciles),
            "groupings": [["name": "quintile", "title": "Quintile, 1 most deprived", "groups": .array(quintiles)]],
        ]
    }
}
