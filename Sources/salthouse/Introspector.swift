import Identity
import JSON
import Linux
import OpenSSL

/// Asks a sign-in service about tokens that only it can read, on the thread of who signs in, for three seconds at most.
final class Introspector: Sendable {
    private struct State {
        var memory: IntrospectionMemory
        var failure: String?
    }

    private let service: JSONService
    private let credentials: String
    private let state: Monitor<State>

    private static let milliseconds = 3_000

    /// - Parameter folder: where the files lie that the rules name.
    init(_ rules: Introspection, in folder: String) throws(CommandError) {
        let file = FileSystem.path(named: rules.secretFile, in: folder)
        if let fault = try SafeFile.faultOfSecret(file) { throw .failed(fault) }
        let bytes = try doing { () throws(SystemError) in try FileSystem.readFile(file, maximumBytes: 4_096) }
        let secret = String(decoding: bytes, as: UTF8.self).filter { !$0.isNewline }
        guard !secret.isEmpty else { throw .failed("`\(file)` holds no secret") }
        let pair = "\(Introspection.formEncoded(rules.client)):\(Introspection.formEncoded(secret))"
        credentials = "Basic \(Base64.encode(Array(pair.utf8)))"
        let certificates = rules.certificates.map { FileSystem.path(named: $0, in: folder) }
        service = try JSONService(rules.address, trust: try TLSTrust(certificates: certificates))
        state = Monitor(State(memory: IntrospectionMemory(keepingFor: rules.cacheSeconds)))
    }

    /// What the service says of a token; nil where it cannot be asked.
    func ask(_ token: String) -> JSONObject? {
        let hash = Hex.encode(SHA256.hash(Array(token.utf8)))
        switch state.update({ $0.memory.advice(for: hash, at: Self.now) }) {
        case .known(let answer): return answer
        case .refuse: return nil
        case .ask: break
        }
        let answer: JSONObject?
        let failure: String?
        do throws(CommandError) { (answer, failure) = (try question(token), nil) } catch {
            (answer, failure) = (nil, error.message)
        }
        let before = state.update { state in
            defer { state.failure = failure }
            state.memory.note(answer, for: hash, at: Self.now)
            return state.failure
        }
        if failure != before { Console.tell(failure ?? "`\(service.address)` answers again") }
        return answer
    }

    private func question(_ token: String) throws(CommandError) -> JSONObject {
        let form = "token=\(Introspection.formEncoded(token))&token_type_hint=access_token"
        let said = try service.post(form, authorization: credentials, milliseconds: Self.milliseconds)
        guard case .object(let object) = said, case .bool? = object["active"] else {
            throw .failed("`\(service.address)`: /active says neither true nor false")
        }
        return object
    }

    private static var now: Int { MonotonicClock.system.now().wholeSeconds }
}
