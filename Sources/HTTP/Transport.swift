import Linux
import OpenSSL

/// The way of a connection's bytes to and from the network: as they are, or through TLS. Only the reactor's thread touches
/// it.
final class Transport {
    let socket: Socket
    private let tls: TLSServer?
    /// Encrypted bytes that the kernel has not taken, and how many bytes of the connection stand in them.
    private var encrypted: ArraySlice<UInt8> = []
    private var covered = 0
    private var finishesWhenSent = false

    /// While a client does not read what it asked of TLS itself, nothing more is read of it.
    private static let mostEncrypted = 64 << 10

    init(_ socket: Socket, _ settings: TLSServerSettings?) {
        self.socket = socket
        tls = settings.map { TLSServer($0) }
    }

    var isEncrypted: Bool { tls != nil }
    var clientCertificate: SHA256Digest? { tls?.clientCertificate }

    /// True where bytes wait for the kernel, beside those of the connection.
    var hasUnsent: Bool { !encrypted.isEmpty }
    var canReceive: Bool { encrypted.count < Self.mostEncrypted }

    enum Arrived {
        case bytes([UInt8])
        case nothingYet
        /// The last bytes: the other end has finished.
        case last([UInt8])
        /// No TLS, or none that is accepted.
        case broken
    }

    func receive(maximum: Int) throws(SystemError) -> Arrived {
        switch (try socket.receive(maximum: maximum), tls) {
        case (.nothingYet, _): return .nothingYet
        case (.end, _): return .last([])
        case (.bytes(let bytes), nil): return .bytes(bytes)
        case (.bytes(let bytes), let tls?):
            tls.take(bytes)
            do throws(TLSServer.Broken) {
                let said = try tls.read()
                encrypted += tls.give()
                if said.isLast { return .last(said.bytes) }
                return said.bytes.isEmpty ? .nothingYet : .bytes(said.bytes)
            } catch {
                // The alert that says why goes out if the kernel has room for it.
                encrypted += tls.give()
                _ = try sendEncrypted()
                return .broken
            }
        }
    }

    /// Hands bytes of the connection to the kernel without waiting, and returns how many of them it has now; nil where TLS
    /// has failed. Without any bytes, what TLS itself has to say is sent on.
    func send(_ bytes: ArraySlice<UInt8>) throws(SystemError) -> Int? {
        guard let tls else { return try socket.send(bytes) }
        if covered == 0, !bytes.isEmpty {
            let record = bytes.prefix(TLSServer.recordBytes)
            do throws(TLSServer.Broken) { try tls.write(record) } catch { return nil }
            covered = record.count
            encrypted += tls.give()
        }
        guard try sendEncrypted() else { return 0 }
        defer { covered = 0 }
        return covered
    }

    /// Tells the other end that nothing more will be sent, once all is.
    func finishSending() throws(SystemError) {
        guard let tls else { return socket.finishSending() }
        tls.finish()
        encrypted += tls.give()
        finishesWhenSent = true
        _ = try sendEncrypted()
    }

    /// True where the kernel has taken all.
    private func sendEncrypted() throws(SystemError) -> Bool {
        while !encrypted.isEmpty {
            let count = try socket.send(encrypted)
            guard count > 0 else { return false }
            encrypted = encrypted.dropFirst(count)
        }
        encrypted = []
        if finishesWhenSent { socket.finishSending() }
        return true
    }
}
