import Identity
import Linux

/// The questions that are under way: those whose askers wait, and the bounded number that runs behind their backs.
///
/// A thread lives while there is work. So nothing has to be started, and `close` has an end.
final class Jobs: Sendable {
    /// Somebody who has a place, from before the intent until the end.
    private struct Place {
        let person: PersonID
        let project: String
    }

    private struct State {
        var isClosed = false
        var places: [String: Place] = [:]
        /// By the public name of the answer.
        var underWay: [String: Job] = [:]
        /// In the order of their arrival.
        var waiting: [Job] = []
        var threads = 0
    }

    private let limits: JobLimits
    private let state = Monitor(State())

    init(_ limits: JobLimits) { self.limits = limits }

    /// Keeps a place for a request; or says why there is none.
    func reserve(_ request: String, person: PersonID, project: String) -> JobCrowd? {
        state.update(waking: .nobody) { state in
            if state.places.values.count(where: { $0.person == person }) >= limits.perPerson { return .person }
            if state.places.values.count(where: { $0.project == project }) >= limits.perProject { return .project }
            if state.isClosed || state.places.count >= limits.threads + limits.waiting { return .gateway }
            state.places[request] = Place(person: person, project: project)
            return nil
        }
    }

    /// Gives a request's place to others. What it may still do behind its end is nobody's business but its thread's.
    func giveUp(_ request: String) { state.update(waking: .nobody) { $0.places[request] = nil } }

    /// Takes note of a question whose asker waits for it.
    func enter(_ job: Job) {
        job.run()
        state.update(waking: .nobody) { $0.underWay[job.id] = job }
    }

    /// Lets a question wait for a thread, which is started where there may be one more. False where nobody would ever
    /// run it, because the kernel gives no thread: then its asker must wait for it.
    func queue(_ job: Job, _ work: @escaping @Sendable () -> Void) -> Bool {
        let needsThread = state.update(waking: .nobody) { state in
            state.underWay[job.id] = job
            state.waiting.append(job)
            guard state.threads < limits.threads else { return false }
            state.threads += 1
            return true
        }
        guard needsThread else { return true }
        do throws(SystemError) {
            // It ends by itself when nobody waits.
            _ = try WorkerThread(name: "job", work)
            return true
        } catch {
            return state.update { state in
                state.threads -= 1
                guard state.threads == 0, let place = state.waiting.firstIndex(where: { $0 === job }) else {
                    return true
                }
                state.waiting.remove(at: place)
                return false
            }
        }
    }

    /// The next that waits, for a thread; nil where the thread is to end.
    func next() -> Job? {
        state.update { state in
            guard let job = state.waiting.first else {
                state.threads -= 1
                return nil
            }
            state.waiting.removeFirst()
            job.run()
            return job
        }
    }

    /// Forgets a question that has ended, wherever it stood.
    func leave(_ job: Job) {
        state.update(waking: .nobody) { state in
            state.underWay[job.id] = nil
            state.waiting.removeAll { $0 === job }
        }
    }

    /// Those under way, in no order.
    var all: [Job] { state.read { Array($0.underWay.values) } }

    /// How many run, those whose askers wait among them, and how many wait for a thread.
    var load: (running: Int, waiting: Int) {
        state.read { ($0.underWay.count - $0.waiting.count, $0.waiting.count) }
    }

    /// The one of this name; nil where it has ended.
    subscript(id: String) -> Job? { state.read { $0.underWay[id] } }

    /// The one that a person asked for under this mark.
    func marked(_ mark: String, by person: PersonID) -> Job? {
        all.first { $0.asker.principal.person == person && $0.asker.idempotencyKey == mark }
    }

    /// How many wait up to this one; 0 where it does not wait.
    func place(of job: Job) -> Int {
        state.read { state in
            state.waiting.firstIndex { $0 === job }.map { $0 + 1 } ?? 0
        }
    }

    /// Lets nobody in any more.
    func close() { state.update { $0.isClosed = true } }

    /// Waits until the last thread has ended.
    func waitForThreads() { _ = state.wait { $0.threads == 0 ? true : nil } }
}
