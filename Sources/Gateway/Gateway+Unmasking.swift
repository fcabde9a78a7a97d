package import AuditLog
import Governance
package import Identity
package import JSON

/// What an auditor wants to see opened, and why.
package struct UnmaskingRequest: Sendable, Hashable {
    package let entries: [Int]
    /// In the auditor's own words.
    package let reason: String

    /// The most entries of one request.
    package static let mostEntries = 50

    /// Reads `entries`, numbers of the log, and `reason`. Throws a `JSONError` with the place of what does not fit.
    package init(body: JSONValue) throws(JSONError) {
        let fields = try JSONCursor(body).object()
        try fields.allowOnly("entries", "reason")
        let place = try fields.required("entries")
        entries = try place.array().map { element throws(JSONError) in try element.integer() }
        guard (1...Self.mostEntries).contains(entries.count), Set(entries).count == entries.count,
            entries.allSatisfy({ $0 >= 0 })
        else { throw place.fail("name 1 to \(Self.mostEntries) different entries") }
        reason = try fields.required("reason").text(1...2000)
    }
}

/// An entry with what it commits to and does not say.
package struct UnmaskedEntry: Sendable {
    package let entry: Int
    package let type: String
    /// Those that are left: erased values are gone.
    package let values: [(name: String, value: JSONValue)]
}

/// What the log commits to is opened only where two people want it, and both steps, and every reading, stand in the log
/// before anything is shown. The requests themselves are entries: nothing is remembered beside the log.
extension Gateway {
    /// What came of somebody's agreement.
    package enum UnmaskingStep: Sendable {
        /// The number of the entry under which both may read.
        case agreed(Receipt)
        /// The same person asked.
        case ownRequest
        case notThere
    }

    /// For so many days a request can be agreed to, and what was agreed to be read.
    private static let days = 7

    /// Asks for entries to be opened; nil where there is no such entry (any more). Nothing is opened yet.
    package func askToUnmask(
        _ request: UnmaskingRequest, by auditor: AuthenticatedPrincipal,
        keeping: Keeping<Void> = keepNothing
    ) throws(GatewayError) -> Receipt? {
        guard request.entries.allSatisfy({ $0 < parts.log.size && !parts.log.isPruned($0) }) else { return nil }
        let person = auditor.person.description
        return try tell(
            GovernanceEvent(
                type: "audit.unmask",
                fields: [
                    "entries": .array(request.entries.map { .integer($0) }), "reason": "requested",
                    "approvers": [.string(pseudonym(of: auditor))],
                ], disclosed: ["reader": .string(person), "words": .string(request.reason)]),
            subject: person, try keeping(()))
    }

    /// Agrees to somebody else's request.
    package func agreeToUnmask(
        _ number: Int, by second: AuthenticatedPrincipal,
        keeping: Keeping<Void> = keepNothing
    ) throws(GatewayError) -> UnmaskingStep {
        guard let request = try unmasking(number), request.approvers.count == 1 else { return .notThere }
        let own = JSONValue.string(pseudonym(of: second))
        guard request.approvers != [own] else { return .ownRequest }
        let person = second.person.description
        let receipt = try tell(
            GovernanceEvent(
                type: "audit.unmask",
                fields: [
                    "entries": .array(request.entries), "reason": .string("agreed to \(number)"),
                    "approvers": .array(request.approvers + [own]),
                ], disclosed: ["reader": .string(person)]),
            subject: person, try keeping(()))
        return .agreed(receipt)
    }

    /// What two people agreed to open, for one of them; nil for everybody else. The reading is recorded first.
    package func unmasked(_ number: Int, for reader: AuthenticatedPrincipal) throws(GatewayError) -> [UnmaskedEntry]? {
        guard let agreement = try unmasking(number), agreement.approvers.count == 2,
            agreement.approvers.contains(.string(pseudonym(of: reader)))
        else { return nil }
        _ = try append([
            AuditDraft(
                type: "vault.read",
                event: [
                    "req": .string(parts.requestName()), "entries": .array(agreement.entries),
                    "reason": .string("unmasked under \(number)"), "approvers": .array(agreement.approvers),
                    "by": .string(pseudonym(of: reader)),
                ], disclosures: [], sameBatch: [:])
        ])
        var opened: [UnmaskedEntry] = []
        for case .integer(let sequence) in agreement.entries where !parts.log.isPruned(sequence) {
            opened.append(try opening(sequence))
        }
        return opened
    }

    /// The digest of an answer stays closed: before an answer is released somebody could try tables until one fits.
    private func opening(_ sequence: Int) throws(GatewayError) -> UnmaskedEntry {
        let entry = try entry(sequence)
        let values = try disclosures(of: entry).filter { $0.name != "result" }
        return UnmaskedEntry(entry: sequence, type: entry.type, values: values.map { ($0.name, $0.value) })
    }

    /// A request or an agreement that has not run out.
    private func unmasking(_ number: Int) throws(GatewayError) -> (entries: [JSONValue], approvers: [JSONValue])? {
        guard (0..<parts.log.size).contains(number), !parts.log.isPruned(number) else { return nil }
        let entry = try entry(number)
        guard entry.type == "audit.unmask", case .array(let entries)? = entry.event["entries"],
            case .array(let approvers)? = entry.event["approvers"], let day = CivilDay(String(entry.time.prefix(10))),
            parts.now.day.number - day.number <= Self.days
        else { return nil }
        return (entries, approvers)
    }

    private func pseudonym(of reader: AuthenticatedPrincipal) -> String {
        parts.pseudonym("unmasker", reader.person.description)
    }
}
