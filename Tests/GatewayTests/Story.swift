import AuditLog
import DifferentialPrivacy
import Gateway
import Identity
import JSON
import Linux
import Testing

extension World {
    func ask(
        _ query: JSONValue, by principal: AuthenticatedPrincipal, mark: String? = nil, asJob: Bool = false
    ) throws -> RecordedOutcome {
        try gateway.ask(
            query,
            by: Asker(
                principal: principal, channel: "http", address: "192.0.2.7", idempotencyKey: mark, prefersJob: asJob))
    }

    /// The bodies of all answers that a project can read.
    func answers(of project: String) throws -> [JSONObject] {
        try (gateway.answers(of: project, for: Self.sam) ?? []).map { id in
            let outcome = try #require(try gateway.answer(id, for: Self.sam))
            return try #require(outcome.body)
        }
    }

    /// What an auditor reads in the log: verified as a whole, and added up.
    func story() throws -> Story {
        var story = Story()
        let report = try LogVerifier.verify(
            directory: log, key: Self.signer().key, evidence: .init(known: [], policy: nil, freshSince: nil),
            effort: .init(level: .full, threads: 1)
        ) { entry, _, _ in story.hear(entry) }
        story.faults = report.findings.filter { !$0.isNotice }.map(\.description)
        return story
    }
}

/// A log added up by a reader who knows nothing of the gateway's code.
struct Story {
    /// What the verifier found wrong.
    var faults: [String] = []
    var entries: [AuditEntry] = []
    /// By decision.
    private(set) var outcomes: [String: Int] = [:]
    /// By ledger, failures included.
    private(set) var spent: [String: Rational] = [:]
    private var open: [Int: String] = [:]
    /// Intents that never ended, and outcomes without an intent.
    var unpaired: Int { open.count + strays }
    private var strays = 0
    /// Allowed or failed outcomes that no debit follows.
    private(set) var undebited: Set<Int> = []

    mutating func hear(_ entry: AuditEntry) {
        entries.append(entry)
        if entry.type == "query.intent" { open[entry.seq] = entry.event["project"]?.text ?? "" }
        if entry.type == "quality.intent" { open[entry.seq] = "quality" }
        if entry.type == "quality.outcome" {
            outcomes["quality " + (entry.event["decision"]?.text ?? ""), default: 0] += 1
            if open.removeValue(forKey: entry.event["intent"]?.number ?? -1) != "quality" { strays += 1 }
            if entry.event["decision"] != "aborted" { undebited.insert(entry.seq) }
        }
        if entry.type == "query.outcome" {
            outcomes[entry.event["decision"]?.text ?? "", default: 0] += 1
            guard let project = open.removeValue(forKey: entry.event["intent"]?.number ?? -1) else {
                strays += 1
                return
            }
            guard let budget = entry.event["budget"]?.object else { return }
            undebited.insert(entry.seq)
            add(budget["spent"]?.text, to: "project \(project)")
        }
        if entry.type == "ledger.debit" {
            undebited.remove(entry.event["outcome"]?.number ?? -1)
            for (name, amount) in entry.event["ledgers"]?.object?.members ?? [] { add(amount.text, to: name) }
        }
    }

    private mutating func add(_ amount: String?, to ledger: String) {
        let amount = amount.flatMap { Rational(parsing: $0) } ?? .zero
        spent[ledger] = try? spent[ledger, default: .zero].adding(amount)
    }

    func spent(_ ledger: String) -> String { "\(spent[ledger] ?? .zero)" }
    func decided(_ decision: String) -> Int { outcomes[decision] ?? 0 }
    func entries(_ type: String) -> [AuditEntry] { entries.filter { $0.type == type } }
}

extension RecordedOutcome {
    /// The answer, where there is one.
    var body: JSONObject? { if case .released(let answer) = outcome { try? answer.members() } else { nil } }
    var refusal: Refusal? { if case .refused(let refusal) = outcome { refusal } else { nil } }
    var problem: Unreadable? { if case .unreadable(let problem) = outcome { problem } else { nil } }
    var held: JSONObject? { if case .held(let body) = outcome { body.object } else { nil } }
    var job: JobStatus? { if case .underWay(let status) = outcome { status } else { nil } }
    /// The code of an end without a decision.
    var end: String? { if case .ended(let code) = outcome { code } else { nil } }
    var failure: String? { if case .failed(let code) = outcome { code } else { nil } }
}

extension JSONObject {
    /// The numbers of an answer: what must be the same for everybody who asks the same.
    var rows: JSONValue? { self["rows"] }
    var spent: String? { self["budget"]?.object?["spent"]?.text }
    var left: String? { self["budget"]?.object?["left"]?.text }
}

extension JSONValue {
    var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
    var text: String? { if case .string(let text) = self { text } else { nil } }
    var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }
    var number: Int? { if case .integer(let number) = self { number } else { nil } }
}
