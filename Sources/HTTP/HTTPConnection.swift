import Linux

/// One connection as a value: it takes bytes and moments, and returns what is to be done. It touches no socket and no
/// clock.
///
/// One request is in flight at a time; bytes that come behind it wait for their turn. Every phase but the handler's has
/// an absolute deadline, which no trickle of bytes extends.
struct HTTPConnection: Sendable {
    enum Action: Sendable {
        /// Hand this request to the application and call `respond` with its answer.
        case dispatch(RequestHead, body: [UInt8])
        /// Let the application word this rejection and call `respond` with the answer.
        case reject(HTTPRejection)
        /// The same for a request whose head is sound, so that the application can tell who sent it.
        case turnAway(RequestHead, HTTPRejection)
        /// Nobody waits any more for the answer of the request in flight.
        case cancel
        /// Tell the other end that nothing more comes, and wait for it to close.
        case finishSending
        case close
    }

    private enum Phase: Sendable {
        /// Kept alive, and no byte of the next request has come.
        case idle
        case head(RequestHeadParser)
        case body(RequestHead)
        /// The application has it.
        case handling(toHead: Bool)
        /// The answer is there and waits for its moment.
        case holding(HTTPResponse, toHead: Bool, date: String?)
        case sending
        /// All is sent; what still comes is thrown away until the other end closes.
        case lingering
        case closed
    }

    private let limits: HTTPLimits
    private let deadlines: HTTPDeadlines
    private var phase: Phase
    private var input: [UInt8] = []
    private var output: [UInt8] = []
    private var sentCount = 0
    private var closesAfterResponse = false
    private var peerHasFinished = false
    private var isStopping = false

    /// When `deadlinePassed` is to be called.
    private(set) var deadline: MonotonicInstant?

    init(limits: HTTPLimits, deadlines: HTTPDeadlines, now: MonotonicInstant) {
        self.limits = limits
        self.deadlines = deadlines
        phase = .head(RequestHeadParser(limits: limits))
        deadline = now.advanced(byMilliseconds: deadlines.head)
    }

    // MARK: What the socket's owner asks

    /// Bytes to be sent now, in one write if the kernel takes them.
    var unsent: ArraySlice<UInt8> { output[sentCount...] }

    /// True where bytes that arrive are to be read: not while a request is in flight.
    var wantsBytes: Bool {
        switch phase {
        case .idle, .head, .body, .lingering: true
        case .handling, .holding, .sending, .closed: false
        }
    }

    /// True where it matters, though nothing is read, that the other end has finished.
    var watchesPeer: Bool {
        switch phase {
        case .handling, .holding, .sending: !peerHasFinished
        case .idle, .head, .body, .lingering, .closed: false
        }
    }

    /// True from the moment a request has begun to arrive until its answer is sent.
    var isBusy: Bool {
        switch phase {
        case .head(let parser): !parser.isUntouched
        case .body, .handling, .holding, .sending: true
        case .idle, .lingering, .closed: false
        }
    }

    // MARK: What the socket's owner tells

    mutating func received(_ bytes: [UInt8], now: MonotonicInstant) -> [Action] {
        guard !bytes.isEmpty else { return [] }
        switch phase {
        case .lingering, .closed: return []
        case .idle:
            beginHead(now)
            fallthrough
        case .head, .body, .handling, .holding, .sending:
            input += bytes
            return advance(now)
        }
    }

    /// The other end has finished sending. A request that is not whole will never be; for one in flight the client
    /// counts as gone, yet is told the answer should it still listen.
    mutating func peerFinished() -> [Action] {
        switch phase {
        case .idle, .head, .body, .lingering: return close()
        case .handling, .holding:
            guard !peerHasFinished else { return [] }
            peerHasFinished = true
            closesAfterResponse = true
            return [.cancel]
        case .sending:
            peerHasFinished = true
            closesAfterResponse = true
            return []
        case .closed: return []
        }
    }

    /// The connection is broken in both directions.
    mutating func lost() -> [Action] {
        switch phase {
        case .handling, .holding: [.cancel] + close()
        case .idle, .head, .body, .sending, .lingering: close()
        case .closed: []
        }
    }

    mutating func deadlinePassed(now: MonotonicInstant) -> [Action] {
        guard let deadline, deadline <= now else { return [] }
        switch phase {
        case .head(let parser) where !parser.isUntouched: return reject(HTTPRejection(.headTooSlow), parser.method)
        case .body(let head): return reject(HTTPRejection(.bodyTooSlow), head.method)
        case .holding(let response, let toHead, let date):
            beginSending(response, toHead: toHead, date: date, now)
            return []
        case .idle, .head, .sending, .lingering: return close()
        case .handling, .closed: return []
        }
    }

    /// The application has answered the request or the rejection in flight.
    mutating func respond(with response: HTTPResponse, date: String?, now: MonotonicInstant) {
        guard case .handling(let toHead) = phase else { return }
        if let moment = response.releaseAfter, moment > now {
            phase = .holding(response, toHead: toHead, date: date)
            deadline = moment
        } else {
            beginSending(response, toHead: toHead, date: date, now)
        }
    }

    /// The request in flight found no worker, or says of its sender what it may not.
    mutating func refuse(_ rejection: HTTPRejection) -> [Action] {
        guard case .handling = phase else { return [] }
        closesAfterResponse = true
        return [.reject(rejection)]
    }

    /// The kernel took the first `count` bytes of `unsent`.
    mutating func sent(_ count: Int, now: MonotonicInstant) -> [Action] {
        sentCount += count
        guard sentCount >= output.count else { return [] }
        output = []
        sentCount = 0
        guard case .sending = phase else { return [] }
        if closesAfterResponse || isStopping {
            guard !peerHasFinished else { return close() }
            phase = .lingering
            input = []
            deadline = now.advanced(byMilliseconds: deadlines.linger)
            return [.finishSending]
        }
        guard !input.isEmpty else {
            phase = .idle
            deadline = now.advanced(byMilliseconds: deadlines.idle)
            return []
        }
        beginHead(now)
        return advance(now)
    }

    /// The server stops: a connection without a request closes, any other after its answer.
    mutating func stop() -> [Action] {
        isStopping = true
        switch phase {
        case .idle: return close()
        case .head(let parser) where parser.isUntouched: return close()
        case .head, .body, .handling, .holding, .sending, .lingering, .closed: return []
        }
    }
}

// MARK: From phase to phase

extension HTTPConnection {
    private mutating func beginHead(_ now: MonotonicInstant) {
        phase = .head(RequestHeadParser(limits: limits))
        deadline = now.advanced(byMilliseconds: deadlines.head)
    }

    /// Reads on in what has arrived, as far as one request.
    private mutating func advance(_ now: MonotonicInstant) -> [Action] {
        if case .head(var parser) = phase {
            phase = .closed  // so that the parser has one owner while it changes
            for (index, byte) in input.enumerated() {
                switch parser.take(byte) {
                case .more: continue
                case .rejected(let rejection): return reject(rejection, parser.method)
                case .finished(let head):
                    input.removeFirst(index + 1)
                    return beginBody(head, now)
                }
            }
            input = []
            phase = .head(parser)
        } else if case .body(let head) = phase {
            return takeBody(head)
        }
        return []
    }

    private mutating func beginBody(_ head: RequestHead, _ now: MonotonicInstant) -> [Action] {
        guard !head.isTooLong else {
            beginTurningAway(head.method)
            return [.turnAway(head, HTTPRejection(.bodyTooLarge))]
        }
        phase = .body(head)
        deadline = now.advanced(byMilliseconds: deadlines.body)
        // A client that has sent the beginning of its body does not wait to be asked for it.
        if head.expectsContinue, head.contentLength > 0, input.isEmpty {
            output += Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
        }
        return takeBody(head)
    }

    private mutating func takeBody(_ head: RequestHead) -> [Action] {
        guard input.count >= head.contentLength else { return [] }
        let body = Array(input.prefix(head.contentLength))
        input.removeFirst(head.contentLength)
        closesAfterResponse = !head.keepsAlive
        phase = .handling(toHead: head.method == .head)
        deadline = nil
        return [.dispatch(head, body: body)]
    }

    private mutating func reject(_ rejection: HTTPRejection, _ method: HTTPMethod?) -> [Action] {
        beginTurningAway(method)
        return [.reject(rejection)]
    }

    private mutating func beginTurningAway(_ method: HTTPMethod?) {
        input = []
        closesAfterResponse = true
        phase = .handling(toHead: method == .head)
        deadline = nil
    }

    private mutating func beginSending(
        _ response: HTTPResponse, toHead: Bool, date: String?, _ now: MonotonicInstant
    ) {
        output += response.serialized(toHead: toHead, closing: closesAfterResponse || isStopping, date: date)
        phase = .sending
        deadline = now.advanced(byMilliseconds: deadlines.response)
    }

    private mutating func close() -> [Action] {
        phase = .closed
        deadline = nil
        input = []
        output = []
        sentCount = 0
        return [.close]
    }
}
