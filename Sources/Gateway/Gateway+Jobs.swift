package import AuditLog
import DisclosureControl
import Governance
package import Identity
import JSON
import Linux
import QueryLanguage

/// Questions behind their askers' backs: what is told of them, who may end them, and how they end.
extension Gateway {
    /// Whether a question becomes a job by itself: told from the question and the declared sizes.
    func isLarge(_ agreed: Agreed) -> Bool { agreed.tick.costClass >= parts.jobs.fromClass }

    /// Runs what was let in: at once, or as a job, where its intent is all that is waited for.
    func begin(_ agreed: Agreed, since arrival: MonotonicInstant, by asker: Asker) throws(GatewayError)
        -> RecordedOutcome
    {
        let isJob = asker.prefersJob || isLarge(agreed)
        if isJob, let crowd = jobs.reserve(agreed.request, person: asker.principal.person, project: agreed.project.id) {
            giveUp(agreed.request)
            return try recordCrowd(crowd, by: asker)
        }
        let intent: Int
        do throws(GatewayError) { intent = try recordIntent(agreed, isJob: isJob, by: asker) } catch {
            giveUp(agreed.request)
            throw error
        }
        let job = Job(agreed, intent: intent, by: asker, since: arrival)
        if isJob, jobs.queue(job, { self.work() }) { return try underWay(job) }
        jobs.enter(job)
        return try carryOut(job)
    }

    /// What a thread does: one job after the other, while any waits.
    private func work() {
        while let job = jobs.next() {
            // What went wrong stands in the job's outcome, or the log takes no more, and whoever asks next is told.
            _ = try? carryOut(job)
        }
    }

    /// Runs a question to its end. Whatever happens, nothing stays reserved.
    private func carryOut(_ job: Job) throws(GatewayError) -> RecordedOutcome {
        defer {
            giveUp(job.agreed.request)
            jobs.leave(job)
        }
        do throws(GatewayError) {
            let outcome = try answer(job)
            job.wait(forStep: job.agreed.tick.afterwards, parts.ticks)
            return outcome
        } catch {
            abort(job, because: error)
            throw error
        }
    }

    /// What is told of a job, with the receipt of its intent.
    func underWay(_ job: Job) throws(GatewayError) -> RecordedOutcome {
        let status = job.status(place: jobs.place(of: job), parts.ticks)
        return RecordedOutcome(.underWay(status), try receipt(job.intent, disclosures: []))
    }

    /// What cancelling came to.
    package enum Cancellation: Sendable {
        case done(Receipt)
        /// It was answered, or has ended otherwise.
        case tooLate
        /// Only the person who asked, and a steward of the project, may.
        case notYours
        case notThere
    }

    /// Cancels a question that is under way: its outcome is durable before this returns. Nothing leaves, nothing is
    /// charged.
    package func cancel(
        _ id: String, by principal: AuthenticatedPrincipal
    ) throws(GatewayError) -> Cancellation {
        guard let job = jobs[id], try project(job.agreed.project.id, for: principal) != nil else {
            return try answer(id, for: principal) == nil ? .notThere : .tooLate
        }
        guard job.asker.principal.person == principal.person || principal.roles.contains(.steward) else {
            return .notYours
        }
        return try changes.holding(job.gates) { () throws(GatewayError) in
            guard isOpen(job) else { return .tooLate }
            let entry = try end(
                job, abortedDraft(job.agreed.request, intent: job.intent, reasons: [Refusal.cancelledCode]),
                behind: [cancelDraft(job, by: principal)])
            return .done(try receipt(entry, disclosures: []))
        }
    }

    /// Ends every question under way that would not be let in any more. Call it behind each change that may speak
    /// against one; what cannot be decided here is decided again before the answer leaves.
    func reconsider(where isConcerned: (Job) -> Bool) {
        for job in jobs.all where isConcerned(job) {
            try? changes.holding(job.gates) { () throws(GatewayError) in
                guard isOpen(job) else { return }
                let covered = BudgetFacts(cost: "0", left: "0", isCovered: true)
                let objections = try objections(to: job, covered)
                guard !objections.isEmpty else { return }
                let basis = job.agreed.basis?.adding(floors: objections.map(\.clause))
                _ = try withhold(job, [], objections, decision([basis], job.subject))
            }
        }
    }

    /// Ends what is under way, and lets no more in. Call it once no requests come any more and before the log is closed.
    package func stop() {
        jobs.close()
        for job in jobs.all {
            // Where this fails the next start ends it.
            try? changes.holding(job.gates) { () throws(GatewayError) in
                guard isOpen(job) else { return }
                _ = try end(
                    job, abortedDraft(job.agreed.request, intent: job.intent, reasons: [Refusal.abortedCode]),
                    behind: [])
            }
        }
        jobs.waitForThreads()
    }

    /// Whether a question has no outcome yet. Whoever gives it one holds its gates.
    func isOpen(_ job: Job) -> Bool { job.end == nil && ledgers.isOpen(intent: job.intent) }

    /// Gives a question an outcome without an answer; the entry of it. Its thread hears of it, and its place is free.
    func end(_ job: Job, _ outcome: AuditDraft, behind others: [AuditDraft]) throws(GatewayError) -> Int {
        let entry = try append(others + [outcome])[others.count].seq
        job.end(at: entry)
        giveUp(job.agreed.request)
        jobs.leave(job)
        forget(job.agreed.request)
        return entry
    }

    /// An outcome without an answer, read back from the log and the vault.
    func recordedEnd(at sequence: Int) throws(GatewayError) -> RecordedOutcome {
        let entry = try entry(sequence)
        let receipt = try receipt(sequence, disclosures: [])
        guard case .array(let reasons)? = entry.event["reasons"] else { throw .damagedStore }
        guard entry.event["decision"] == "deny" else {
            guard case .string(let code)? = reasons.first else { throw .damagedStore }
            return RecordedOutcome(.ended(code: code), receipt)
        }
        let told = try disclosed("refusal", at: entry).flatMap { Refusal(stored: $0) }
        return RecordedOutcome(.refused(told ?? .erased(clauses: reasons)), receipt)
    }

    /// The end of a job that has no answer, where this person may read its project.
    func end(of id: String, for principal: AuthenticatedPrincipal) throws(GatewayError) -> RecordedOutcome? {
        guard let sequence = ended[id], case .integer(let intent)? = try entry(sequence).event["intent"],
            case .string(let project)? = try entry(intent).event["project"],
            try self.project(project, for: principal) != nil
        else { return nil }
        return try recordedEnd(at: sequence)
    }

    private func cancelDraft(_ job: Job, by principal: AuthenticatedPrincipal) -> AuditDraft {
        let person = principal.person.description
        let query = job.agreed.plan.query
        return AuditDraft(
            type: "query.cancel",
            event: [
                "req": .string(parts.requestName()), "intent": .integer(job.intent),
                "project": .string(job.agreed.project.id),
                "by": .string(parts.pseudonym("actor", query.project, person)),
            ],
            disclosures: [
                Disclosed(name: "researcher", value: .string(person), subject: subject(person, of: query))
            ], sameBatch: [:])
    }
}
