import Gateway

/// The limits of jobs as `serve` is told them.
extension JobLimits {
    /// What holds where nothing else is said. A class is a tick, 250 ms as shipped: from two seconds on nobody waits.
    static let usual = JobLimits(threads: 16, waiting: 64, perPerson: 8, perProject: 16, fromClass: 8)

    static let options: Set = [
        "--job-threads", "--job-queue", "--jobs-per-person", "--jobs-per-project", "--job-class",
    ]

    init(_ options: Options) throws(CommandError) {
        self.init(
            threads: try options.number("--job-threads", in: 1...256) ?? Self.usual.threads,
            waiting: try options.number("--job-queue", in: 0...4096) ?? Self.usual.waiting,
            perPerson: try options.number("--jobs-per-person", in: 1...4096) ?? Self.usual.perPerson,
            perProject: try options.number("--jobs-per-project", in: 1...4096) ?? Self.usual.perProject,
            fromClass: try options.number("--job-class", in: 1...1000) ?? Self.usual.fromClass)
    }
}
