import AuditLog
package import Catalogue
import DisclosureControl
import Governance
import Identity
import JSON
import Linux
import QueryEngines
import Snapshots

/// The quality report of a dataset: the gateway's own fixed questions, on the same street as everybody's.
///
/// It is drawn when it is first read, once for each analytic release, and paid from the ledgers of the data; nobody's
/// project is charged. From then on everybody reads the same bytes.
extension Gateway {
    /// The report on a release of a dataset, or why there is none; nil where there is no such dataset or release.
    ///
    /// - Parameter release: nil for the newest.
    package func qualityReport(of id: DatasetID, asOf release: Month?, by asker: Asker) throws(GatewayError)
        -> RecordedOutcome?
    {
        guard !parts.log.isClosed else { throw .audit(.closed) }
        let arrival = parts.ticks.now()
        guard let newest = parts.generation() else { throw .noData }
        guard let asOf = release ?? newest.catalogue.dataset(id)?.asOf else { return nil }
        let generation = newest.pinned(at: asOf)
        guard let dataset = generation.catalogue.dataset(id), dataset.asOf == asOf else { return nil }
        let principal = asker.principal
        let decision = policies.now.decideQuality(
            of: dataset, for: principal, person: try person(principal.person), projects: try projects(),
            actor: parts.pseudonym("actor", "", principal.person.description), today: parts.now.day)
        guard case .allowed(let reader) = decision else {
            return try recordRefusal(refusal(decision), by: asker)
        }
        if let drawn = try drawnReport(of: dataset) { return drawn }
        switch try planQuality(of: dataset, for: reader, in: generation) {
        case .failure(let obstacle): return try recordRefusal(obstacle.refusal, by: asker)
        case .success(let draw):
            return try draws.holding(draw.gates) { () throws(GatewayError) in
                if let drawn = try drawnReport(of: dataset) { return drawn }
                return try make(draw, since: arrival, by: asker)
            }
        }
    }

    /// A report as it was drawn, with a receipt of now; nil before that.
    func drawnReport(of dataset: Dataset) throws(GatewayError) -> RecordedOutcome? {
        let name = QualityReports.name(dataset.id, dataset.asOf)
        guard let sequence = quality[name] else { return nil }
        let stored = try storing { () throws(StoreError) in try parts.store.document(.quality, name) }
        guard let stored else { throw .damagedStore }
        // The store is not believed: the outcome's own entry must commit to these bytes.
        let proof = try disclosures(of: try entry(sequence)).first { $0.name == "result" }
        guard let proof, proof.value == .string(GatewayParts.digest(stored)) else { throw .damagedStore }
        return RecordedOutcome(
            .released(try Answer(stored: stored)), try receipt(sequence, disclosures: [proof.text]))
    }

    /// Reserves, promises, draws and releases. Whoever calls holds the gates.
    private func make(
        _ draw: QualityDraw, since arrival: MonotonicInstant, by asker: Asker
    ) throws(GatewayError) -> RecordedOutcome {
        let stored = try storedDraws(draw.keys)
        // Reserved in full, as if nobody had asked for any of it: a refusal must not tell that somebody has.
        let budget = try ledgers.facts(
            of: try draw.priceLines(lacking: draw.keys), today: try ledgerDay(), days: draw.profile.budget.days,
            reservingFor: draw.request)
        guard budget.isCovered else {
            return try recordRefusal(QualityObstacle.tooDear(budget).refusal, by: asker)
        }
        defer { ledgers.giveUp(draw.request) }
        let intent = try append([qualityIntent(draw, by: asker)], under: draw.reader.policy)[0].seq
        do throws(GatewayError) {
            let found = try run(draw, stored: stored)
            let lines = try draw.priceLines(lacking: draw.keys.subtracting(stored.keys))
            let outcome = try release(draw, found, lines, intent: intent, since: arrival)
            wait(draw.tick.afterwards, since: arrival)
            return outcome
        } catch {
            abort(draw, intent: intent, because: error)
            throw error
        }
    }

    /// Runs every table and draws what the store lacks. Nothing is stored or shown yet.
    private func run(_ draw: QualityDraw, stored: [String: DrawnMarginal]) throws(GatewayError) -> Found {
        var known = stored
        var drawn: [DrawnMarginal] = []
        for (_, plan) in draw.tables {
            guard plan.draws.contains(where: { known[$0.key] == nil }) else { continue }
            let table: UnprotectedTable
            do throws(EngineError) {
                table = try tabulate(
                    plan, over: draw.generation, boundingKey: parts.boundingKey, unless: { false })
            } catch {
                return Found(stored: stored, drawn: [], failure: error.code)
            }
            let new = checked(Found(stored: known, drawn: self.draw(plan, table, known), failure: nil), plan).drawn
            drawn += new
            for marginal in new { known[marginal.key] = marginal }
        }
        return Found(stored: stored, drawn: drawn, failure: nil)
    }

    /// Values and report into the store unseen, then the tick, then the log, and only then they are seen.
    private func release(
        _ draw: QualityDraw, _ found: Found, _ lines: [PriceLine], intent: Int, since arrival: MonotonicInstant
    ) throws(GatewayError) -> RecordedOutcome {
        if !found.draws.isEmpty {
            try storing { () throws(StoreError) in try parts.store.stage(found.draws, under: draw.request) }
        }
        wait(draw.tick.milliseconds, since: arrival)
        if let failure = found.failure {
            let entries = try append([
                qualityOutcome(draw, failure: failure, intent: intent), debitDraft(lines),
            ])
            return RecordedOutcome(.failed(code: failure), try receipt(entries[0].seq, disclosures: []))
        }
        let report = try report(draw, found)
        let entries = try tell(
            [qualityOutcome(draw, releasing: report, intent: intent), debitDraft(lines)],
            showing: [.document(.quality, id: draw.name, body: report.bytes)], after: found.draws.count,
            under: draw.request)
        return RecordedOutcome(.released(report), try receipt(entries[0].seq, disclosures: entries[0].disclosures))
    }

    /// Ends a report that an error of ours ended, and forgets what was drawn for it: nobody has seen it. Where its outcome
    /// may be in the log already, or the log takes nothing more, the next start settles it.
    private func abort(_ draw: QualityDraw, intent: Int, because error: GatewayError) {
        guard quality.isOpen(intent: intent) else { return }
        let reasons = [Refusal.abortedCode, error.code]
        guard (try? append([qualityAborted(draw.request, intent: intent, reasons: reasons)])) != nil else { return }
        forget(draw.request)
    }

    /// Waits for the end of a step of this length since the arrival; at once where the step has none.
    private func wait(_ step: Int, since arrival: MonotonicInstant) {
        guard step > 0 else { return }
        let spent = arrival.milliseconds(until: parts.ticks.now())
        let end = arrival.advanced(byMilliseconds: ReplyTick.end(ofStep: step, after: spent))
        _ = Monitor(()).wait(until: end) { _ -> Bool? in nil }
    }

    private func refusal(_ decision: QualityDecision) -> Refusal {
        guard case .refused(let verdicts) = decision else { return QualityObstacle.nothingToTell.refusal }
        return Refusal(code: Refusal.refusedCode, reasons: verdicts.compactMap(\.reason), verdicts: verdicts)
    }
}
