import HTTP
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
    private static let limits = JSONLimits(bytes: 256 << 10, depth: 16, nodes: 10_000)

    /// - Parameter certificates: the file of the authorities that are believed; nil for the operating system's.
    init(_ issuer: String, from address: String?, certificates: String?) throws(CommandError) {
        self.issuer = issuer
        self.address = address
        trust = try TLSTrust(certificates: certificates)
        _ = try client(address ?? Discovery.address(of: issuer))
    }

    /// The keys as they are published now.
    func run() throws(CommandError) -> JSONWebKeySet {
        var place = address
        if place == nil {
            let document = Discovery.address(of: issuer)
            let json = try get(document)
            do throws(JSONError) { place = try Discovery.keys(in: json, of: issuer) } catch {
                throw .failed("`\(document)`: \(error.sentence)")
            }
        }
        guard let place else { throw .failed("`\(issuer)` names no key set") }
        let json = try get(place)
        do throws(JSONError) { return try JSONWebKeySet(json: json) } catch {
            throw .failed("`\(place)`: \(error.sentence)")
        }
    }

    private func get(_ place: String) throws(CommandError) -> JSONValue {
        let client = try client(place)
        let response: HTTPClient.Response
        do throws(HTTPClient.Failure) {
            response = try client.get(
                "", headers: ["Accept": "application/json"], milliseconds: Self.milliseconds)
        } catch { throw .failed("`\(place)`: \(error.message)") }
        guard response.status == 200 else { throw .failed("`\(place)` answered with status \(response.status)") }
        do throws(JSONError) { return try JSONValue(parsing: response.body, limits: Self.limits) } catch {
            throw .failed("`\(place)`: \(error.sentence)")
        }
    }

    private func client(_ place: String) throws(CommandError) -> HTTPClient {
        do throws(HTTPClient.Failure) { return try HTTPClient(address: place, trust: trust, ticks: .system) } catch {
            throw .failed("`\(place)`: \(error.message)")
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
