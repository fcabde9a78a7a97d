import Catalogue
import JSON

/// What other catalogues are given. The formats are theirs: what they call for is here, and no more than we write.
extension Schema {
    static let metadata: JSONObject = [
        "HDRUKDataset": object(
            [
                "identifier": page, "version": text,
                "revisions": list(object(["version": text]), least: 1), "issued": moment, "modified": moment,
                "summary": object(
                    [
                        "title": text, "abstract": text,
                        "dataCustodian": object(["identifier": text, "name": text, "contactPoint": text]),
                        "populationSize": described(
                            ["type": "integer", "minimum": -1], "The declared number of people; -1 for other units."),
                        "contactPoint": text, "datasetAliases": list(text),
                    ], optional: ["keywords": list(text)]),
                "accessibility": object(
                    [
                        "usage": object(["dataUseRequirements": list(text)]),
                        "access": object(
                            [
                                "accessRights": page, "accessServiceCategory": text, "accessService": text,
                                "dataController": text,
                            ], optional: ["jurisdiction": list(text), "dataProcessor": text]),
                    ],
                    optional: [
                        "formatAndStandards": object([
                            "vocabularyEncodingScheme": list(word(of: Vocabulary.allCases.map(\.rawValue))),
                            "conformsTo": list(word(of: DataModel.allCases.map(\.rawValue))), "language": list(text),
                            "format": list(text),
                        ])
                    ]),
                "observations": list(
                    object([
                        "observedNode": always("Persons"), "measuredValue": count, "observationDate": day,
                        "measuredProperty": text, "disambiguatingDescription": text,
                    ]), most: 1),
                "structuralMetadata": object(["tables": list(tableOfColumns, least: 1)]),
            ],
            optional: [
                "documentation": object(["description": text]), "coverage": object(["spatial": text]),
                "provenance": object([
                    "temporal": object([
                        "publishingFrequency": word(of: RefreshPeriod.allCases.map(\.rawValue)), "startDate": day,
                        "timeLag": word(of: PublicationLag.allCases.map(\.rawValue)),
                    ])
                ]),
                "enrichmentAndLinkage": object([
                    "linkableDatasets": list(object(["pid": dataset, "title": text]))
                ]),
            ], "An entry by the HDR UK schema of datasets, version 4.0.0. It holds no count but the declared one."),
        "CroissantDataset": [
            "type": "object",
            "description": "JSON-LD by Croissant 1.1: the shape of the table, and nothing that is in it.",
            "required": .array(croissant.map { .string($0) }),
            "properties": ["@type": always("sc:Dataset"), "conformsTo": page, "url": page, "license": page],
        ],
    ]

    private static let page: JSONValue = ["type": "string", "format": "uri"]

    private static let tableOfColumns = object([
        "name": dataset, "description": text,
        "columns": list(
            object(
                [
                    "name": text, "dataType": word(of: VariableType.allCases.map(\.rawValue)), "description": text,
                    "sensitive": flag,
                ],
                optional: ["values": list(object(["name": text, "description": text]))]), least: 1),
    ])

    private static let croissant = [
        "@context", "@type", "conformsTo", "name", "description", "url", "license", "creator", "datePublished",
        "version",
        "distribution", "recordSet",
    ]
}
