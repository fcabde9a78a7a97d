import DifferentialPrivacy
import QueryEngines
import QueryLanguage

@testable import DisclosureControl

/// One question for each statistic, as a measure named `m`, and findings for all of their parts.
enum StatisticQuestions {
    static let during = #""during":{"from":"2025-01","to":"2025-03"}"#
    static let years = #"{"personYears":{"from":"2025-01","to":"2025-12"}}"#

    static let all = [
        "sum of units": #"{"sum":"person.age","at":"2025-04","missing":"exclude"}"#,
        "sum of rows": #"{"sum":"care_event.losDays",\#(during),"atMost":2,"missing":"exclude"}"#,
        "mean of units": #"{"mean":"person.age","at":"2025-04","missing":"exclude"}"#,
        "mean of rows": #"{"mean":"care_event.losDays",\#(during),"atMost":2,"missing":"exclude"}"#,
        "variance": #"{"variance":"care_event.losDays",\#(during),"atMost":2,"missing":"exclude"}"#,
        "quantiles of units":
            #"{"quantiles":"person.age","ageAt":"2025-04","at":["0.5"],"grouping":"tenYear","missing":"exclude"}"#,
        "quantiles of rows":
            #"{"quantiles":"care_event.losDays","at":["0.25","0.5"],"grouping":"bands",\#(during),"missing":"exclude"}"#,
        "person-years": years,
        "rate": #"{"ratio":{"of":{"count":"care_event",\#(during)},"to":"personYears"},"per":1000}"#,
        "ratio to a reference": #"{"ratio":{"of":{"count":"unit"},"to":{"reference":"census@1"}}}"#,
        "indirectly standardised": """
        {"standardised":{"method":"indirect","of":{"count":"care_event",\(during),"atMost":2},
         "over":["person.sex"],"standard":"population"}}
        """,
        "directly standardised": """
        {"standardised":{"method":"direct","of":{"count":"care_event",\(during),"atMost":2},
         "over":[{"variable":"person.age","at":"2025-04","grouping":"broad"}],"standard":{"reference":"standard@1"}},
         "per":1000}
        """,
    ]

    static let names = all.keys.sorted()

    static func measures(_ name: String) -> (String, String) { ("measures", #"{"m":\#(all[name] ?? "")}"#) }

    /// A table by borough with its total.
    static func byBorough(_ name: String) -> [(String, String)] {
        [("by", #"["person.borough"]"#), ("totals", "true"), measures(name)]
    }

    /// What so many units come to for a part when each adds `each`, and what is divided is divided evenly.
    static func finding(_ units: Int, _ part: MeasurePart, each: Int = 1) -> ExactCell {
        let behind = units / part.entriesPerCell
        let amount =
            switch part {
            case .units, .share, .unitsWithEvents, .unitsPresent: 1
            case .events, .sum, .months: each
            case .divided(let base, _): if case .units = base { 1 } else { each }
            }
        return ExactCell(value: behind * amount, units: behind, persons: behind, complement: nil, top: .none)
    }
}

extension DrawnMarginal {
    /// The same draw with other cells.
    func with(_ cells: [DrawnCell]) -> DrawnMarginal {
        DrawnMarginal(key: key, noiseMultiplierSquared: noiseMultiplierSquared, bound: bound, cells: cells)
    }
}

extension Street {
    /// Draws as if there were no noise: what stands in the store for each part, marginal and entry.
    static func exact(
        _ plan: ReleasePlan, _ number: (MeasurePart, Marginal, Int) -> Int
    ) -> [String: DrawnMarginal] {
        stored(
            plan.draws.map { draw in
                DrawnMarginal(
                    key: draw.key, noiseMultiplierSquared: draw.noiseMultiplierSquared, bound: draw.bound,
                    cells: (0..<draw.entryCount).map {
                        .shown(number(plan.query.parts[draw.part], plan.marginals[draw.marginal], $0))
                    })
            })
    }
}

extension MeasurePart {
    var isSum: Bool { if case .sum = self { true } else { false } }
}
