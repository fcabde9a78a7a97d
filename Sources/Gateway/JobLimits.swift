/// How many questions may be answered behind their askers' backs, and which are so by themselves.
package struct JobLimits: Sendable, Hashable {
    /// How many run at the same time, at least 1: each holds a thread until its tick.
    package let threads: Int
    /// How many may wait for a thread.
    package let waiting: Int
    /// How many of one person may run or wait, at least 1.
    package let perPerson: Int
    /// How many of one project may run or wait, at least 1.
    package let perProject: Int
    /// From this static cost class on a question becomes a job whether its asker wishes it or not, at least 1.
    package let fromClass: Int

    /// Numbers below what is said of them are a programming error.
    package init(threads: Int, waiting: Int, perPerson: Int, perProject: Int, fromClass: Int) {
        precondition(min(threads, perPerson, perProject, fromClass) >= 1 && waiting >= 0, "a limit lets nobody in")
        self.threads = threads
        self.waiting = waiting
        self.perPerson = perPerson
        self.perProject = perProject
        self.fromClass = fromClass
    }
}

/// Why a question cannot become a job now. Nothing was begun, and nothing is reserved.
package enum JobCrowd: String, Sendable, Hashable {
    /// The asker has as many under way as one person may.
    case person
    /// The project has as many under way as one project may.
    case project
    /// As many wait as may wait, or the gateway is about to stop.
    case gateway

    /// A stable code, never reused or renumbered.
    package var code: String {
        switch self {
        case .person, .project: "SH-G409"
        case .gateway: "SH-G410"
        }
    }

    /// Whether it is up to those who ask: then it is their questions that must end first.
    package var isOwn: Bool { self != .gateway }
}
