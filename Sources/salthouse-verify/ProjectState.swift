import AuditLog
import JSON

/// What the log has said about a project so far.
struct ProjectState {
    let approval: String
    let datasets: Set<String>
    var expires: String
    var isActive = true
    /// The privacy budget that is left; nil where it was never told in a form we read.
    var left: ExactRational?

    /// The state after an entry about the project: an approval begins it anew.
    static func after(_ entry: AuditEntry, before: ProjectState?) -> ProjectState? {
        let event = entry.event
        var state = before
        switch entry.type {
        case "project.approve":
            state = ProjectState(
                approval: event.text("approval"), datasets: Set(event.texts("datasets")),
                expires: event.text("expires"),
                left: ExactRational(parsing: event.text("budget")))
        case "project.suspend", "project.end", "project.close": state?.isActive = false
        case "project.resume": state?.isActive = true
        case "project.renew":
            if event["expires"] != nil { state?.expires = event.text("expires") }
        case "budget.grant":
            if let left = state?.left, let grant = ExactRational(parsing: event.text("budget")) {
                state?.left = left + grant
            }
        default: break
        }
        return state
    }

    /// Why nothing may be asked under this approval at this time; nil where it may.
    func fault(approval: String, at time: String) -> String? {
        if !isActive { return "the project was suspended or ended" }
        if approval != self.approval { return "its approval is not the one in force" }
        // Dates and times in one form compare as text; a date lasts to the end of its day.
        if !expires.isEmpty, time.prefix(expires.count) > expires { return "the approval had expired" }
        return nil
    }
}
