package import Catalogue
package import DifferentialPrivacy
import Governance
import QueryLanguage

/// A budget that a query debits.
package enum Ledger: Sendable, Hashable {
    case project(String)
    /// A dataset's lineage, over all its snapshots.
    case dataset(DatasetID)
    /// Everything that is known about units of one kind, over all datasets.
    case spine(StatisticalUnit)
    /// What a project's stars may betray: not ρ, but probabilities that add up.
    case stars(String)

    /// Such as `dataset care_event`.
    package var name: String {
        switch self {
        case .project(let id): "project \(id)"
        case .dataset(let id): "dataset \(id)"
        case .spine(let unit): "spine \(unit.rawValue)"
        case .stars(let project): "stars \(project)"
        }
    }
}

/// What one ledger would be debited, and the most that it may hold over the rolling span.
package struct PriceLine: Sendable, Hashable {
    package let ledger: Ledger
    package let amount: Rational
    /// Nil where the ledger is told of and refuses nothing.
    package let cap: Rational?

    package init(ledger: Ledger, amount: Rational, cap: Rational?) {
        self.ledger = ledger
        self.amount = amount
        self.cap = cap
    }
}

extension ReleasePlan {
    /// The price as `/v1/checks` tells it: as if nobody had ever asked.
    package func priceLines() throws(DisclosureError) -> [PriceLine] {
        let all = Set(draws.map(\.key))
        return try priceLines(projectOwes: all, storeLacks: all)
    }

    /// What is debited now: a project pays once for each key, datasets and spines once for everybody.
    ///
    /// - Parameters:
    ///   - projectOwes: the keys that this project has not paid for.
    ///   - storeLacks: the keys that have no stored draw.
    package func priceLines(
        projectOwes: Set<String>, storeLacks: Set<String>
    ) throws(DisclosureError) -> [PriceLine] {
        if case .noise = profile.mechanism {} else { return try exactPriceLines(projectOwes: projectOwes) }
        do throws(AccountingError) {
            let drawn = try cost { storeLacks.contains($0.key) }
            var lines = [
                PriceLine(
                    ledger: .project(authorized.project), amount: try cost { projectOwes.contains($0.key) },
                    cap: profile.budget.project)
            ]
            for dataset in query.datasets.sorted() {
                lines.append(PriceLine(ledger: .dataset(dataset), amount: drawn, cap: profile.budget.dataset))
            }
            for unit in StatisticalUnit.allCases.sorted() {
                let influence = influence(of: unit)
                guard influence.changed > 0 else { continue }
                guard let square = influence.square, let factor = Rational(square, over: 1) else {
                    throw AccountingError.overflow
                }
                lines.append(
                    PriceLine(
                        ledger: .spine(unit), amount: try drawn.multiplied(by: factor),
                        cap: profile.budget.spine(unit)))
            }
            return lines
        } catch { throw .accounting(error) }
    }

    /// What a project's own numbers add to what its stars may betray.
    package func starLine(projectOwes: Set<String>) throws(DisclosureError) -> PriceLine {
        PriceLine(
            ledger: .stars(authorized.project), amount: try starLeak { projectOwes.contains($0.key) },
            cap: profile.starBudget)
    }

    /// ρ of every number in the table together.
    package func cost() throws(DisclosureError) -> Rational {
        do { return try cost { _ in true } } catch { throw .accounting(error) }
    }

    /// The exact profiles count what a project takes, and nothing else.
    private func exactPriceLines(projectOwes: Set<String>) throws(DisclosureError) -> [PriceLine] {
        do throws(AccountingError) {
            let amount = try cost { projectOwes.contains($0.key) }
            return [PriceLine(ledger: .project(authorized.project), amount: amount, cap: profile.budget.project)]
        } catch { throw .accounting(error) }
    }

    private func cost(of isCharged: (PlannedDraw) -> Bool) throws(AccountingError) -> Rational {
        try Rational.sum(draws.filter(isCharged).map(\.cost))
    }
}
