import JSON

/// A draft that has been checked, salted and made canonical: nothing about it can fail any more but the disk.
struct PreparedDraft: Sendable {
    let type: String
    /// With commitments. Fields that receive a number hold the largest one for now.
    let event: JSONObject
    let disclosures: [(disclosure: Disclosure, subject: String?)]
    private let links: [String: Int]
    private let canonicalEvent: [UInt8]

    /// The bytes this will take at most.
    var byteCount: Int { canonicalEvent.count + Self.frameBytes }

    /// The longest chain part, type and punctuation of an entry.
    private static let frameBytes = 224

    /// Throws `draft` for anything the log may not hold. `index` is its place in the batch.
    init(_ draft: AuditDraft, index: Int, salt: (Int) -> [UInt8]) throws(AuditError) {
        guard let schema = AuditEventSchema.named(draft.type) else {
            throw .draft(index: index, reason: "unknown type of entry")
        }
        guard draft.event["sd"] == nil else { throw .draft(index: index, reason: "commitments are made by the log") }
        var event = draft.event
        for (field, earlier) in draft.sameBatch {
            guard (0..<index).contains(earlier) else {
                throw .draft(index: index, reason: "`\(field)` must name an earlier draft of the batch")
            }
            event[field] = .integer(JSONValue.exactIntegers.upperBound)
        }
        do {
            let disclosures = try Self.disclosures(of: draft, salt: salt)
            if !disclosures.isEmpty {
                event["sd"] = .object(JSONObject(disclosures.map { ($0.0.name, .string($0.0.digest)) }))
            }
            let value = JSONValue.object(event)
            try schema.check(JSONCursor(value))
            canonicalEvent = try value.canonicalBytes()
            self.disclosures = disclosures.map { (disclosure: $0.0, subject: $0.1) }
        } catch {
            throw .draft(index: index, reason: error.explained)
        }
        type = schema.type
        self.event = event
        links = draft.sameBatch
        guard byteCount <= AuditEntry.maximumWrittenBytes else {
            throw .draft(index: index, reason: "an entry has at most \(AuditEntry.maximumWrittenBytes) bytes")
        }
    }

    private static func disclosures(
        of draft: AuditDraft, salt: (Int) -> [UInt8]
    ) throws(JSONError) -> [(Disclosure, String?)] {
        var made: [(Disclosure, String?)] = []
        for item in draft.disclosures {
            guard !made.contains(where: { $0.0.name.utf8.elementsEqual(item.name.utf8) }) else {
                throw JSONError(pointer: "/sd", problem: .duplicateMember)
            }
            let salt = salt(Disclosure.saltByteCount)
            made.append((try Disclosure(name: item.name, value: item.value, salt: salt), item.subject))
        }
        return made
    }

    /// The entry at its place. `numbers` are those of the earlier drafts of the batch.
    func entry(after head: LogHead, time: AuditTime, numbers: [Int]) throws(AuditError) -> AuditEntry {
        var event = event
        var eventBytes = canonicalEvent
        if !links.isEmpty {
            for (field, earlier) in links { event[field] = .integer(numbers[earlier]) }
            do { eventBytes = try JSONValue.object(event).canonicalBytes() } catch {
                throw .draft(index: numbers.count, reason: error.explained)
            }
        }
        let bytes = AuditEntry.encode(
            seq: head.size, time: time, previous: head.previous, type: type, event: eventBytes)
        return AuditEntry(
            seq: head.size, type: type, event: event, time: time.description, previous: head.previous,
            leafHash: .leaf(bytes), bytes: bytes, disclosures: disclosures.map(\.disclosure.text))
    }
}
