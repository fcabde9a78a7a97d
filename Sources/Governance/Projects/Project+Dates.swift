package import Identity

/// What a project owes, and by when.
extension Project {
    /// The day by which the project owes the public a report on what came of it; nil where nothing is to come.
    ///
    /// One report a year while it works, and a last one within six months after its end.
    package func outcomeReportDue(on today: CivilDay) -> CivilDay? {
        guard let approval, let approved = history.first(where: { $0.step == .approve })?.at.day else { return nil }
        let ended = state == .ended ? history.last { $0.step == .end }?.at.day : nil
        let lastDay = approval.terms.lastDay
        if let end = ended ?? (lastDay < today ? lastDay : nil) {
            let isTold = outcomes.contains { $0.kind == .final && $0.at.day >= end }
            return isTold ? nil : end.adding(months: 6)
        }
        let latest = outcomes.last?.at.day ?? approved
        return max(latest, approved).adding(months: 12)
    }

    /// What will soon end or fall due, in words; nothing where all is well.
    package func warnings(on today: CivilDay, people: [PersonID: Person]) -> [String] {
        guard state == .approved || state == .suspended, let approval else { return [] }
        var warnings: [String] = []
        func warn(_ day: CivilDay?, within days: Int, _ words: (String) -> String) {
            guard let day, day.number - today.number <= days else { return }
            warnings.append(words(day.description))
        }
        warn(approval.terms.lastDay, within: 60) { "The approval ends on \($0). It can be renewed now." }
        warn(outcomeReportDue(on: today), within: 60) { "A report on what came of the project is due by \($0)." }
        for signature in text.signatures {
            warn(signature.lastDay, within: 30) { "A signature ends on \($0)." }
        }
        for id in approvedResearchers.sorted(by: { $0.description < $1.description }) {
            guard let person = people[id] else { continue }
            warn(person.training?.lastDay, within: 30) { "The training of \(person.name) ends on \($0)." }
            warn(person.left, within: 30) { "\(person.name) leaves on \($0)." }
        }
        return warnings
    }

    /// How many days each kind of step took so far, from the project's history: what the public reads as waiting times.
    package func waits(until today: CivilDay) -> [ProjectWait] {
        var waits: [ProjectWait] = []
        var handedIn: CivilDay?
        for past in history where past.of == .project {
            switch past.step {
            case .submit: handedIn = past.at.day
            case .approve, .return, .refuse, .withdraw:
                guard let start = handedIn else { continue }
                waits.append(ProjectWait(decision: past.step.rawValue, from: start, until: past.at.day))
                handedIn = nil
            default: continue
            }
        }
        if let start = handedIn {
            waits.append(ProjectWait(decision: "waiting", from: start, until: today))
        }
        return waits
    }
}

/// How long a project waited for a decision.
package struct ProjectWait: Sendable, Hashable {
    /// How it ended: `approve`, `return`, `refuse`, `withdraw`; `waiting` while it has not.
    package let decision: String
    package let from: CivilDay
    package let until: CivilDay

    package init(decision: String, from: CivilDay, until: CivilDay) {
        self.decision = decision
        self.from = from
        self.until = until
    }

    /// Days from Monday to Friday, the first not counted; public holidays are counted as working days.
    package var workingDays: Int {
        // 1970-01-01 was a Thursday: day numbers that are 2 or 3 more than a multiple of 7 are Saturday and Sunday.
        (from.number..<max(from.number, until.number)).count { ![2, 3].contains(($0 + 1) % 7) }
    }
}
