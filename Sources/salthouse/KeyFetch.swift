import Identity
import JSON
import Linux
import OpenSSL

/// Fetches the key set of a sign-in service: one question, or two where the service says itself where its keys are.
struct KeyFetch: Sendable {
    private let issuer: String
    private let address: String?
    private let trust: TLSTrust

    /// For each question.
    private static let milliseconds = 5_000

    /// - Parameter certificates: the file of the authorities that are believed; nil for the operating system's.
    init(_ issuer: String, from address: String?, certificates: String?) throws(CommandError) {
        self.issuer = issuer
        self.address = address
        trust = try TLSTrust(certificates: certificates)
        _ = try JSONService(address ?? Discovery.address(of: issuer), trust: trust)
    }

    /// The keys as they are published now.
    func run() throws(CommandError) -> JSONWebKeySet {
        let place: String
        if let address {
            place = address
        } else {
            place = try JSONService.address(
                of: .keys, of: issuer, trust: trust, milliseconds: Self.milliseconds)
        }
        let json = try JSONService(place, trust: trust).get(milliseconds: Self.milliseconds)
        do throws(JSONError) { return try JSONWebKeySet(json: json) } catch {
            throw .failed("`\(place)`: \(error.sentence)")
        }
    }
}

extension TLSTrust {
    /// The authorities of a file, or of the operating system where none is named.
    convenience init(certificates: String?) throws(CommandError) {
        let pem = try certificates.map { path throws(CommandError) in
            try doing { () throws(SystemError) in try FileSystem.readFile(path, maximumBytes: 4 << 20) }
        }
        do throws(OpenSSLError) {
            if let pem { try self.init(pem: pem) } else { try self.init() }
        } catch {
            throw .failed("`\(certificates ?? "the system's authorities")`: \(error.code): \(error.message)")
        }
    }
}
