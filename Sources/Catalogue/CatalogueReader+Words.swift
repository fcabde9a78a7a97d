import JSON

/// The small words of a declaration.
extension CatalogueReader {
    /// A name such as `ageGroup`: `[a-z][A-Za-z0-9_]{0,31}`.
    static func name(_ cursor: JSONCursor) throws(JSONError) -> String {
        let text = try cursor.string()
        guard Name.isPlain(text, extra: Name.capitals) else {
            throw cursor.fail("a name is 1 to 32 ASCII letters, digits and underscores, and starts with a small letter")
        }
        return text
    }

    static func datasetID(_ cursor: JSONCursor) throws(JSONError) -> DatasetID {
        guard let id = DatasetID(try cursor.string()) else {
            throw cursor.fail(
                "the name of a dataset is 1 to 32 small ASCII letters, digits and underscores, and starts with a letter"
            )
        }
        return id
    }

    /// A code: 1 to 64 printable ASCII bytes without a leading underscore, which marks ways of being missing.
    static func code(_ cursor: JSONCursor) throws(JSONError) -> String {
        let text = try cursor.string()
        let isPrintable = text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard (1...64).contains(text.utf8.count), isPrintable, text.utf8.first != UInt8(ascii: "_") else {
            throw cursor.fail("a code is 1 to 64 printable ASCII characters, no spaces, and no underscore in front")
        }
        return text
    }

    static func text(_ cursor: JSONCursor, atMost limit: Int) throws(JSONError) -> String {
        let text = try cursor.string()
        guard (1...limit).contains(text.utf8.count) else { throw cursor.fail("must have 1 to \(limit) bytes") }
        return text
    }

    static func texts(_ cursor: JSONCursor?, atMost limit: Int) throws(JSONError) -> [String] {
        var result: [String] = []
        for element in try cursor?.array() ?? [] { result.append(try text(element, atMost: limit)) }
        return result
    }

    /// `"source": "generalPractice"`, or nothing.
    static func isFromGeneralPractice(_ fields: JSONFields) throws(JSONError) -> Bool {
        try fields["source"]?.oneOf([("generalPractice", true)]) ?? false
    }

    static func month(_ cursor: JSONCursor) throws(JSONError) -> Month {
        guard let month = Month(try cursor.string()) else { throw cursor.fail("a month is written YYYY-MM") }
        return month
    }

    static func day(_ cursor: JSONCursor) throws(JSONError) -> CalendarDay {
        guard let day = CalendarDay(try cursor.string()) else { throw cursor.fail("a day is written YYYY-MM-DD") }
        return day
    }

    /// `{"code": …, "title": …}`; the title may be left out where the code speaks for itself.
    static func category(_ fields: JSONFields) throws(JSONError) -> Category {
        let code = try code(fields.required("code"))
        guard let title = fields["title"] else { return Category(code: code, title: code) }
        return Category(code: code, title: try text(title, atMost: 200))
    }
}
