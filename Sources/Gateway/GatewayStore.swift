package import AuditLog

/// Why the store gave nothing. The reason is for the operator's log only.
package enum StoreError: Error, Hashable {
    /// The database cannot be read or written now.
    case unavailable(reason: String)
    /// A row with this name stands already.
    case conflict
    /// A row was not written by this gateway, or was changed afterwards.
    case forged

    /// A stable code, never reused or renumbered.
    package var code: String {
        switch self {
        case .unavailable: "SH-G601"
        case .conflict: "SH-G602"
        case .forged: "SH-G603"
        }
    }
}

/// The kinds of documents that the store keeps as JSON, each under an id.
package enum DocumentKind: String, Sendable, Hashable {
    case person, project, token, incident, recall, quality
}

/// Something that becomes visible once the audit entry that tells of it is durable.
package enum StagedRow: Sendable, Hashable {
    /// A document takes the place of the one with its id.
    case document(DocumentKind, id: String, body: [UInt8])
    /// Drawn values, once for ever. A second draw under one key is a conflict.
    case draw(key: String, body: [UInt8])
    /// From now on the project asks this key for nothing.
    case paid(project: String, key: String)
    case answer(StoredAnswer)
    /// What a table of an exact profile is remembered by: sketches of its cells, for one lineage.
    case released(lineage: String, request: String, body: [UInt8])
    case reply(KeptReply)
}

/// An answer as it was given, but for its receipt, which the log makes anew.
package struct StoredAnswer: Sendable, Hashable {
    package let id: String
    package let project: String
    package let person: String
    /// The asker's own mark for a retry; one person's marks are theirs alone.
    package let idempotencyKey: String?
    /// SHA-256 of the asked bytes, hexadecimal: a retry under one mark must ask the same.
    package let asked: String
    package let body: [UInt8]
    /// The code of what went wrong, where there is no table: it was charged all the same.
    package let failure: String?

    package init(
        id: String, project: String, person: String, idempotencyKey: String?, asked: String, body: [UInt8],
        failure: String?
    ) {
        self.id = id
        self.project = project
        self.person = person
        self.idempotencyKey = idempotencyKey
        self.asked = asked
        self.body = body
        self.failure = failure
    }
}

/// An answer with the place of its outcome in the log.
package struct PlacedAnswer: Sendable, Hashable {
    package let answer: StoredAnswer
    package let sequence: Int

    package init(answer: StoredAnswer, sequence: Int) {
        self.answer = answer
        self.sequence = sequence
    }
}

/// A vault that can be read again by the gateway: for receipts, and for auditors who may unmask.
package protocol ReadableVault: DisclosureVault {
    /// The disclosures of an entry, encoded as the entry commits to them; those of an erased subject are left out.
    func disclosures(of sequence: Int) throws(StoreError) -> [String]
}

/// The gateway's memory beside the log. The log is the truth; this is a projection of it.
///
/// Every change is *staged* under a request's random name and made durable, then told to the log, then *applied*.
/// What a crash leaves staged is applied where the log tells of the request, and discarded where it does not. Budgets are
/// not in here: they are added up from the log.
package protocol GatewayStore: Sendable {
    /// Makes rows durable and invisible, behind so many that were staged under the request before.
    func stage(_ rows: [StagedRow], under request: String, after staged: Int) throws(StoreError)
    /// Makes a request's rows visible, in one transaction with the number of the log entry that told of it. Of two
    /// documents under one id the one with the higher number stays; a second call changes nothing.
    func apply(_ request: String, at sequence: Int) throws(StoreError)
    /// Forgets a request's rows: nothing left, nothing charged.
    func discard(_ request: String) throws(StoreError)
    /// The requests with staged rows.
    func stagedRequests() throws(StoreError) -> Set<String>
    /// The highest entry that was applied; −1 for none.
    func appliedSequence() throws(StoreError) -> Int

    func document(_ kind: DocumentKind, _ id: String) throws(StoreError) -> [UInt8]?
    /// Every document of a kind in the order of their ids.
    func documents(_ kind: DocumentKind) throws(StoreError) -> [[UInt8]]
    /// The drawn values of those keys that have any.
    func draws(_ keys: Set<String>) throws(StoreError) -> [String: [UInt8]]
    /// Those of the keys that the project has paid for.
    func paid(by project: String, among keys: Set<String>) throws(StoreError) -> Set<String>
    func answer(_ id: String) throws(StoreError) -> PlacedAnswer?
    /// What the tables of a lineage are remembered by, in the order of their entries, those above `sequence`.
    func released(_ lineage: String, after sequence: Int) throws(StoreError) -> [(sequence: Int, body: [UInt8])]
    func answer(person: String, idempotencyKey: String) throws(StoreError) -> PlacedAnswer?
    /// What a person's request under a mark was answered; the store forgets it some time after a day.
    func reply(person: String, mark: String) throws(StoreError) -> PlacedReply?
    /// The ids of a project's answers with a table, oldest first.
    func answers(of project: String) throws(StoreError) -> [String]
}

extension GatewayStore {
    /// Makes the first rows of a request durable and invisible.
    package func stage(_ rows: [StagedRow], under request: String) throws(StoreError) {
        try stage(rows, under: request, after: 0)
    }
}
