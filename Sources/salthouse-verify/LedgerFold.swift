import AuditLog
import JSON

/// The ledgers as the entries of a log give them: what the gateway enforces, reckoned by other code.
struct LedgerFold {
    /// What a ledger was debited on a day, and by which entries.
    private struct Day {
        let day: String
        let number: Int
        var amount: ExactRational
        let first: Int
        var last: Int
        var count: Int
    }

    private var projects: [Int: String] = [:]
    private var billed: (outcome: Int, profile: String)?
    private var debits: [String: [Day]] = [:]
    private var profiles: [String: Set<String>] = [:]
    private var granted: [String: ExactRational] = [:]
    private var limits = JSONObject()
    private(set) var lastDay = ""

    mutating func visit(_ entry: AuditEntry) {
        let event = entry.event
        lastDay = String(entry.time.prefix(10))
        switch entry.type {
        case "policy.activate":
            limits = JSONObject()
            if case .object(let told)? = event["ledgers"] { limits = told }
        case "project.approve":
            granted[event.text("project")] = ExactRational(parsing: event.text("budget"))
        case "budget.grant":
            guard let more = ExactRational(parsing: event.text("budget")) else { return }
            granted[event.text("project")] = granted[event.text("project"), default: .zero] + more
        case "query.intent":
            projects[entry.seq] = event.text("project")
        case "query.outcome":
            guard case .integer(let intent)? = event["intent"], let project = projects.removeValue(forKey: intent),
                case .object(let budget)? = event["budget"]
            else { return }
            billed = (entry.seq, event.objects("controls").first?.text("id") ?? "")
            debit("project \(project)", budget.text("spent"), entry)
        case "quality.outcome":
            billed = (entry.seq, event.objects("controls").first?.text("id") ?? "")
        case "ledger.debit":
            guard case .object(let ledgers)? = event["ledgers"] else { return }
            for (name, value) in ledgers.members {
                if case .string(let amount) = value { debit(name, amount, entry) }
            }
        default: break
        }
    }

    private mutating func debit(_ ledger: String, _ text: String, _ entry: AuditEntry) {
        profiles[ledger, default: []].formUnion([])
        if let billed, !billed.profile.isEmpty,
            entry.seq == billed.outcome || entry.event["outcome"] == .integer(billed.outcome)
        {
            profiles[ledger, default: []].insert(billed.profile)
        }
        guard let amount = ExactRational(parsing: text), ExactRational.zero < amount,
            let number = Self.number(ofDay: lastDay)
        else { return }
        var days = debits[ledger, default: []]
        if let last = days.last, last.number == number {
            days[days.count - 1].amount = (last.amount + amount).reduced
            days[days.count - 1].last = entry.seq
            days[days.count - 1].count += 1
        } else {
            days.append(
                Day(day: lastDay, number: number, amount: amount, first: entry.seq, last: entry.seq, count: 1))
        }
        debits[ledger] = days
    }

    /// Days since 1970; nil for a text that is no day.
    static func number(ofDay day: String) -> Int? {
        AuditTime(parsing: "\(day)T00:00:00.000Z").map { Int($0.milliseconds / 86_400_000) }
    }
}

extension LedgerFold {
    /// The report on a day, of so many entries.
    func report(day: String, entries: Int) -> JSONValue {
        let today = Self.number(ofDay: day) ?? 0
        let names = profiles.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return [
            "day": .string(day), "entries": .integer(entries),
            "ledgers": .array(names.map { .object(row($0, today: today)) }),
        ]
    }

    private func row(_ ledger: String, today: Int) -> JSONObject {
        let span = limits.members.compactMap { Self.days($0.value) }.max() ?? 0
        let counted = debits[ledger, default: []].filter { $0.number > today - span }
        let known = profiles[ledger, default: []].sorted().compactMap { profile -> JSONValue? in
            guard case .object(let terms)? = limits[profile], let days = Self.days(.object(terms)) else { return nil }
            let spent = counted.filter { $0.number > today - days }.reduce(ExactRational.zero) {
                ($0 + $1.amount).reduced
            }
            return .object(limit(profile, spent, days: days, cap: cap(of: ledger, terms)))
        }
        return [
            "ledger": .string(ledger),
            "debits": .array(
                counted.map {
                    [
                        "day": .string($0.day), "amount": .string($0.amount.text), "firstEntry": .integer($0.first),
                        "lastEntry": .integer($0.last), "entries": .integer($0.count),
                    ]
                }), "limits": .array(known),
        ]
    }

    private func limit(_ profile: String, _ spent: ExactRational, days: Int, cap: ExactRational?) -> JSONObject {
        var object: JSONObject = [
            "profile": .string(profile), "days": .integer(days), "spent": .string(spent.text),
        ]
        guard let cap else {
            object["says"] = .string("\(spent.text) was spent in \(days) days; nothing is refused for it")
            return object
        }
        let left = cap.subtracting(spent) ?? .zero
        object["cap"] = .string(cap.text)
        object["left"] = .string(left.text)
        object["says"] = .string(
            "\(spent.text) of \(cap.text) was spent in \(days) days, \(spent.percent(of: cap)) %; \(left.text) is left")
        return object
    }

    private static func days(_ terms: JSONValue) -> Int? {
        guard case .object(let terms) = terms, case .integer(let days)? = terms["days"] else { return nil }
        return days
    }

    /// What was granted to a project, and no more than its profile allows; of other ledgers what the profile allows.
    private func cap(of ledger: String, _ terms: JSONObject) -> ExactRational? {
        guard case .object(let most)? = terms["most"] else { return nil }
        let kind = String(ledger.prefix { $0 != " " })
        guard let cap = ExactRational(parsing: most.text(kind == "spine" ? ledger : kind)) else { return nil }
        guard kind == "project" else { return cap }
        return granted[String(ledger.dropFirst("project ".count))].map { $0 < cap ? $0 : cap }
    }
}
