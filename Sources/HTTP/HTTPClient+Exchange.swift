import Linux
import OpenSSL

/// Bytes there and back, all under one deadline.
extension HTTPClient {
    /// Sends a request and gives everything that comes until the server closes the connection.
    func exchange(_ request: [UInt8], until deadline: MonotonicInstant) throws(Failure) -> [UInt8] {
        let line = try connect(until: deadline)
        try line.send(request)
        var answer: [UInt8] = []
        while answer.count <= Self.maximumResponse, let more = try line.receive() { answer += more }
        return answer
    }

    private func connect(until deadline: MonotonicInstant) throws(Failure) -> ClientLine {
        switch place.host {
        case .local(let address): return try reach([address], until: deadline)
        case .secured(let name, let port):
            let line = try reach(SocketAddress.resolve(name, port: port), until: deadline)
            let isAddress = SocketAddress(numeric: name, port: port) != nil
            guard let trust, let tls = try? TLSClient(to: name, isAddress: isAddress, trust: trust) else {
                throw .malformedAddress(name)
            }
            return try line.secured(by: tls)
        }
    }

    /// A connection to the first of the addresses where somebody listens.
    private func reach(_ addresses: [SocketAddress], until deadline: MonotonicInstant) throws(Failure) -> ClientLine {
        var failure = Failure.unknownHost
        for address in addresses {
            do throws(Failure) { return try ClientLine(to: address, ticks, until: deadline) } catch { failure = error }
        }
        throw failure
    }
}
