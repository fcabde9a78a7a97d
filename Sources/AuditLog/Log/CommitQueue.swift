import Linux

/// Where callers leave batches for the committer, and wait.
final class CommitQueue: Sendable {
    /// What one caller handed in together.
    struct Request: Sendable {
        let drafts: [PreparedDraft]
        let ticket: Ticket
    }

    /// What the committer is to do next.
    enum Work: Sendable {
        case commit([Request])
        case publish([Ticket])
        case stop
    }

    /// Where a caller waits for the result of its own work.
    final class Ticket: Sendable {
        private let result = Monitor<Result<[AuditEntry], AuditError>?>(nil)

        func resolve(_ outcome: Result<[AuditEntry], AuditError>) {
            result.update { $0 = outcome }
        }

        func wait() throws(AuditError) -> [AuditEntry] {
            try (result.wait { $0 } ?? .failure(.closed)).get()
        }
    }

    fileprivate struct State: Sendable {
        var requests: [Request] = []
        var entries = 0
        var bytes = 0
        var publishers: [Ticket] = []
        var isClosed = false
    }

    /// The bound of what may wait.
    static let maximumEntries = 4096
    static let maximumBytes = 8 << 20

    private let state = Monitor(State())

    /// Hands in a batch. Throws `busy` where it does not fit, `closed` after `close`.
    func push(_ drafts: [PreparedDraft]) throws(AuditError) -> Ticket {
        let bytes = drafts.reduce(0) { $0 + $1.byteCount }
        return try state.update { (state: inout State) throws(AuditError) -> Ticket in
            guard !state.isClosed else { throw .closed }
            guard state.entries + drafts.count <= Self.maximumEntries, state.bytes + bytes <= Self.maximumBytes else {
                throw .busy
            }
            let ticket = Ticket()
            state.requests.append(Request(drafts: drafts, ticket: ticket))
            state.entries += drafts.count
            state.bytes += bytes
            return ticket
        }
    }

    /// Asks for the checkpoint to be published after everything handed in so far.
    func pushPublication() throws(AuditError) -> Ticket {
        try state.update { (state: inout State) throws(AuditError) -> Ticket in
            guard !state.isClosed else { throw .closed }
            let ticket = Ticket()
            state.publishers.append(ticket)
            return ticket
        }
    }

    /// Accepts nothing more; what waits is still handed out.
    func close() {
        state.update { $0.isClosed = true }
    }

    /// Waits for work; nil when the deadline passes first. Whole requests in order, up to so many entries, but always
    /// at least one request.
    func next(until deadline: MonotonicInstant?, maximumEntries: Int) -> Work? {
        state.wait(until: deadline) { state in
            if !state.requests.isEmpty { return .commit(state.take(maximumEntries)) }
            if !state.publishers.isEmpty {
                defer { state.publishers = [] }
                return .publish(state.publishers)
            }
            return state.isClosed ? .stop : nil
        }
    }
}

extension CommitQueue.State {
    fileprivate mutating func take(_ maximum: Int) -> [CommitQueue.Request] {
        var count = 0
        var entryCount = 0
        repeat {
            entryCount += requests[count].drafts.count
            count += 1
        } while count < requests.count && entryCount + requests[count].drafts.count <= maximum
        let taken = Array(requests[..<count])
        requests.removeFirst(count)
        entries -= entryCount
        for request in taken { bytes -= request.drafts.reduce(0) { $0 + $1.byteCount } }
        return taken
    }
}
