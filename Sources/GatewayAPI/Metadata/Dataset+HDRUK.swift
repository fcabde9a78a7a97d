import Catalogue
import JSON

/// The entry of a dataset in the catalogue of Health Data Research UK: the HDR UK schema of datasets, version 4.0.0.
///
/// Everything follows from declarations. Members whose value nobody declared are left out, and so is every count but the
/// declared number of people. Source: `hdr_schemata/models/HDRUK/4.0.0/schema.json` of https://github.com/HDRUK/schemata.
extension Dataset {
    func hdruk(_ about: About, in catalogue: Catalogue) -> JSONValue {
        var entry: JSONObject = [
            "identifier": .string(about.page), "version": .string(about.version),
            "revisions": [["version": .string(about.version)]],
            "issued": .string("\(about.issued)T00:00:00Z"), "modified": .string("\(about.changed)T00:00:00Z"),
            "summary": summary(about), "accessibility": accessibility(about), "observations": .array(observations),
        ]
        if !description.isEmpty { entry["documentation"] = ["description": .string(description)] }
        entry["coverage"] = about.place.map { ["spatial": .string($0)] }
        entry["provenance"] = temporal(about).map { ["temporal": $0] }
        if !links.isEmpty {
            entry["enrichmentAndLinkage"] = ["linkableDatasets": .array(linked(in: catalogue))]
        }
        entry["structuralMetadata"] = ["tables": [table]]
        return .object(entry)
    }

    /// What the schema takes for *not reported*.
    private static let notReported = -1

    /// The schema counts people: a dataset of households reports none.
    private func summary(_ about: About) -> JSONValue {
        var summary: JSONObject = [
            "title": .string(title), "abstract": .string(about.abstract),
            "dataCustodian": [
                "identifier": .string(about.publisher.id), "name": .string(about.publisher.name),
                "contactPoint": .string(about.publisher.contact),
            ],
            "populationSize": .integer(unit == .person ? declaredUnits : Self.notReported),
            "contactPoint": .string(about.publisher.contact), "datasetAliases": [.string(id.description)],
        ]
        if !about.keywords.isEmpty { summary["keywords"] = .array(about.keywords.map { .string($0) }) }
        return .object(summary)
    }

    private func accessibility(_ about: About) -> JSONValue {
        var access: JSONObject = [
            "accessRights": .string(about.accessRights), "accessServiceCategory": "TRE/SDE",
            "accessService": .string(MetadataWords.access),
            "dataController": .string(controllers.map(\.name).joined(separator: "; ")),
        ]
        if !about.jurisdictions.isEmpty {
            access["jurisdiction"] = .array(about.jurisdictions.map { .string($0) })
        }
        access["dataProcessor"] = about.processor.map { .string($0) }
        var accessibility: JSONObject = [
            "usage": ["dataUseRequirements": ["Project-specific restrictions", "Disclosure control"]],
            "access": .object(access),
        ]
        if !about.vocabularies.isEmpty, !about.models.isEmpty {
            accessibility["formatAndStandards"] = [
                "vocabularyEncodingScheme": .array(about.vocabularies.map { .string($0.rawValue) }),
                "conformsTo": .array(about.models.map { .string($0.rawValue) }), "language": ["en"],
                "format": [.string(MediaType.json), .string(MediaType.csv), .string(MediaType.jsonStat)],
            ]
        }
        return .object(accessibility)
    }

    /// The declared number of people, said to be declared; nothing where the unit is another.
    private var observations: [JSONValue] {
        guard unit == .person else { return [] }
        return [
            [
                "observedNode": "Persons", "measuredValue": .integer(declaredUnits),
                "observationDate": .string("\(asOf)-01"), "measuredProperty": "Declared number of people",
                "disambiguatingDescription": .string(MetadataWords.declared),
            ]
        ]
    }

    /// The schema takes a period only together with how often and how late data come.
    private func temporal(_ about: About) -> JSONValue? {
        guard let from = about.from, let refresh = about.refresh, let lag = about.lag else { return nil }
        return [
            "publishingFrequency": .string(refresh.rawValue), "startDate": .string("\(from)"),
            "timeLag": .string(lag.rawValue),
        ]
    }

    private func linked(in catalogue: Catalogue) -> [JSONValue] {
        var seen: Set<DatasetID> = []
        return links.filter { seen.insert($0.dataset).inserted }.map { link in
            let title = catalogue.dataset(link.dataset)?.title ?? link.dataset.description
            return ["pid": .string(link.dataset.description), "title": .string(String(title.prefix(150)))]
        }
    }

    private var table: JSONValue {
        var table: JSONObject = ["name": .string(id.description)]
        table["description"] = .string(title)
        table["columns"] = .array(variables.map(\.column))
        return .object(table)
    }
}

extension Variable {
    fileprivate var column: JSONValue {
        var column: JSONObject = [
            "name": .string(name), "dataType": .string(type.rawValue), "description": .string(words),
            "sensitive": .bool(isSensitive),
        ]
        if let codes = publishedCodes {
            column["values"] = .array(
                codes.map { ["name": .string($0.code), "description": .string($0.title)] })
        }
        return .object(column)
    }
}
