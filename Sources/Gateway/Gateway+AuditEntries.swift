package import AuditLog
package import Identity
import JSON

/// Which audit entries are asked for: those for which everything holds that is given.
package struct AuditFilter: Sendable, Hashable {
    /// Entries that name the dataset, and the outcomes of queries that do.
    package let dataset: String?
    /// Entries of the project, and the outcomes of its queries.
    package let project: String?
    /// Entries of this type.
    package let type: String?
    /// What the person under this pseudonym did, and the outcomes of their queries.
    package let person: String?
    /// Entries in which this clause said no.
    package let clause: String?
    /// The first and the last day, in UTC.
    package let from: CivilDay?
    package let to: CivilDay?

    package init(
        dataset: String?, project: String?, type: String?, person: String?, clause: String?, from: CivilDay?,
        to: CivilDay?
    ) {
        self.dataset = dataset
        self.project = project
        self.type = type
        self.person = person
        self.clause = clause
        self.from = from
        self.to = to
    }
}

/// Some entries, and where to go on.
package struct AuditPage: Sendable {
    package let entries: [AuditEntry]
    /// The first entry that was not looked at; nil where the log has no more.
    package let next: Int?
}

extension Gateway {
    /// The most entries that are looked at for one page.
    private static let entriesAPage = 20_000

    /// Looks for entries from a place in the log on. A page may be short, even empty, and still have a next one.
    ///
    /// Reading is itself recorded, before anything is handed out: entries hold pseudonyms.
    ///
    /// - Parameter stop: the first entry that is not wanted any more; nil for the end of the log.
    package func auditEntries(
        _ filter: AuditFilter, from start: Int, before stop: Int?, limit: Int, by auditor: AuthenticatedPrincipal
    ) throws(GatewayError) -> AuditPage {
        let size = min(parts.log.size, stop ?? .max)
        let start = min(max(start, 0), size)
        let end = min(size, start + Self.entriesAPage)
        var found: [AuditEntry] = []
        var next = end
        do throws(AuditError) {
            try parts.log.scan(from: start, to: end) { entry throws(AuditError) in
                guard try matches(entry, filter) else { return true }
                found.append(entry)
                next = entry.seq + 1
                return found.count < limit
            }
        } catch { throw .audit(error) }
        if found.count < limit { next = end }
        try recordReading("audit entries", start..<max(start, next), by: auditor)
        return AuditPage(entries: found, next: next < size ? next : nil)
    }

    /// Tells the log that somebody reads of it, before they do.
    func recordReading(
        _ what: String, _ range: Range<Int>?, by reader: AuthenticatedPrincipal
    ) throws(GatewayError) {
        let person = reader.person.description
        var event: JSONObject = [
            "req": .string(parts.requestName()), "what": .string(what),
            "by": .string(parts.pseudonym("actor", "", person)),
        ]
        event["from"] = range.map { .integer($0.lowerBound) }
        event["to"] = range.map { .integer($0.upperBound) }
        _ = try append([
            AuditDraft(
                type: "export", event: event,
                disclosures: [Disclosed(name: "reader", value: .string(person), subject: person)], sameBatch: [:])
        ])
    }

    private func matches(_ entry: AuditEntry, _ filter: AuditFilter) throws(AuditError) -> Bool {
        let day = entry.time.prefix(10)
        if let from = filter.from, day < from.description { return false }
        if let to = filter.to, day > to.description { return false }
        if let type = filter.type, entry.type != type { return false }
        if let clause = filter.clause, !entry.says(noBy: clause) { return false }
        guard filter.dataset != nil || filter.project != nil || filter.person != nil else { return true }
        let told = try told(by: entry)
        return (filter.project.map { told.isOf(project: $0) } ?? true)
            && (filter.person.map { told.isBy(person: $0) } ?? true)
            && (filter.dataset.map { told.names(dataset: $0) } ?? true)
    }

    /// The entry that says what this one is about: of an outcome its intent, of a debit that of its outcome.
    private func told(by entry: AuditEntry) throws(AuditError) -> AuditEntry {
        for reference in ["outcome", "intent"] {
            guard ["query.outcome", "quality.outcome", "ledger.debit"].contains(entry.type),
                case .integer(let sequence)? = entry.event[reference], sequence < entry.seq
            else { continue }
            return try told(by: try parts.log.entry(sequence))
        }
        return entry
    }
}

extension AuditEntry {
    fileprivate func isOf(project: String) -> Bool { event["project"] == .string(project) }

    fileprivate func isBy(person: String) -> Bool {
        event["actor"] == .string(person) || event["by"] == .string(person)
    }

    fileprivate func names(dataset: String) -> Bool {
        if event["dataset"] == .string(dataset) { return true }
        guard case .array(let datasets)? = event["datasets"] else { return false }
        return datasets.contains { element in
            if case .object(let object) = element { return object["id"] == .string(dataset) }
            return element == .string(dataset)
        }
    }

    fileprivate func says(noBy clause: String) -> Bool {
        if case .array(let reasons)? = event["reasons"], reasons.contains(.string(clause)) { return true }
        guard case .array(let clauses)? = event["clauses"] else { return false }
        return clauses.contains { element in
            guard case .object(let verdict) = element else { return false }
            return verdict["id"] == .string(clause) && verdict["verdict"] == "fail"
        }
    }
}
