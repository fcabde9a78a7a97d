import Linux

/// The threads that run the handler, with the queue before them and the answers behind.
final class Workers: Sendable {
    /// A request on its way to a worker, with the number of the connection that waits for it.
    struct Job: Sendable {
        let connection: UInt64
        let request: HTTPRequest
        /// Why the request is turned away, its body unread.
        let rejection: HTTPRejection?
    }

    /// A response on its way back. Numbers of connections are never used again, so an answer that comes too late finds
    /// nobody and can reach no other.
    struct Answer: Sendable {
        let connection: UInt64
        let response: HTTPResponse
    }

    private let jobs: BoundedQueue<Job>
    private let answers = Monitor<[Answer]>([])

    init(
        _ concurrency: HTTPServerConfiguration.Concurrency, handler: any HTTPHandler, wakeUp: WakeUpSignal
    ) throws(SystemError) {
        jobs = BoundedQueue(capacity: concurrency.waitingRequests)
        let (jobs, answers) = (jobs, answers)
        for number in 1...concurrency.workers {
            do throws(SystemError) {
                // Nobody joins the threads: each ends when the queue is closed and its last handler returns.
                _ = try WorkerThread(name: "http-\(number)") {
                    while let job = jobs.pop() {
                        let response =
                            job.rejection.map { handler.respond(to: $0, of: job.request) }
                            ?? handler.respond(to: job.request)
                        answers.update(waking: .nobody) {
                            $0.append(Answer(connection: job.connection, response: response))
                        }
                        wakeUp.raise()
                    }
                }
            } catch {
                jobs.close()
                throw error
            }
        }
    }

    /// Hands a request over; false where too many wait already.
    func take(_ job: Job) -> Bool { jobs.push(job) }

    /// The answers since the last call.
    func collectAnswers() -> [Answer] {
        answers.update(waking: .nobody) { waiting in
            defer { waiting = [] }
            return waiting
        }
    }

    func close() { jobs.close() }
}
