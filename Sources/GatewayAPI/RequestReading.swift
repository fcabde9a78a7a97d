import Gateway
import HTTP
import JSON

/// Reads what a route declares out of a request, and finds what does not fit.
struct RequestReading {
    let route: Route
    let request: HTTPRequest

    enum Result {
        case call(Call)
        case problem(Problem)
    }

    /// The first thing that is wrong is told.
    func call(_ gateway: Gateway, path: [String: String]) -> Result {
        if let problem = parameterProblem ?? headerProblem { return .problem(problem) }
        let offers = route.success.contents.map(\.mediaType)
        // A single format is sent whatever is accepted, which RFC 9110 (12.4.1) lets a server do.
        guard
            let mediaType = offers.count == 1
                ? offers.first : AcceptField.best(of: offers, accepted: request.headers.all(Field.accept))
        else { return .problem(.notAcceptable(offers)) }
        // Preconditions come last: they are about a request that is right in itself (RFC 9110, 13.2.2).
        let body: JSONValue
        switch readBody() {
        case .failure(let problem): return .problem(problem)
        case .success(let read): body = read
        }
        let version: Int?
        switch expectedVersion {
        case .failure(let problem): return .problem(problem)
        case .success(let read): version = read
        }
        return .call(
            Call(
                gateway: gateway, request: request, path: path,
                query: Dictionary(request.query.map { ($0.name, $0.value) }) { first, _ in first }, body: body,
                version: version, mark: route.retry == .kept ? request.headers.first(Field.idempotencyKey) : nil,
                mediaType: mediaType))
    }

    private var parameterProblem: Problem? {
        var seen: Set<String> = []
        for item in request.query {
            guard let parameter = route.parameters.first(where: { $0.name.utf8.elementsEqual(item.name.utf8) }) else {
                return .unknownParameter(route.parameters)
            }
            guard seen.insert(item.name).inserted, parameter.accepts(item.value) else {
                return .badParameter(parameter)
            }
        }
        return nil
    }

    private var headerProblem: Problem? {
        let keys = route.retry != .unmarked ? request.headers.all(Field.idempotencyKey) : []
        let areSound =
            keys.count <= 1
            && keys.allSatisfy {
                (1...200).contains($0.utf8.count) && $0.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            }
        return areSound ? nil : .badIdempotencyKey
    }

    private enum Reading<Value> {
        case success(Value)
        case failure(Problem)
    }

    private var expectedVersion: Reading<Int?> {
        switch (route.version, ExpectedVersion(request.headers)) {
        case (.none, _): .success(nil)
        case (_, .version(let version)): .success(version)
        case (.currentOrNew, .new): .success(nil)
        case (_, .foreign): .success(Call.noVersion)
        case (.current, .new), (_, .malformed): .failure(.badVersion)
        case (_, .unsaid): .failure(.versionNeeded(route.version))
        }
    }

    private func readBody() -> Reading<JSONValue> {
        guard case .json = route.body else { return .success(.null) }
        let type = request.headers.first(Field.contentType)?.split(separator: ";").first?.lowercased() ?? ""
        guard type.filter({ $0 != " " && $0 != "\t" }) == MediaType.json else { return .failure(.notJSON) }
        do throws(JSONError) { return .success(try JSONValue(parsing: request.body, limits: .request)) } catch {
            return .failure(.unreadable(error))
        }
    }
}
