/// The clauses that no condition can check, because the program itself keeps them at all times.
///
/// A clause of the charter that names the program as its keeper is accepted only where it stands here: a promise that
/// nothing keeps stops the start. Whoever adds one says what keeps it, and takes it out again with that.
enum ProgramDuties {
    /// By clause, what keeps it.
    static let keepers: [String: String] = [
        "LEG-3": "incidents are reported under /v1/incidents, and each shows its clock of 72 hours",
        "BAL-1": "the public register shows how long each decision took",
        "BAL-2": "the hours of processor time of each month stand in the audit log and under /v1/status",
        "OVR-1": "auditors export the review at /v1/reports/charter-review, and can make it again from the log's files",
        "OVR-3": "a policy set comes into force only where two stewards sign its hash, and a start refuses any other",
    ]
}
