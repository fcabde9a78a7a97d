import Catalogue
import Governance
import JSON
import QueryLanguage
import Snapshots

/// What every answer quotes of the quality reports behind it: figures of whole datasets, never of a query's own population.
struct QualityFigures: Sendable {
    /// By table and what a measure tells of: the cell of everybody.
    private let cells: [QualityPlan.Topic: [String: JSONValue]]

    /// Reads a report as it was drawn.
    init(_ report: JSONObject) {
        var cells: [QualityPlan.Topic: [String: JSONValue]] = [:]
        for table in report["tables"]?.objects ?? [] {
            guard case .string(let about)? = table["about"], let topic = QualityPlan.Topic(rawValue: about),
                case .array(let rows)? = table["rows"], case .object(let whole)? = rows.last
            else { continue }
            for column in table["columns"]?.objects ?? [] {
                guard case .string(let measure)? = column["measure"], case .string(let subject)? = column["of"] else {
                    continue
                }
                cells[topic, default: [:]][subject] = whole[measure]
            }
        }
        self.cells = cells
    }

    /// The figure, or `not-shown` where the report has none.
    subscript(topic: QualityPlan.Topic, subject: String) -> JSONValue {
        cells[topic]?[subject] ?? ["status": "not-shown"]
    }

    /// Stands for every figure of a report that nobody has read yet.
    static let notDrawn: JSONValue = ["status": "not-drawn"]
}

extension Gateway {
    /// The figures of each dataset's report on the release that a generation shows; those of which none was drawn are not
    /// there.
    func qualityFigures(
        of datasets: Set<DatasetID>, in generation: Generation
    ) throws(GatewayError) -> [DatasetID: QualityFigures] {
        var figures: [DatasetID: QualityFigures] = [:]
        for id in datasets {
            guard let dataset = generation.catalogue.dataset(id) else { continue }
            let name = QualityReports.name(dataset.id, dataset.asOf)
            // Once drawn it never changes.
            if let known = quality.figures(of: name) {
                figures[id] = known
            } else if case .released(let report)? = try drawnReport(of: dataset)?.outcome {
                figures[id] = QualityFigures(try report.members())
                quality.keep(figures[id], of: name)
            }
        }
        return figures
    }

    /// What share of the units each link of a query leads from: of registers, whose links queries follow.
    func linkage(_ links: Set<LinkUse>, _ figures: [DatasetID: QualityFigures]) -> JSONValue {
        .object(
            JSONObject(
                links.sorted().map { link in
                    (link.text, figures[link.dataset]?[.linkage, link.text] ?? QualityFigures.notDrawn)
                }))
    }
}

extension JSONValue {
    fileprivate var objects: [JSONObject] {
        guard case .array(let elements) = self else { return [] }
        return elements.compactMap { if case .object(let object) = $0 { object } else { nil } }
    }
}
