import Linux

/// A connection's socket beside its state machine. Only the reactor's thread touches it.
final class ServedConnection {
    let tag: UInt64
    let transport: Transport
    let peer: PeerAddress
    var connection: HTTPConnection
    /// Of the request in flight, and of the last one until the next.
    var cancellation: CancellationFlag?
    /// What the poller watches now.
    var interest: Poller.Interest = .reading
    /// True while bytes are being handed to the kernel, so that this is not begun twice.
    var isFlushing = false

    init(tag: UInt64, transport: Transport, peer: PeerAddress, connection: HTTPConnection) {
        self.tag = tag
        self.transport = transport
        self.peer = peer
        self.connection = connection
    }

    var hasUnsent: Bool { !connection.unsent.isEmpty || transport.hasUnsent }

    var wantedInterest: Poller.Interest {
        var wanted: Poller.Interest = []
        if connection.wantsBytes, transport.canReceive { wanted.insert(.reading) }
        if connection.watchesPeer { wanted.insert(.peerFinished) }
        if hasUnsent { wanted.insert(.writing) }
        return wanted
    }
}
