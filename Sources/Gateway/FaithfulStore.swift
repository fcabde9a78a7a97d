import Synchronization

/// A store that never shows less than the log has told.
///
/// What is durable in the log has happened, whatever the database does next. So rows that could not be shown are kept in
/// mind, and are shown before anything else is read or staged; until then every call fails. Otherwise a suspended
/// project would go on, and a value that was drawn would be drawn again.
final class FaithfulStore: GatewayStore {
    private struct Owed {
        let request: String
        let sequence: Int
    }

    private let store: any GatewayStore
    private let owed = Mutex<[Owed]>([])

    init(_ store: any GatewayStore) { self.store = store }

    func apply(_ request: String, at sequence: Int) throws(StoreError) {
        do throws(StoreError) { try store.apply(request, at: sequence) } catch {
            owed.withLock { $0.append(Owed(request: request, sequence: sequence)) }
            throw error
        }
    }

    /// The store, once it shows everything. Applying what was applied already changes nothing.
    private func caughtUp() throws(StoreError) -> any GatewayStore {
        try owed.withLock { owed throws(StoreError) in
            while let first = owed.first {
                try store.apply(first.request, at: first.sequence)
                owed.removeFirst()
            }
        }
        return store
    }

    func discard(_ request: String) throws(StoreError) { try store.discard(request) }
    func stage(_ rows: [StagedRow], under request: String, after staged: Int) throws(StoreError) {
        try caughtUp().stage(rows, under: request, after: staged)
    }
    func stagedRequests() throws(StoreError) -> Set<String> { try caughtUp().stagedRequests() }
    func appliedSequence() throws(StoreError) -> Int { try caughtUp().appliedSequence() }

    func document(_ kind: DocumentKind, _ id: String) throws(StoreError) -> [UInt8]? {
        try caughtUp().document(kind, id)
    }
    func documents(_ kind: DocumentKind) throws(StoreError) -> [[UInt8]] { try caughtUp().documents(kind) }
    func draws(_ keys: Set<String>) throws(StoreError) -> [String: [UInt8]] { try caughtUp().draws(keys) }
    func paid(by project: String, among keys: Set<String>) throws(StoreError) -> Set<String> {
        try caughtUp().paid(by: project, among: keys)
    }
    func answer(_ id: String) throws(StoreError) -> PlacedAnswer? { try caughtUp().answer(id) }
    func answer(person: String, idempotencyKey: String) throws(StoreError) -> PlacedAnswer? {
        try caughtUp().answer(person: person, idempotencyKey: idempotencyKey)
    }
    func reply(person: String, mark: String) throws(StoreError) -> PlacedReply? {
        try caughtUp().reply(person: person, mark: mark)
    }
    func released(_ lineage: String, after sequence: Int) throws(StoreError) -> [(sequence: Int, body: [UInt8])] {
        try caughtUp().released(lineage, after: sequence)
    }
    func answers(of project: String) throws(StoreError) -> [String] { try caughtUp().answers(of: project) }
}
