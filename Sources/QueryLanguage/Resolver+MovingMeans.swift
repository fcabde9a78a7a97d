import Catalogue
import JSON

extension Resolver {
    /// `{"movingMean": 7, "of": "admissions"}`; `over` names the dimension where several are of time.
    func movingMean(_ name: String, _ cursor: JSONCursor, into list: inout MeasureList) throws(QueryError) {
        let fields = try cursor.queryFields("movingMean", "of", "over")
        let width = try fields.need("movingMean").queryInteger(in: 2...60)
        let place = try fields.need("of")
        let of = try place.queryString()
        let over = fields["over"]
        let asked = try over?.queryString()
        list.add { (resolver, surroundings) throws(QueryError) in
            let index = surroundings.measures.firstIndex { $0.map { $0.name.utf8.elementsEqual(of.utf8) } ?? false }
            guard let index, let measure = surroundings.measures[index], measure.kind.isAveraged else {
                throw QueryError(
                    place.pointer,
                    .noSuchMeasure(
                        counts: surroundings.measures.compactMap { $0 }.filter(\.kind.isAveraged).map(\.name)))
            }
            let dimensions = surroundings.dimensions
            let times = dimensions.indices.filter { resolver.isTime(dimensions[$0]) }
            let chosen = times.filter { index in
                asked.map { "\(dimensions[index].name)".utf8.elementsEqual($0.utf8) } ?? true
            }
            guard chosen.count == 1 else {
                throw QueryError(
                    over?.pointer ?? cursor.pointer,
                    .noTimeDimension(times: times.map { "\(dimensions[$0].name)" }))
            }
            return Measure(
                name: name,
                kind: .statistic(.movingMean(MovingMean(measure: index, dimension: chosen[0], width: width))),
                unitLabel: measure.unitLabel, ofLabel: nil)
        }
    }

    private func isTime(_ dimension: Dimension) -> Bool {
        let type = catalogue.dataset(dimension.name.dataset)?.variable(named: dimension.name.name)?.type
        return type == .month || type == .date
    }
}

extension MeasureKind {
    /// Whether a moving mean of it is offered: counts and sums.
    fileprivate var isAveraged: Bool {
        switch self {
        case .units, .events, .statistic(.sum): true
        case .proportion, .ratio, .statistic: false
        }
    }
}
