import Linux

/// The one thread that touches sockets: it carries bytes, moments and answers to the connections' state machines and
/// does what they say.
final class Reactor {
    private static let wakeUpTag: UInt64 = 0
    private static let firstListenerTag: UInt64 = 1
    private static let firstConnectionTag: UInt64 = 1 << 32
    private static let bytesPerRead = 16_384
    /// Then the others have their turn.
    private static let acceptedPerTurn = 64
    /// After the kernel has run out of descriptors or memory, when no connection closes meanwhile.
    private static let acceptPauseMilliseconds = 100

    private let configuration: HTTPServerConfiguration
    let handler: any HTTPHandler
    private let listeners: [Listener]
    let workers: Workers
    private let wakeUp: WakeUpSignal
    private let poller: Poller
    private let load: HTTPServerLoad
    private let clock = MonotonicClock.system

    private var connections: [UInt64: ServedConnection] = [:]
    private var connectionsOfPeer: [PeerAddress: Int] = [:]
    private var nextTag = Reactor.firstConnectionTag
    private var isAccepting = true
    private var acceptsAgainAt: MonotonicInstant?
    private var drainDeadline: MonotonicInstant?
    /// No connection's deadline lies before this moment.
    private var nextDeadline: MonotonicInstant?

    init(
        configuration: HTTPServerConfiguration, handler: any HTTPHandler, listeners: [Listener], workers: Workers,
        wakeUp: WakeUpSignal, load: HTTPServerLoad
    ) throws(SystemError) {
        self.configuration = configuration
        self.handler = handler
        self.listeners = listeners
        self.workers = workers
        self.wakeUp = wakeUp
        self.load = load
        poller = try Poller()
        try poller.add(wakeUp, tag: Self.wakeUpTag)
        for (index, listener) in listeners.enumerated() {
            try poller.add(listener.socket, .reading, tag: Self.firstListenerTag + UInt64(index))
        }
    }

    /// Serves until `shouldStop` is true and all is answered or the drain deadline has passed; returns how many
    /// requests have no answer.
    func run(shouldStop: () -> Bool) throws(SystemError) -> Int {
        while true {
            if drainDeadline == nil, shouldStop() { try beginDraining() }
            if let drainDeadline, connections.isEmpty || clock.now() >= drainDeadline { return abandonRest() }
            for event in try poller.wait(milliseconds: timeout()) { try take(event) }
            deliverAnswers()
            passDeadlines()
            try updateAccepting()
        }
    }

    private func timeout() -> Int? {
        let now = clock.now()
        let moments = [nextDeadline, acceptsAgainAt, drainDeadline].compactMap { $0 }
        return moments.min().map { now.milliseconds(until: $0) }
    }

    private func take(_ event: Poller.Event) throws(SystemError) {
        if event.tag == Self.wakeUpTag {
            wakeUp.take()
        } else if event.tag < Self.firstConnectionTag {
            acceptConnections(on: listeners[Int(event.tag - Self.firstListenerTag)])
        } else if let served = connections[event.tag] {
            take(event, for: served)
        }
    }

    private func take(_ event: Poller.Event, for served: ServedConnection) {
        do throws(SystemError) {
            if event.canRead, served.connection.wantsBytes {
                switch try served.transport.receive(maximum: Self.bytesPerRead) {
                case .bytes(let bytes): perform(served.connection.received(bytes, now: clock.now()), for: served)
                case .last(let bytes):
                    perform(served.connection.received(bytes, now: clock.now()), for: served)
                    perform(served.connection.peerFinished(), for: served)
                case .nothingYet: flush(served)
                case .broken: perform(served.connection.lost(), for: served)
                }
            } else if event.isBroken {
                perform(served.connection.lost(), for: served)
                return
            } else if event.peerFinished {
                perform(served.connection.peerFinished(), for: served)
            }
            if event.canWrite { flush(served) }
        } catch {
            perform(served.connection.lost(), for: served)
        }
    }

    private func deliverAnswers() {
        for answer in workers.collectAnswers() {
            load.count(requests: -1)
            guard let served = connections[answer.connection] else { continue }
            respond(answer.response, on: served)
        }
    }

    private func passDeadlines() {
        let now = clock.now()
        guard let next = nextDeadline, next <= now else { return }
        nextDeadline = nil
        for served in Array(connections.values) {
            perform(served.connection.deadlinePassed(now: now), for: served)
        }
    }
}

// MARK: Connections

extension Reactor {
    private func acceptConnections(on listener: Listener) {
        for _ in 0..<Self.acceptedPerTurn where connections.count < configuration.concurrency.connections {
            do throws(SystemError) {
                guard let (socket, address) = try listener.socket.accept() else { return }
                try open(socket, address)
            } catch {
                acceptsAgainAt = clock.now().advanced(byMilliseconds: Self.acceptPauseMilliseconds)
                return
            }
        }
    }

    private func open(_ socket: Socket, _ address: SocketAddress) throws(SystemError) {
        let peer: PeerAddress
        switch address {
        case .ipv4, .ipv6:
            peer = .ip(address.host)
            socket.sendWithoutDelay()
        case .unix: peer = .unixSocket
        }
        // A socket that nobody keeps is closed.
        guard connectionsOfPeer[peer, default: 0] < configuration.concurrency.connectionsPerPeer else { return }
        let served = ServedConnection(
            tag: nextTag, transport: Transport(socket, peer == .unixSocket ? nil : configuration.tls?.settings),
            peer: peer,
            connection: HTTPConnection(
                limits: configuration.limits, deadlines: configuration.deadlines, now: clock.now()))
        try poller.add(socket, served.interest, tag: served.tag)
        nextTag += 1
        connections[served.tag] = served
        load.count(connections: connections.count)
        connectionsOfPeer[peer, default: 0] += 1
        noteDeadline(served)
    }

    private func close(_ served: ServedConnection) {
        guard connections.removeValue(forKey: served.tag) != nil else { return }
        load.count(connections: connections.count)
        poller.remove(served.transport.socket)
        let left = connectionsOfPeer[served.peer, default: 1] - 1
        connectionsOfPeer[served.peer] = left == 0 ? nil : left
        acceptsAgainAt = nil
    }

    /// Does what a connection says, until it wants nothing more, and watches its socket for what it waits for.
    private func perform(_ actions: [HTTPConnection.Action], for served: ServedConnection) {
        for action in actions {
            switch action {
            case .dispatch(let head, let body): dispatch(head, body, for: served)
            case .turnAway(let head, let rejection): dispatch(head, [], turnedAwayBy: rejection, for: served)
            case .reject(let rejection): respond(wording(of: rejection), on: served)
            case .cancel: served.cancellation?.set()
            case .finishSending: finishSending(served)
            case .close: close(served)
            }
        }
        if connections[served.tag] != nil, !served.isFlushing { flush(served) }
    }

    private func dispatch(
        _ head: RequestHead, _ body: [UInt8], turnedAwayBy rejection: HTTPRejection? = nil, for served: ServedConnection
    ) {
        let sender: RequestSender
        do throws(HTTPRejection) {
            sender = try RequestSender(
                head.headers, from: served.peer, showing: served.transport.clientCertificate,
                trusting: configuration.trustedProxy)
        } catch { return perform(served.connection.refuse(error), for: served) }
        let cancellation = CancellationFlag()
        served.cancellation = cancellation
        let request = HTTPRequest(head, body: body, sender: sender) { cancellation.isSet }
        // Counted first: a worker may be quicker than this thread.
        load.count(requests: 1)
        guard !workers.take(Workers.Job(connection: served.tag, request: request, rejection: rejection)) else { return }
        load.count(requests: -1)
        perform(served.connection.refuse(HTTPRejection(.overloaded)), for: served)
    }

    private func wording(of rejection: HTTPRejection) -> HTTPResponse {
        var response = handler.respond(to: rejection)
        response.releaseAfter = nil
        if rejection.reason == .overloaded, response.headers.first("Retry-After") == nil {
            response.headers.add("Retry-After", "1")
        }
        return response
    }

    private func respond(_ response: HTTPResponse, on served: ServedConnection) {
        var response = response
        if served.transport.isEncrypted { response.headers.set("Strict-Transport-Security", "max-age=63072000") }
        served.connection.respond(with: response, date: configuration.wallClock.now().httpDate, now: clock.now())
        if !served.isFlushing { flush(served) }
    }

    /// Sends what can be sent; what that sets free, such as the next request, is done in turn and not in depth.
    private func flush(_ served: ServedConnection) {
        served.isFlushing = true
        defer { served.isFlushing = false }
        do throws(SystemError) {
            while connections[served.tag] != nil, served.hasUnsent {
                guard let count = try served.transport.send(served.connection.unsent) else {
                    return perform(served.connection.lost(), for: served)
                }
                guard count > 0 else { break }
                perform(served.connection.sent(count, now: clock.now()), for: served)
            }
            guard connections[served.tag] != nil else { return }
            noteDeadline(served)
            let interest = served.wantedInterest
            if interest != served.interest {
                try poller.change(served.transport.socket, interest, tag: served.tag)
                served.interest = interest
            }
        } catch {
            perform(served.connection.lost(), for: served)
        }
    }

    private func finishSending(_ served: ServedConnection) {
        do throws(SystemError) { try served.transport.finishSending() } catch {
            perform(served.connection.lost(), for: served)
        }
    }

    private func noteDeadline(_ served: ServedConnection) {
        guard let deadline = served.connection.deadline else { return }
        nextDeadline = nextDeadline.map { min($0, deadline) } ?? deadline
    }
}

// MARK: Accepting and stopping

extension Reactor {
    /// A listener that cannot be served is not watched: level-triggered, it would wake this thread without end.
    private func updateAccepting() throws(SystemError) {
        if let moment = acceptsAgainAt, moment <= clock.now() { acceptsAgainAt = nil }
        let shouldAccept =
            drainDeadline == nil && acceptsAgainAt == nil
            && connections.count < configuration.concurrency.connections
        guard shouldAccept != isAccepting else { return }
        for (index, listener) in listeners.enumerated() {
            try poller.change(
                listener.socket, shouldAccept ? .reading : [], tag: Self.firstListenerTag + UInt64(index))
        }
        isAccepting = shouldAccept
    }

    private func beginDraining() throws(SystemError) {
        drainDeadline = clock.now().advanced(byMilliseconds: configuration.deadlines.drain)
        try updateAccepting()
        for listener in listeners {
            poller.remove(listener.socket)
            listener.socket.stopListening()
        }
        for served in Array(connections.values) { perform(served.connection.stop(), for: served) }
    }

    private func abandonRest() -> Int {
        let unanswered = connections.values.count { $0.connection.isBusy }
        for served in Array(connections.values) { perform(served.connection.lost(), for: served) }
        return unanswered
    }
}
