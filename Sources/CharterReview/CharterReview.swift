package import AuditLog
package import JSON

/// What a log says of how the charter was kept between two days.
///
/// A fold over the entries under one signed checkpoint, and over nothing else: whoever has them makes the same bytes. It
/// counts requests and decisions. It holds no number of people, not even of those who opted out: two reviews a day
/// apart would subtract to those of one day, so it names the lists and their days alone.
package struct CharterReview: Sendable {
    private let span: ReviewSpan
    private let note: SignedNote
    private let checkpoint: Checkpoint
    private var seen = 0
    private var last: (seq: Int, hash: TreeHash)?
    private var isChained = true
    private var policies: [(day: String, event: JSONObject)] = []
    private var lists: [(day: String, version: String)] = []
    private var clauses = ClauseTally()
    private var requests = RequestTally()
    private var machine = MachineUse()
    private var times: DecisionTimes
    private var incidents: IncidentClocks
    private var acts: OversightActs

    /// Nil where the note is no checkpoint.
    package init?(of span: ReviewSpan, under note: [UInt8]) {
        guard let note = SignedNote(parsing: note), let checkpoint = Checkpoint(parsing: note.text) else { return nil }
        self.span = span
        self.note = note
        self.checkpoint = checkpoint
        times = DecisionTimes(in: span)
        incidents = IncidentClocks(in: span)
        acts = OversightActs(in: span)
    }

    /// How many entries the checkpoint covers: no others are looked at.
    package var entries: Int { checkpoint.size }

    /// Takes the next entry in the order of the log. Pruned ones are left out, and are missed.
    package mutating func visit(_ entry: AuditEntry) {
        guard entry.seq < entries else { return }
        seen += 1
        if let last, last.seq + 1 == entry.seq, last.hash != entry.previous { isChained = false }
        last = (entry.seq, entry.leafHash)
        guard entry.day <= span.to else { return }
        switch entry.type {
        case "policy.activate": policies.append((entry.day, entry.event))
        case "optout.load": lists.append((entry.day, entry.event.text("version")))
        case "incident": incidents.hear(entry)
        default:
            times.hear(entry)
            acts.hear(entry)
        }
        guard span.contains(entry.day) else { return }
        requests.hear(entry)
        machine.hear(entry)
        if entry.type == "query.outcome", entry.event["tier"] == nil { clauses.hear(outcome: entry.event) }
        if entry.type == "request.rejected" { clauses.hear(refusedStep: entry.event) }
    }

    /// The entries whose reasons the review shows, where somebody opens them.
    package var reasonEntries: [AuditEntry] { acts.suspensionEntries }

    /// The review as it stands, with those reasons of suspensions that are opened here.
    package func report(opening disclosures: [Disclosure]) -> JSONValue {
        [
            "from": .string(span.from), "to": .string(span.to),
            "log": [
                "origin": .string(checkpoint.origin), "entries": .integer(entries), "pruned": .integer(entries - seen),
                "root": .string(checkpoint.root.base64), "chainHolds": .bool(isChained),
                "checkpoint": .string(String(decoding: note.bytes, as: UTF8.self)),
                "verify": "salthouse-verify review LOG PACK --key KEY",
            ],
            "policies": .array(inForce(policies, on: \.day).map(Self.policy)), "questions": requests.json,
            "clauses": clauses.json, "suspensions": acts.suspensions(opening: disclosures),
            "marks": acts.markChanges,
            "optOuts": .array(
                inForce(lists, on: \.day).map { ["version": .string($0.version), "loadedOn": .string($0.day)] }),
            "timesToDecision": times.json, "incidents": incidents.json, "recalls": acts.recalledAnswers,
            "machineUse": machine.json(before: nil), "readings": acts.readings,
        ]
    }

    private static func policy(_ told: (day: String, event: JSONObject)) -> JSONValue {
        [
            "since": .string(told.day), "charter": .string(told.event.text("charter")),
            "bundle": .string(told.event.text("bundle")),
        ]
    }

    /// What began within the span, and before it what was in force when it began.
    private func inForce<Told>(_ told: [Told], on day: (Told) -> String) -> ArraySlice<Told> {
        told[(told.lastIndex { day($0) < span.from } ?? 0)...]
    }
}

extension CharterReview {
    /// A review that was handed out, read so that it can be made again.
    package struct Pack: Sendable {
        package let span: ReviewSpan
        /// The signed checkpoint that it was made under.
        package let checkpoint: [UInt8]
        /// What it opens.
        package let disclosures: [Disclosure]

        /// Nil where this is no review.
        package init?(reading value: JSONValue) {
            guard case .object(let pack) = value, case .object(let log)? = pack["log"],
                let span = ReviewSpan(from: pack.text("from"), to: pack.text("to"))
            else { return nil }
            self.span = span
            checkpoint = Array(log.text("checkpoint").utf8)
            disclosures = pack.objects("suspensions").compactMap { Disclosure(parsing: $0.text("disclosure")) }
        }
    }
}
