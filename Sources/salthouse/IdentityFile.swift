import Identity
import JSON
import Linux

/// The file that says which sign-in service is believed. Its `keys` name another file, the service's key set.
struct IdentityFile {
    let issuer: TokenIssuer

    /// Reads both files. Fails with the file and the place of what does not fit.
    init(_ path: String) throws(CommandError) {
        let bytes = try KeyFile.bytes(path)
        let rules: TokenRules
        let named: String
        do throws(JSONError) {
            let json = try JSONValue(parsing: bytes, limits: .document)
            rules = try TokenRules(json: json)
            named = try JSONCursor(json).object().required("keys").string()
        } catch { throw .failed("`\(path)`: \(error)") }
        let keys = try KeyFile(named.hasPrefix("/") ? named : "\(FileSystem.parent(of: path))/\(named)")
        issuer = TokenIssuer(rules) { keys.newest() }
    }
}
