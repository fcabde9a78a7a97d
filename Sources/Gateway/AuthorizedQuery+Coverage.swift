import Catalogue
import Governance
import JSON
import QueryLanguage

extension AuthorizedQuery {
    /// Whose rows of each dataset are in, and whose are left out and why: from declarations and signatures alone. What share
    /// of the dataset is left out stands in its quality report.
    func coverage(in catalogue: Catalogue, _ figures: [DatasetID: QualityFigures]) -> JSONValue {
        .object(
            JSONObject(
                query.datasets.sorted().map { id in
                    let gone = leftOut.first { $0.dataset == id }?.leftOut ?? []
                    let present = (catalogue.dataset(id)?.controllers ?? []).filter { !gone.contains($0) }
                    return (id.description, Self.coverage(present: present, gone: gone, figures[id]))
                }))
    }

    private static func coverage(
        present: [Controller], gone: [Controller], _ figures: QualityFigures?
    ) -> JSONValue {
        [
            "included": .array(present.map { .string("\($0.name): \($0.covers)") }),
            "leftOut": .array(
                gone.map {
                    [
                        "controller": .string($0.id), "name": .string($0.name), "covers": .string($0.covers),
                        "why": "This controller's agreement to the project is not there, or has ended.",
                        "share": figures?[.coverage, $0.id] ?? QualityFigures.notDrawn,
                    ]
                }),
        ]
    }

    /// The datasets of which some rows are left out, for the log; nil where there are none.
    var leftOutInLog: JSONValue? {
        guard !leftOut.isEmpty else { return nil }
        return .array(
            leftOut.map {
                ["id": .string($0.dataset.description), "controllers": .array($0.leftOut.map { .string($0.id) })]
            })
    }

    private var leftOut: [CoveredRows] {
        obligations.compactMap { if case .countOnly(let rows) = $0 { rows } else { nil } }
    }
}
