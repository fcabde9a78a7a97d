import HTTP
import JSON
import Linux
import OpenSSL

/// A place of a sign-in service that answers in JSON. Every failure names its address.
struct JSONService: Sendable {
    let address: String
    private let client: HTTPClient

    private static let limits = JSONLimits(bytes: 256 << 10, depth: 16, nodes: 10_000)

    /// Asks nothing yet.
    init(_ address: String, trust: TLSTrust) throws(CommandError) {
        self.address = address
        do throws(HTTPClient.Failure) {
            client = try HTTPClient(address: address, trust: trust, ticks: .system)
        } catch { throw .failed("`\(address)`: \(error.message)") }
    }

    func get(milliseconds: Int) throws(CommandError) -> JSONValue {
        try json { () throws(HTTPClient.Failure) in
            try client.get("", headers: ["Accept": "application/json"], milliseconds: milliseconds)
        }
    }

    /// Sends a form.
    func post(_ form: String, authorization: String, milliseconds: Int) throws(CommandError) -> JSONValue {
        try json { () throws(HTTPClient.Failure) in
            try client.post(
                "", contentType: "application/x-www-form-urlencoded",
                headers: ["Authorization": authorization, "Accept": "application/json"], body: Array(form.utf8),
                milliseconds: milliseconds)
        }
    }

    private func json(
        _ ask: () throws(HTTPClient.Failure) -> HTTPClient.Response
    ) throws(CommandError) -> JSONValue {
        let response: HTTPClient.Response
        do throws(HTTPClient.Failure) { response = try ask() } catch { throw .failed("`\(address)`: \(error.message)") }
        guard response.status == 200 else { throw .failed("`\(address)` answered with status \(response.status)") }
        do throws(JSONError) { return try JSONValue(parsing: response.body, limits: Self.limits) } catch {
            throw .failed("`\(address)`: \(error.sentence)")
        }
    }
}
