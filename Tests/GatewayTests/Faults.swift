import AuditLog
import Gateway
import Linux
import QueryEngines
import Snapshots
import Synchronization

/// Makes the n-th call from now on fail, whatever is called: the database, the vault or the log's file.
final class Faults: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        /// Nothing was done.
        case lost
        /// It was done, and reported as failed.
        case done
        /// Nothing is done any more, as on a full disk.
        case lasting
    }

    private struct State {
        var calls: [String] = []
        var fatal: Int?
        var kind = Kind.lost
    }

    private let state = Mutex(State())

    /// Counts from 1 from now on; the call `fatal` fails.
    func arm(_ kind: Kind, at fatal: Int) { state.withLock { $0 = State(fatal: fatal, kind: kind) } }
    func disarm() { state.withLock { $0.fatal = nil } }

    /// The calls since the faults were armed.
    var calls: [String] { state.withLock { $0.calls } }

    /// Runs `work`, or fails with `error` where it is this call's turn.
    func call<Value, Failure: Error>(
        _ name: String, _ error: Failure, _ work: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let fault: Kind? = state.withLock { state in
            state.calls.append(name)
            guard let fatal = state.fatal else { return nil }
            let isTurn = state.kind == .lasting ? state.calls.count >= fatal : state.calls.count == fatal
            return isTurn ? state.kind : nil
        }
        guard let fault else { return try work() }
        if fault == .done { _ = try work() }
        throw error
    }
}

struct FailingVault: DisclosureVault {
    private let vault: any DisclosureVault
    private let faults: Faults

    init(_ vault: any DisclosureVault, _ faults: Faults) {
        self.vault = vault
        self.faults = faults
    }

    func store(_ rows: [VaultRow]) throws(VaultError) {
        try faults.call("vault.store", VaultError(message: "planted")) { () throws(VaultError) in
            try vault.store(rows)
        }
    }
}

struct FailingFile: AppendFile {
    private let file: File
    private let faults: Faults

    init(_ file: File, _ faults: Faults) {
        self.file = file
        self.faults = faults
    }

    func writeAll(_ bytes: [UInt8]) throws(SystemError) {
        try faults.call("log.write", SystemError(operation: "write", path: nil, errno: 28)) { () throws(SystemError) in
            try file.writeAll(bytes)
        }
    }

    func synchronizeData() throws(SystemError) {
        try faults.call("log.sync", SystemError(operation: "fdatasync", path: nil, errno: 5)) {
            () throws(SystemError) in try file.synchronizeData()
        }
    }
}

struct FailingStore: GatewayStore {
    private let store: any GatewayStore
    private let faults: Faults

    init(_ store: any GatewayStore, _ faults: Faults) {
        self.store = store
        self.faults = faults
    }

    private func call<Value>(_ name: String, _ work: () throws(StoreError) -> Value) throws(StoreError) -> Value {
        try faults.call("store.\(name)", .unavailable(reason: "planted"), work)
    }

    func stage(_ rows: [StagedRow], under request: String, after staged: Int) throws(StoreError) {
        try call("stage") { () throws(StoreError) in try store.stage(rows, under: request, after: staged) }
    }
    func apply(_ request: String, at sequence: Int) throws(StoreError) {
        try call("apply") { () throws(StoreError) in try store.apply(request, at: sequence) }
    }
    func discard(_ request: String) throws(StoreError) {
        try call("discard") { () throws(StoreError) in try store.discard(request) }
    }
    func stagedRequests() throws(StoreError) -> Set<String> {
        try call("stagedRequests") { () throws(StoreError) in try store.stagedRequests() }
    }
    func appliedSequence() throws(StoreError) -> Int {
        try call("appliedSequence") { () throws(StoreError) in try store.appliedSequence() }
    }
    func document(_ kind: DocumentKind, _ id: String) throws(StoreError) -> [UInt8]? {
        try call("document") { () throws(StoreError) in try store.document(kind, id) }
    }
    func documents(_ kind: DocumentKind) throws(StoreError) -> [[UInt8]] {
        try call("documents") { () throws(StoreError) in try store.documents(kind) }
    }
    func draws(_ keys: Set<String>) throws(StoreError) -> [String: [UInt8]] {
        try call("draws") { () throws(StoreError) in try store.draws(keys) }
    }
    func released(_ lineage: String, after sequence: Int) throws(StoreError) -> [(sequence: Int, body: [UInt8])] {
        try call("released") { () throws(StoreError) in try store.released(lineage, after: sequence) }
    }
    func paid(by project: String, among keys: Set<String>) throws(StoreError) -> Set<String> {
        try call("paid") { () throws(StoreError) in try store.paid(by: project, among: keys) }
    }
    func answer(_ id: String) throws(StoreError) -> PlacedAnswer? {
        try call("answer") { () throws(StoreError) in try store.answer(id) }
    }
    func answer(person: String, idempotencyKey: String) throws(StoreError) -> PlacedAnswer? {
        try call("answer") { () throws(StoreError) in
            try store.answer(person: person, idempotencyKey: idempotencyKey)
        }
    }
    func reply(person: String, mark: String) throws(StoreError) -> PlacedReply? {
        try call("reply") { () throws(StoreError) in try store.reply(person: person, mark: mark) }
    }
    func answers(of project: String) throws(StoreError) -> [String] {
        try call("answers") { () throws(StoreError) in try store.answers(of: project) }
    }
}

/// The reference engine, with something that happens while it runs, and errors on request.
final class TestEngine: QueryEngine {
    private struct State: Sendable {
        var runs = 0
        var generations: [Generation] = []
        var error: EngineError?
        var isSpoilt = false
        var meanwhile: (@Sendable () -> Void)?
        var hold: EngineHold?
    }

    private let faults: Faults
    private let state = Mutex(State())

    init(_ faults: Faults) { self.faults = faults }

    var runs: Int { state.withLock { $0.runs } }
    /// What each run was given to read.
    var generations: [Generation] { state.withLock { $0.generations } }
    /// From now on the engine finds what cannot be.
    func spoil() { state.withLock { $0.isSpoilt = true } }
    func fail(with error: EngineError?) { state.withLock { $0.error = error } }
    func hold(_ hold: EngineHold?) { state.withLock { $0.hold = hold } }
    func meanwhile(_ body: (@Sendable () -> Void)?) { state.withLock { $0.meanwhile = body } }

    func run(
        _ plan: EnginePlan, over generation: Generation, isCancelled: () -> Bool
    ) throws(EngineError) -> UnprotectedTable {
        let now = state.withLock { state in
            state.runs += 1
            state.generations.append(generation)
            return state
        }
        now.meanwhile?()
        try now.hold?.pass(isCancelled: isCancelled)
        if let error = now.error { throw error }
        if now.isSpoilt { return UnprotectedTable(cells: []) }
        return try ReferenceEngine().run(plan, over: generation, isCancelled: isCancelled)
    }
}
