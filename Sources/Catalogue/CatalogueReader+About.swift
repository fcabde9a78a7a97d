import JSON

/// What is told to other catalogues. Limits are those of the HDR UK schema of datasets, version 4.0.0.
extension CatalogueReader {
    /// `{"publisher": {…}, "abstract": …, "page": …, "licence": …, "accessRights": …, "version": …, "issued": …}`
    static func about(_ dataset: JSONFields) throws(JSONError) -> About? {
        guard let cursor = dataset["about"] else { return nil }
        let heading = try dataset.required("title")
        _ = try bounded(heading, 2...150)
        let fields = try cursor.object()
        try fields.allowOnly(
            "publisher", "abstract", "page", "licence", "accessRights", "version", "issued", "changed", "keywords",
            "from", "refresh", "lag", "place", "jurisdictions", "processor", "vocabularies", "models")
        let issued = try day(fields.required("issued"))
        return About(
            publisher: try publisher(fields.required("publisher")),
            abstract: try bounded(fields.required("abstract"), 5...500), page: try page(fields.required("page")),
            licence: try page(fields.required("licence")), accessRights: try page(fields.required("accessRights")),
            version: try version(fields.required("version")), issued: issued,
            changed: try changed(fields["changed"], after: issued),
            keywords: try list(fields["keywords"]) { word throws(JSONError) in try bounded(word, 2...150) },
            from: try fields["from"].map { from throws(JSONError) in try day(from) },
            refresh: try fields["refresh"]?.oneOf(RefreshPeriod.self),
            lag: try fields["lag"]?.oneOf(PublicationLag.self),
            place: try fields["place"].map { place throws(JSONError) in try bounded(place, 2...500) },
            jurisdictions: try list(fields["jurisdictions"]) { code throws(JSONError) in try jurisdiction(code) },
            processor: try fields["processor"].map { name throws(JSONError) in try bounded(name, 2...500) },
            vocabularies: try list(fields["vocabularies"]) { word throws(JSONError) in
                try word.oneOf(Vocabulary.self)
            },
            models: try list(fields["models"]) { word throws(JSONError) in try word.oneOf(DataModel.self) })
    }

    private static func publisher(_ cursor: JSONCursor) throws(JSONError) -> About.Publisher {
        let fields = try cursor.object()
        try fields.allowOnly("id", "name", "contact")
        let place = try fields.required("contact")
        let contact = try bounded(place, 3...254)
        guard contact.wholeMatch(of: /[!-?A-~]+@[0-9A-Za-z.-]+/) != nil else {
            throw place.fail("must be an address for e-mail, such as `data@council.example`")
        }
        return About.Publisher(
            id: try bounded(fields.required("id"), 2...50), name: try bounded(fields.required("name"), 2...150),
            contact: contact)
    }

    private static func changed(_ cursor: JSONCursor?, after issued: CalendarDay) throws(JSONError) -> CalendarDay {
        guard let cursor else { return issued }
        let changed = try day(cursor)
        guard issued <= changed else { throw cursor.fail("it cannot be changed before it is issued") }
        return changed
    }

    private static func version(_ cursor: JSONCursor) throws(JSONError) -> String {
        let version = try text(cursor, atMost: 32)
        guard version.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+/) != nil else {
            throw cursor.fail("must be three numbers, such as `1.0.0`")
        }
        return version
    }

    private static func page(_ cursor: JSONCursor) throws(JSONError) -> String {
        let address = try text(cursor, atMost: 500)
        guard address.wholeMatch(of: /https:\/\/[0-9A-Za-z.-]+(\/[!#-;=?-\[\]_a-z~]*)?/) != nil else {
            throw cursor.fail("must be the address of a page, which starts with `https://`")
        }
        return address
    }

    private static func jurisdiction(_ cursor: JSONCursor) throws(JSONError) -> String {
        let code = try cursor.string()
        guard code.wholeMatch(of: /[A-Z]{2}(-[A-Z]{2,3})?/) != nil else {
            throw cursor.fail("must be a code of ISO 3166, such as `GB-ENG`")
        }
        return code
    }

    /// Text of so many characters, as JSON Schema counts them.
    private static func bounded(_ cursor: JSONCursor, _ length: ClosedRange<Int>) throws(JSONError) -> String {
        let text = try cursor.string()
        guard length.contains(text.unicodeScalars.count) else {
            throw cursor.fail("must have \(length.lowerBound) to \(length.upperBound) characters")
        }
        return text
    }

    private static func list<Element: Equatable>(
        _ cursor: JSONCursor?, _ read: (JSONCursor) throws(JSONError) -> Element
    ) throws(JSONError) -> [Element] {
        var result: [Element] = []
        for place in try cursor?.array() ?? [] {
            let element = try read(place)
            guard !result.contains(element) else { throw place.fail("this stands there twice") }
            result.append(element)
        }
        return result
    }
}
