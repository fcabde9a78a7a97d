package import Catalogue
package import JSON

/// How much noise the asker accepts: the noise multiplier z² of the disclosure profile.
package enum Precision: String, Sendable, Hashable, CaseIterable {
    case high, standard, exploratory, scan
}

/// A query whose every name stands in the catalogue and whose meaning has one form.
///
/// Only this room can make one: who holds it knows that it was parsed and resolved.
package struct ResolvedQuery: Sendable, Hashable {
    package let tier: QueryTier
    /// The project that asks, as the asker wrote it; like the purpose, empty where a question about made-up rows has none.
    package let project: String
    package let purpose: String
    package let unit: StatisticalUnit
    /// The analytic release that is asked.
    package let asOf: Month
    package let population: Predicate
    /// The population in canonical form: part of every release key.
    package let canonicalPopulation: JSONValue
    /// In the asker's order: the order of the answer.
    package let dimensions: [Dimension]
    package let measures: [Measure]
    /// Each different part once, in the order in which the measures first need them.
    package let parts: [MeasurePart]
    /// Each part in canonical form, in the order of `parts`.
    package let canonicalParts: [JSONValue]
    package let precision: Precision
    package let totals: Bool
    /// Every variable the query touches anywhere, by its catalogue name and as the asker named it (a view and what it
    /// looks at both stand here), for what is sensitive in them.
    package let variables: Set<VariableName>
    /// The variables that an approval must hold: those that the asker named, of an age its birth month too, and of a view
    /// the view alone. Who may ask for boroughs need not be trusted with small areas.
    package let variablesToApprove: Set<VariableName>
    /// Every dataset the query touches, filters included.
    package let datasets: Set<DatasetID>
    /// Every link it follows: the dataset that declares it and the role.
    package let links: Set<LinkUse>
    /// One sentence that says what is asked, from catalogue titles.
    package let says: String
    /// The canonical bytes of the whole meaning: two queries that mean the same have the same bytes. Project, purpose,
    /// precision, the names of measures and the order of dimensions are not part of the meaning.
    package let canonical: [UInt8]
}

/// A link that a query follows.
package struct LinkUse: Sendable, Hashable, Comparable {
    package let dataset: DatasetID
    package let role: String

    package init(dataset: DatasetID, role: String) {
        self.dataset = dataset
        self.role = role
    }

    package static func < (a: LinkUse, b: LinkUse) -> Bool {
        (a.dataset.description, a.role) < (b.dataset.description, b.role)
    }
}

extension ResolvedQuery {
    /// What is shown: the whole table first; with totals, every way of summing over dimensions follows, the grand total
    /// last.
    package var marginals: [Marginal] { Marginal.tabulated(dimensions, totals: totals, needsGrandTotal: false) }

    /// What an engine tabulates: every part in each of these. First the marginals that are shown; where a measure needs
    /// the grand total and it is not shown, it follows.
    package var tabulated: [Marginal] {
        Marginal.tabulated(
            dimensions, totals: totals,
            needsGrandTotal: measures.contains { measure in
                guard case .statistic(.standardised(let standardised)) = measure.kind,
                    case .population = standardised.standard
                else { return false }
                return true
            })
    }

    /// The dataset whose many rows put a unit into several cells, where a dimension is of that kind.
    package var rowDimensions: RowSelection? { dimensions.lazy.compactMap(\.rows).first }
}

extension Marginal {
    static func tabulated(_ dimensions: [Dimension], totals: Bool, needsGrandTotal: Bool) -> [Marginal] {
        let sizes = dimensions.map(\.groups.count)
        let whole = Array(dimensions.indices)
        guard totals else {
            let total = Marginal(kept: [], sizes: [])
            return [Marginal(kept: whole, sizes: sizes)] + (needsGrandTotal && !whole.isEmpty ? [total] : [])
        }
        return (0..<(1 << dimensions.count)).map { dropped in
            let kept = whole.filter { dropped & (1 << $0) == 0 }
            return Marginal(kept: kept, sizes: kept.map { sizes[$0] })
        }
    }
}
