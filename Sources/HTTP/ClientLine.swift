import Linux
import OpenSSL

/// A client's connection: plain, or with TLS on top. Every wait ends at one deadline.
struct ClientLine {
    typealias Failure = HTTPClient.Failure

    private let socket: Socket
    private let ticks: MonotonicClock
    private let deadline: MonotonicInstant
    private var tls: TLSClient?

    /// Waits until the connection stands.
    init(to address: SocketAddress, _ ticks: MonotonicClock, until deadline: MonotonicInstant) throws(Failure) {
        (self.ticks, self.deadline) = (ticks, deadline)
        do throws(SystemError) {
            socket = try Socket.connect(to: address)
        } catch { throw .unreachable(error) }
        guard socket.waitUntilWritable(milliseconds: remaining) else { throw .timedOut }
        do throws(SystemError) { try socket.checkConnected() } catch { throw .unreachable(error) }
    }

    /// The same line, once the server has shown who it is.
    func secured(by tls: TLSClient) throws(Failure) -> ClientLine {
        while true {
            let isDone = try Self.speaking { () throws(TLSClient.Failure) in try tls.shakeHands() }
            try carry(tls.give())
            if isDone { break }
            guard let bytes = try fetch() else { throw .noTLS }
            tls.take(bytes)
        }
        var line = self
        line.tls = tls
        return line
    }

    func send(_ bytes: [UInt8]) throws(Failure) {
        guard let tls else { return try carry(bytes) }
        try Self.speaking { () throws(TLSClient.Failure) in try tls.write(bytes) }
        try carry(tls.give())
    }

    /// What comes next, perhaps nothing yet; nil at the end.
    func receive() throws(Failure) -> [UInt8]? {
        guard let bytes = try fetch() else { return nil }
        guard let tls else { return bytes }
        tls.take(bytes)
        return try Self.speaking { () throws(TLSClient.Failure) in try tls.read() }
    }

    private func carry(_ bytes: [UInt8]) throws(Failure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard socket.waitUntilWritable(milliseconds: remaining) else { throw .timedOut }
            do throws(SystemError) { rest = rest.dropFirst(try socket.send(rest)) } catch { throw .unreachable(error) }
        }
    }

    private func fetch() throws(Failure) -> [UInt8]? {
        while true {
            guard socket.waitUntilReadable(milliseconds: remaining) else { throw .timedOut }
            let received: Received
            do throws(SystemError) { received = try socket.receive(maximum: 16 << 10) } catch {
                throw .unreachable(error)
            }
            switch received {
            case .bytes(let bytes): return bytes
            case .nothingYet: continue
            case .end: return nil
            }
        }
    }

    private static func speaking<Value>(_ body: () throws(TLSClient.Failure) -> Value) throws(Failure) -> Value {
        do throws(TLSClient.Failure) { return try body() } catch {
            switch error {
            case .notTrusted(let why): throw .notTrusted(why)
            case .broken: throw .noTLS
            }
        }
    }

    private var remaining: Int32 { Int32(clamping: ticks.now().milliseconds(until: deadline)) }
}
