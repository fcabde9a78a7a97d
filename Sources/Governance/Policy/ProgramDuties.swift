/// The clauses that no condition can check, because the program itself keeps them at all times.
///
/// A clause of the charter that names the program as its keeper is accepted only where it stands here: a promise that
/// nothing keeps stops the start. Whoever adds one says what keeps it, and takes it out again with that.
enum ProgramDuties {
    /// By clause, what keeps it.
    static let keepers: [String: String] = [
        "LEG-3": "incidents are reported under /v1/incidents, and each shows its clock of 72 hours",
        "BAL-1": "the public register shows how long each decision took",
    ]
}
