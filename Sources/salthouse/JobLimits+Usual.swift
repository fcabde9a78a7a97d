import Gateway

extension JobLimits {
    /// What holds where nothing else is said. A class is a tick, 250 ms as shipped: from two seconds on nobody waits.
    static let usual = JobLimits(threads: 16, waiting: 64, perPerson: 8, perProject: 16, fromClass: 8)
}
