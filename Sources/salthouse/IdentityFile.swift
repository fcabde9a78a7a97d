import Identity
import JSON
import Linux

/// The file that says which sign-in service is believed, and where its keys come from.
struct IdentityFile {
    let issuer: TokenIssuer
    private let fetched: FetchedKeys?

    /// Reads it, and the keys. Fails with the file and the place of what does not fit.
    init(_ path: String) throws(CommandError) {
        let bytes = try KeyFile.bytes(path)
        let rules: TokenRules
        let origin: KeyOrigin
        do throws(JSONError) {
            let json = try JSONValue(parsing: bytes, limits: .document)
            rules = try TokenRules(json: json)
            origin = try KeyOrigin(try JSONCursor(json).object().required("keys"))
        } catch { throw .failed("`\(path)`: \(error.sentence)") }
        let beside = { (name: String) in name.hasPrefix("/") ? name : "\(FileSystem.parent(of: path))/\(name)" }
        switch origin {
        case .file(let name):
            let keys = try KeyFile(beside(name))
            fetched = nil
            issuer = TokenIssuer(rules) { _ in keys.newest() }
        case .fetched(let source):
            let fetch = try KeyFetch(
                rules.issuer, from: source.address, certificates: source.certificates.map(beside))
            let keys = FetchedKeys(rules.issuer, fetch, source.times)
            fetched = keys
            issuer = TokenIssuer(rules) { keys.keys(for: $0) }
        }
    }

    /// Fetches keys where they are fetched, while the body runs.
    func fetchingKeys(_ body: () throws(CommandError) -> Void) throws(CommandError) {
        guard let fetched else { return try body() }
        let thread = try fetched.start()
        defer { fetched.stop(thread) }
        try body()
    }
}
