import Catalogue
import JSON

/// The description of a dataset in Croissant 1.1, JSON-LD for tools that look for data to learn from.
///
/// It tells the shape of the table and nothing that is in it. Croissant wants a file; the one that is named stands for the
/// table behind the gateway, and leads to the page that says how to ask. It has no checksum, for who says no leaves the table
/// from one day to the next: such a dataset is *live*. Source: https://mlcommons.org/croissant/1.1.
extension Dataset {
    func croissant(_ about: About) -> JSONValue {
        let publisher: JSONValue = [
            "@type": "sc:Organization", "name": .string(about.publisher.name),
            "email": .string(about.publisher.contact),
        ]
        var document: JSONObject = [
            "@context": Croissant.context, "@type": "sc:Dataset", "conformsTo": .string(Croissant.version),
            "name": .string(id.description), "alternateName": .string(title),
            "description": .string(description.isEmpty ? about.abstract : description),
            "url": .string(about.page), "license": .string(about.licence), "usageInfo": .string(about.accessRights),
            "version": .string(about.version), "creator": publisher, "publisher": publisher,
            "datePublished": .string("\(about.issued)"), "dateModified": .string("\(about.changed)"),
            "inLanguage": "en", "isAccessibleForFree": false, "conditionsOfAccess": .string(MetadataWords.access),
            "isLiveDataset": true,
        ]
        if !about.keywords.isEmpty { document["keywords"] = .array(about.keywords.map { .string($0) }) }
        document["temporalCoverage"] = about.from.map { .string("\($0)/..") }
        document["spatialCoverage"] = about.place.map { .string($0) }
        document["distribution"] = [
            [
                "@type": "cr:FileObject", "@id": .string(Croissant.rows), "name": .string(Croissant.rows),
                "description": .string("The table behind the gateway. " + MetadataWords.access),
                "contentUrl": .string(about.page), "encodingFormat": .string(MediaType.csv),
            ]
        ]
        document["recordSet"] = .array(variables.compactMap { $0.enumeration(in: id) } + [table])
        return .object(document)
    }

    private var table: JSONValue {
        [
            "@type": "cr:RecordSet", "@id": .string(id.description), "name": .string(id.description),
            "description": .string(title), "field": .array(variables.map { $0.field(in: id) }),
        ]
    }
}

extension Variable {
    /// The values of a code list as a record set of its own, which the field refers to.
    fileprivate func enumeration(in dataset: DatasetID) -> JSONValue? {
        guard let codes = publishedCodes else { return nil }
        let set = "\(dataset)/\(name)/codes"
        func field(_ name: String) -> JSONValue {
            [
                "@type": "cr:Field", "@id": .string("\(set)/\(name)"), "name": .string(name), "dataType": "sc:Text",
            ]
        }
        return [
            "@type": "cr:RecordSet", "@id": .string(set), "name": .string(set),
            "description": .string("Codes: \(title)"),
            "dataType": "sc:Enumeration", "key": ["@id": .string("\(set)/code")],
            "field": [field("code"), field("title")],
            "data": .array(
                codes.map { code in
                    .object(
                        JSONObject([("\(set)/code", .string(code.code)), ("\(set)/title", .string(code.title))]))
                }),
        ]
    }

    fileprivate func field(in dataset: DatasetID) -> JSONValue {
        var field: JSONObject = [
            "@type": "cr:Field", "@id": .string("\(dataset)/\(name)"), "name": .string(name),
            "description": .string(words), "dataType": .string(croissantType),
            "source": ["fileObject": ["@id": .string(Croissant.rows)], "extract": ["column": .string(name)]],
        ]
        if publishedCodes != nil {
            field["references"] = ["field": ["@id": .string("\(dataset)/\(name)/codes/code")]]
        }
        return .object(field)
    }

    private var croissantType: String {
        switch type {
        case .area, .code, .flag: "sc:Text"
        case .integer, .age: "sc:Integer"
        case .month, .date: "sc:Date"
        }
    }
}

/// Words of the format itself.
private enum Croissant {
    static let version = "http://mlcommons.org/croissant/1.1"
    /// The name of the one file that is not there to be fetched.
    static let rows = "rows"
    /// The part of the format's context that is used here.
    static let context: JSONValue = [
        "@language": "en", "@vocab": "https://schema.org/", "sc": "https://schema.org/",
        "cr": "http://mlcommons.org/croissant/", "dct": "http://purl.org/dc/terms/", "column": "cr:column",
        "conformsTo": "dct:conformsTo", "data": ["@id": "cr:data", "@type": "@json"],
        "dataType": ["@id": "cr:dataType", "@type": "@vocab"], "extract": "cr:extract", "field": "cr:field",
        "fileObject": "cr:fileObject", "isLiveDataset": "cr:isLiveDataset", "key": "cr:key",
        "recordSet": "cr:recordSet", "references": "cr:references", "source": "cr:source",
    ]
}
