import HTTP
import Identity
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

    func get(milliseconds: Int) throws(CommandError) -> JSONValue { try json(get([:], milliseconds)) }

    /// Shows a token; nil where that is not taken.
    func get(showing token: String, milliseconds: Int) throws(CommandError) -> JSONValue? {
        let response = try get(["Authorization": "Bearer \(token)"], milliseconds)
        // Not by `?:`, in which nil would be the null of JSON.
        if response.status == 401 || response.status == 403 { return nil }
        return try json(response)
    }

    /// Sends a form.
    func post(_ form: String, authorization: String, milliseconds: Int) throws(CommandError) -> JSONValue {
        try json(
            asking { () throws(HTTPClient.Failure) in
                try client.post(
                    "", contentType: "application/x-www-form-urlencoded",
                    headers: ["Authorization": authorization, "Accept": "application/json"], body: Array(form.utf8),
                    milliseconds: milliseconds)
            })
    }

    /// Where an issuer says itself that something of it stands.
    static func address(
        of member: Discovery.Member, of issuer: String, trust: TLSTrust, milliseconds: Int
    ) throws(CommandError) -> String {
        let document = try JSONService(Discovery.address(of: issuer), trust: trust)
        let json = try document.get(milliseconds: milliseconds)
        do throws(JSONError) { return try Discovery.place(member, in: json, of: issuer) } catch {
            throw .failed("`\(document.address)`: \(error.sentence)")
        }
    }

    private func get(_ headers: HTTPHeaders, _ milliseconds: Int) throws(CommandError) -> HTTPClient.Response {
        var headers = headers
        headers.add("Accept", "application/json")
        return try asking { () throws(HTTPClient.Failure) in
            try client.get("", headers: headers, milliseconds: milliseconds)
        }
    }

    private func asking(
        _ ask: () throws(HTTPClient.Failure) -> HTTPClient.Response
    ) throws(CommandError) -> HTTPClient.Response {
        do throws(HTTPClient.Failure) { return try ask() } catch { throw .failed("`\(address)`: \(error.message)") }
    }

    private func json(_ response: HTTPClient.Response) throws(CommandError) -> JSONValue {
        guard response.status == 200 else { throw .failed("`\(address)` answered with status \(response.status)") }
        do throws(JSONError) { return try JSONValue(parsing: response.body, limits: Self.limits) } catch {
            throw .failed("`\(address)`: \(error.sentence)")
        }
    }
}
