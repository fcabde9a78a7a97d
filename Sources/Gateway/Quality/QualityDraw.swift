import Catalogue
import DifferentialPrivacy
import DisclosureControl
import Governance
import Identity
import JSON
import QueryLanguage
import Snapshots

/// A quality report that may be drawn: its tables with their plans, known before any data are read.
struct QualityDraw {
    /// A random name, 128 bits, hexadecimal: it ties intent, outcome and stored rows together.
    let request: String
    let reader: QualityReader
    let dataset: Dataset
    let generation: Generation
    let profile: Profile
    let tables: [(table: QualityPlan.Table, plan: ReleasePlan)]
    /// Tables that cannot be asked for, and why: from the catalogue and the profile alone.
    let notAsked: [(topic: QualityPlan.Topic, why: String)]

    var name: String { QualityReports.name(dataset.id, dataset.asOf) }
    /// Every dataset that a table of it reads.
    var datasets: Set<DatasetID> { Set(tables.flatMap(\.plan.query.datasets)) }
    /// The release keys of everything that the report shows.
    var keys: Set<String> { Set(tables.flatMap { $0.plan.draws.map(\.key) }) }
    /// What is held while it is drawn: no other question draws the same values, and nobody else the same report.
    var gates: Set<String> { keys.union([name]) }

    /// When it leaves: the ticks of its tables, one after the other.
    var tick: (milliseconds: Int, afterwards: Int) {
        tables.reduce((0, 0)) { sum, each in
            let tick = ReplyTick(each.plan.query, in: generation.catalogue, unit: profile.tickMilliseconds)
            return (sum.0 + tick.milliseconds, max(sum.1, tick.afterwards))
        }
    }

    /// What the ledgers of data are debited for the keys that have no value yet, a line for each ledger. There is no
    /// project that pays.
    func priceLines(lacking: Set<String>) throws(GatewayError) -> [PriceLine] {
        var lacking = lacking
        var lines: [Ledger: PriceLine] = [:]
        for (_, plan) in tables {
            let priced = try disclosing { () throws(DisclosureError) in
                try plan.priceLines(projectOwes: [], storeLacks: lacking)
            }
            for line in priced {
                if case .project = line.ledger { continue }
                do throws(AccountingError) {
                    let amount = try (lines[line.ledger]?.amount ?? .zero).adding(line.amount)
                    lines[line.ledger] = PriceLine(ledger: line.ledger, amount: amount, cap: line.cap)
                } catch { throw .accounting(error) }
            }
            // A value that stands in two tables is drawn and paid once.
            lacking.subtract(plan.draws.map(\.key))
        }
        return lines.values.sorted { $0.ledger.name < $1.ledger.name }
    }
}

extension Gateway {
    /// Plans a report, or says why there can be none: nothing here comes from data about people.
    func planQuality(
        of dataset: Dataset, for reader: QualityReader, in generation: Generation
    ) throws(GatewayError) -> Result<QualityDraw, QualityObstacle> {
        let catalogue = generation.catalogue
        var tables: [(table: QualityPlan.Table, plan: ReleasePlan)] = []
        var notAsked: [(topic: QualityPlan.Topic, why: String)] = []
        var profile: Profile?
        for table in QualityPlan(of: dataset, in: catalogue).tables {
            let query: ResolvedQuery
            do throws(QueryError) { query = try QueryResolver.resolve(table.query, in: catalogue) } catch {
                notAsked.append((table.topic, error.message))
                continue
            }
            let (protecting, limits) = protection(of: query, in: generation)
            guard let protecting, limits.isEmpty else {
                notAsked.append((table.topic, limits.first?.message ?? "No profile keeps this table safe."))
                continue
            }
            // One profile protects a report: that of its first table.
            let chosen = profile ?? protecting
            guard case .noise = chosen.mechanism, chosen == protecting,
                let query = policies.now.authorize(query, for: reader, profile: chosen.name, in: catalogue)
            else {
                notAsked.append((table.topic, "This table is not kept safe by noise."))
                continue
            }
            profile = chosen
            tables.append((table, try releasePlan(query, chosen, generation, naming: parts.releaseName)))
        }
        guard let profile else { return .failure(.nothingToTell) }
        return .success(
            QualityDraw(
                request: parts.requestName(), reader: reader, dataset: dataset, generation: generation,
                profile: profile, tables: tables, notAsked: notAsked))
    }
}

/// Why there is no quality report: from the catalogue, the profiles and the ledgers.
enum QualityObstacle: Error {
    /// No table of it may be asked for.
    case nothingToTell
    /// The data's own ledgers cannot pay.
    case tooDear(BudgetFacts)

    var refusal: Refusal {
        let reason =
            switch self {
            case .nothingToTell:
                RefusalReason(
                    clause: "PRI-4", message: "No report on these data would be safe to show.",
                    change: "Ask those who hold the data.", ask: "a data steward")
            case .tooDear(let budget):
                RefusalReason(
                    clause: "PRI-6",
                    message: "The report needs \(budget.cost) of \(budget.of), and \(budget.leftInWords) is left.",
                    change: "Wait until the budget of the year has come back.", ask: "a data steward")
            }
        return Refusal(code: Refusal.noQualityReportCode, reasons: [reason], verdicts: [])
    }
}
