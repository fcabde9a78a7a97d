import JSON

extension CatalogueReader {
    /// The most values that one variable may take.
    static let maximumCategories = 200_000

    /// Reads the variables in declared order. Ages and views look at stored variables, which may stand before or after.
    static func variables(_ cursor: JSONCursor) throws(JSONError) -> [Variable] {
        let elements = try cursor.array()
        guard !elements.isEmpty else { throw cursor.fail("a dataset has at least one variable") }
        var stored: [String: Variable] = [:]
        var names: Set<String> = []
        for element in elements {
            let fields = try element.object()
            let place = try fields.required("name")
            guard names.insert(try name(place)).inserted else { throw place.fail("this name occurs twice") }
            guard fields["of"] == nil, fields["view"] == nil else { continue }
            let variable = try storedVariable(element)
            stored[variable.name] = variable
        }
        var result: [Variable] = []
        for element in elements {
            let fields = try element.object()
            let name = try name(fields.required("name"))
            if let variable = stored[name] {
                result.append(variable)
            } else if fields["view"] != nil {
                result.append(try view(element, among: stored))
            } else {
                result.append(try age(element, among: stored))
            }
        }
        return result
    }

    private static let types = VariableType.allCases.map { ($0.rawValue, $0) }

    private static func storedVariable(_ cursor: JSONCursor) throws(JSONError) -> Variable {
        let fields = try cursor.object()
        let type = try fields.required("type").oneOf(types)
        let common = [
            "name", "title", "description", "type", "column", "missing", "sensitive", "topic", "addressable",
            "source", "characteristic",
        ]
        let own: [String] =
            switch type {
            case .code: ["codes", "ordered", "groupings"]
            case .area: ["codes", "vintage", "groupings", "level"]
            case .flag: []
            case .integer: ["from", "to", "measuredIn", "groupings"]
            case .month, .date: ["from", "to", "calendar"]
            case .age: throw try fields.required("type").fail("an age says `of` which birth month")
            }
        try fields.allowOnly(common + own)
        let categories = try categories(of: type, fields)
        let isOrdered =
            switch type {
            case .integer, .month, .date, .age: true
            case .code: try fields.optional("ordered")?.bool() ?? false
            case .area, .flag: false
            }
        let written = try fileSpellings(fields.optional("codes"), categories: categories)
        let spellings = try missingSpellings(
            fields.optional("missing"), taken: Set(categories.map(\.code)).union(written.keys))
        let domain = Domain(
            categories: categories, missing: MissingKind.allCases.filter(spellings.kinds.contains),
            isOrdered: isOrdered)
        let finest = finest(
            categories, isAddressable: try fields.optional("addressable")?.bool() ?? true, level: try level(fields))
        let measuredIn = try type == .integer ? text(fields.required("measuredIn"), atMost: 64) : nil
        return try Variable(
            name: name(fields.required("name")), title: title(fields), description: description(fields), type: type,
            source: .column(heading: text(fields.required("column"), atMost: 128)), domain: domain,
            groupings: groupings(type, fields, after: finest, domain: domain),
            fileSpellings: written, missingSpellings: spellings.kindOf,
            isSensitive: fields.optional("sensitive")?.bool() ?? false, topic: topic(fields),
            characteristic: characteristic(fields),
            isFromGeneralPractice: isFromGeneralPractice(fields),
            vintage: type == .area ? text(fields.required("vintage"), atMost: 32) : nil, measuredIn: measuredIn)
    }

    private static func categories(of type: VariableType, _ fields: JSONFields) throws(JSONError) -> [Category] {
        switch type {
        case .code, .area: return try declaredCodes(fields.required("codes"))
        case .flag: return [Category(code: "yes", title: "Yes"), Category(code: "no", title: "No")]
        case .integer:
            let from = try fields.required("from").integer(in: -1_000_000_000...1_000_000_000)
            let end = try fields.required("to")
            let to = try end.integer(in: from...(from + maximumCategories - 1))
            return (from...to).map { Category(code: "\($0)", title: "\($0)") }
        case .month:
            let from = try month(fields.required("from"))
            let end = try fields.required("to")
            let to = try month(end)
            guard from <= to else { throw end.fail("the range ends before it starts") }
            return (from.number...to.number).compactMap { Month(number: $0) }
                .map { Category(code: "\($0)", title: CalendarWords.month($0)) }
        case .date:
            let from = try day(fields.required("from"))
            let end = try fields.required("to")
            let to = try day(end)
            guard from <= to, to.number - from.number < maximumCategories else {
                throw end.fail("the range ends before it starts, or is too long")
            }
            return CalendarDay.days(from: from, to: to).map { Category(code: "\($0)", title: "\($0)") }
        case .age: return []
        }
    }

    private static func declaredCodes(_ cursor: JSONCursor) throws(JSONError) -> [Category] {
        var result: [Category] = []
        var seen: Set<String> = []
        for element in try cursor.array() {
            let fields = try element.object()
            try fields.allowOnly("code", "title", "inFile")
            let category = try category(fields)
            guard seen.insert(category.code).inserted else { throw element.fail("this code occurs twice") }
            result.append(category)
        }
        guard (1...maximumCategories).contains(result.count) else {
            throw cursor.fail("a code list has 1 to \(maximumCategories) codes")
        }
        return result
    }

    /// `{"code": "F", "title": "Female", "inFile": ["Female", "2"]}`: other texts that mean the code in a file.
    private static func fileSpellings(
        _ cursor: JSONCursor?, categories: [Category]
    ) throws(JSONError) -> [String: Int] {
        let codes = Set(categories.map(\.code))
        var codeOf: [String: Int] = [:]
        for (index, element) in (try cursor?.array() ?? []).enumerated() {
            for place in try element.object().optional("inFile")?.array() ?? [] {
                let spelling = try place.string()
                guard !codes.contains(spelling) else { throw place.fail("this text is also a code") }
                guard codeOf.updateValue(index, forKey: spelling) == nil else {
                    throw place.fail("this text occurs twice")
                }
            }
        }
        return codeOf
    }

    private static func missingSpellings(
        _ cursor: JSONCursor?, taken: Set<String>
    ) throws(JSONError) -> (kinds: Set<MissingKind>, kindOf: [String: MissingKind]) {
        guard let cursor else { return ([], [:]) }
        let fields = try cursor.object()
        try fields.allowOnly(MissingKind.allCases.map(\.rawValue))
        var kinds: Set<MissingKind> = []
        var kindOf: [String: MissingKind] = [:]
        for kind in MissingKind.allCases {
            guard let list = fields[kind.rawValue] else { continue }
            kinds.insert(kind)
            for element in try list.array() {
                let spelling = try element.string()
                guard !taken.contains(spelling) else { throw element.fail("this text is also a code") }
                guard kindOf.updateValue(kind, forKey: spelling) == nil else {
                    throw element.fail("this text occurs twice")
                }
            }
        }
        return (kinds, kindOf)
    }

    static func title(_ fields: JSONFields) throws(JSONError) -> String {
        guard let title = fields["title"] else { return try name(fields.required("name")) }
        return try text(title, atMost: 200)
    }

    static func description(_ fields: JSONFields) throws(JSONError) -> String {
        guard let description = fields["description"] else { return "" }
        return try text(description, atMost: 4_000)
    }
}
