import Gateway
import HTTP
import Identity
import JSON

/// Requests that may be sent again.
extension Call {
    /// The request under its mark; nil where the asker gave none, or the route keeps nothing.
    func marked(by principal: AuthenticatedPrincipal) -> MarkedRequest? {
        mark.map {
            MarkedRequest(
                key: $0, place: "\(request.method.rawValue) /\(request.segments.joined(separator: "/"))", body: body,
                by: principal.person)
        }
    }

    /// What is to be kept of the answer, where the asker gave a mark.
    ///
    /// - Parameter show: the answer as it will be, but for the number of its entry.
    func keeping<Made>(
        _ principal: AuthenticatedPrincipal, _ show: @escaping (Made) throws(GatewayError) -> Reply
    ) -> Keeping<Made> {
        { made throws(GatewayError) in
            guard let request = marked(by: principal), case .answer(let response) = try show(made) else { return [] }
            return [gateway.row(keeping: response.kept, of: request)]
        }
    }
}

extension HTTPResponse {
    private static let keptFields = [Field.entityTag, Field.location]

    /// What is kept of an answer as JSON.
    fileprivate var kept: JSONValue {
        var fields = JSONObject()
        for name in Self.keptFields { fields[name] = headers.first(name).map { .string($0) } }
        let json = try? JSONValue(parsing: body, limits: .document)
        return ["status": .integer(status), "fields": .object(fields), "body": json ?? .null]
    }

    /// The answer that was kept, with the entry that tells of what was made. Where it has a place for that number itself, as
    /// `entry`, it stands there too.
    init(kept: JSONValue, entry: Int) throws(JSONError) {
        let members = try JSONCursor(kept).object()
        let fields = try members.required("fields").object()
        var headers: HTTPHeaders = [:]
        for name in Self.keptFields {
            if let value = try fields.optional(name)?.string() { headers.add(name, value) }
        }
        var body = try members.required("body").value
        if case .object(var object) = body, object["entry"] == .null {
            object["entry"] = .integer(entry)
            body = .object(object)
        }
        self = .json(body.naming(entry), status: try members.required("status").integer(), headers: headers)
    }
}
