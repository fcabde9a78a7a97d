import AuditLog
import JSON

/// What the log has said about a project so far.
struct ProjectState {
    private let approval: String
    let datasets: Set<String>
    private var expires: String
    private var isActive = true
    private var budget: Budget?

    /// The state after an entry about the project. An approval begins it anew, but for what the last year spent.
    static func after(_ entry: AuditEntry, before: ProjectState?) -> ProjectState? {
        let event = entry.event
        var state = before
        switch entry.type {
        case "project.approve":
            state = ProjectState(
                approval: event.text("approval"), datasets: Set(event.texts("datasets")),
                expires: event.text("expires"),
                budget: ExactRational(parsing: event.text("budget")).map {
                    Budget(granted: $0, spentBefore: before?.budget)
                })
        case "project.suspend", "project.end", "project.close": state?.isActive = false
        case "project.resume": state?.isActive = true
        case "project.renew":
            if event["expires"] != nil { state?.expires = event.text("expires") }
        case "budget.grant":
            if let grant = ExactRational(parsing: event.text("budget")) { state?.budget?.add(grant) }
        default: break
        }
        return state
    }

    /// Why nothing may be asked under this approval at this time; nil where it may.
    func fault(approval: String, at time: String) -> String? {
        if let fault = fault(approval: approval) { return fault }
        // Dates and times in one form compare as text; a date lasts to the end of its day.
        if !expires.isEmpty, time.prefix(expires.count) > expires { return "the approval had expired" }
        return nil
    }

    /// Why nothing may leave under this approval; nil where it may. Its last day is asked about of questions alone: what
    /// was decided at midnight is entered behind it.
    func fault(approval: String) -> String? {
        if !isActive { return "the project was suspended or ended" }
        return approval == self.approval ? nil : "its approval is not the one in force"
    }

    /// Takes what an outcome says of the budget; returns why it cannot be so.
    mutating func settle(_ told: JSONValue?, at time: String) -> String? {
        guard budget != nil else { return nil }
        guard case .object(let told)? = told, let spent = ExactRational(parsing: told.text("spent")),
            let left = ExactRational(parsing: told.text("left")), let time = AuditTime(parsing: time)
        else { return "it does not say what was spent and what is left" }
        return budget?.settle(spent: spent, left: left, day: Int(time.milliseconds / 86_400_000))
    }
}

/// A privacy budget as outcomes tell it: what is granted now, less what was spent within a year under whatever approval.
/// What was spent comes back after a year, in the order it was spent.
private struct Budget {
    private var granted: ExactRational
    /// What is left, where nothing is owed.
    private var left: ExactRational
    /// What was spent before an approval that grants something else, and is not counted in `left` yet.
    private var owed: ExactRational
    private var debits: [(day: Int, amount: ExactRational)] = []
    private var oldest = 0

    private static let daysOfYear = 365

    init(granted: ExactRational, spentBefore: Budget?) {
        self.granted = granted
        left = granted
        owed = spentBefore?.spent ?? .zero
        debits = spentBefore?.debits ?? []
        oldest = spentBefore?.oldest ?? 0
    }

    /// What has been spent and has not come back.
    private var spent: ExactRational { (granted + owed).subtracting(left) ?? .zero }

    mutating func add(_ grant: ExactRational) {
        granted = granted + grant
        left = left + grant
    }

    /// Goes on from what was told in any case, so that one false entry is one finding.
    mutating func settle(spent: ExactRational, left told: ExactRational, day: Int) -> String? {
        let fault = check(spent: spent, left: told, day: day)
        debits.append((day, spent))
        return fault
    }

    private mutating func check(spent: ExactRational, left told: ExactRational, day: Int) -> String? {
        while true {
            let before = left.subtracting(owed)
            let after = before?.subtracting(spent)
            if after == told {
                go(to: told)
                return nil
            }
            // Less was granted than had been spent: nothing is left, and what costs nothing goes on.
            if before == nil, spent == .zero, told == .zero { return nil }
            guard oldest < debits.count, debits[oldest].day <= day - Self.daysOfYear else {
                go(to: told)
                return after == nil
                    ? "more was spent than was left"
                    : "what is left is not what was left before less what was spent"
            }
            left = left + debits[oldest].amount
            oldest += 1
        }
    }

    private mutating func go(to told: ExactRational) {
        left = told
        owed = .zero
    }
}
