package import Catalogue

extension ResolvedQuery {
    /// The references whose numbers it uses, in the order of their names.
    package var references: [ReferenceID] {
        var found: Set<ReferenceID> = []
        for measure in measures {
            guard case .statistic(let statistic) = measure.kind else { continue }
            switch statistic {
            case .ofReference(_, let use, _): found.insert(use.reference)
            case .standardised(let standardised):
                if case .weights(let use, _, _, _) = standardised.standard { found.insert(use.reference) }
            case .sum, .mean, .variance, .quantiles, .personYears, .rate, .movingMean: break
            }
        }
        return found.sorted()
    }

    /// The look-ups that the areas it shows, and those of its references, came through; in the order of their names.
    package func lookups(in catalogue: Catalogue) -> [ReferenceID] {
        var strata: [Dimension] = []
        for part in parts { if case .divided(_, by: .strata(let more)) = part { strata += more } }
        let shown = (dimensions + strata).compactMap { dimension in
            catalogue.dataset(dimension.name.dataset)?.variable(named: dimension.name.name)?
                .grouping(named: dimension.grouping)?.lookup?.id
        }
        let counted = references.flatMap { catalogue.reference($0)?.dimensions.compactMap(\.lookup) ?? [] }
        return Set(shown + counted).sorted()
    }
}
