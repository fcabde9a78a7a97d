import Identity
import JSON
import Linux
import OpenSSL

/// Asks a sign-in service about tokens that only it can read (RFC 7662).
struct Introspector: Sendable {
    private let service: JSONService
    private let credentials: String

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
    }

    func question(_ token: String) throws(CommandError) -> JSONObject {
        let form = "token=\(Introspection.formEncoded(token))&token_type_hint=access_token"
        let said = try service.post(form, authorization: credentials, milliseconds: TokenAsker.milliseconds)
        guard case .object(let object) = said, case .bool? = object["active"] else {
            throw .failed("`\(service.address)`: /active says neither true nor false")
        }
        return object
    }
}
