import Catalogue
import Gateway
import HTTP
import Identity
import JSON

/// What other catalogues may take over of a dataset: its declaration in their words.
enum MetadataRoutes {
    static let all = [
        Route(
            .get, "/v1/datasets/{id}/metadata/hdruk", "readHDRUKMetadata",
            "One dataset in the words of Health Data Research UK, schema 4.0.0.",
            success: .json("HDRUKDataset", "The entry."), problems: [.notFound],
            handler: .signedIn(RouteHandler.everyRole) { call, _ throws(GatewayError) in
                described(call) { .json($0.hdruk($1, in: call.gateway.catalogue)) }
            }),
        Route(
            .get, "/v1/datasets/{id}/metadata/croissant", "readCroissantMetadata",
            "One dataset in Croissant 1.1, for tools that look for data.",
            success: Success(
                status: 200, description: "The description, as JSON-LD.",
                contents: [(MediaType.linkedData, "CroissantDataset")], isVersioned: false, mayCreate: false),
            problems: [.notFound],
            handler: .signedIn(RouteHandler.everyRole) { call, _ throws(GatewayError) in
                described(call) { .answer(.bytes($0.croissant($1).bytes(), type: MediaType.linkedData)) }
            }),
    ]

    private static func described(_ call: Call, _ write: (Dataset, About) -> Reply) -> Reply {
        guard let id = DatasetID(call.part("id")), let dataset = call.gateway.catalogue.dataset(id) else {
            return .problem(.notThere)
        }
        guard let about = dataset.about else { return .problem(.notDescribed) }
        return write(dataset, about)
    }
}
