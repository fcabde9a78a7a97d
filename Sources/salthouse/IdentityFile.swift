import Identity
import JSON
import Linux

/// The file that says which sign-in service is believed, and where its keys come from.
struct IdentityFile {
    let issuer: TokenIssuer
    /// The keys that are fetched on threads of their own.
    let fetched: [FetchedKeys]

    /// Reads it, and the keys that are in files. Fails with the file and the place of what does not fit.
    init(_ path: String) throws(CommandError) {
        let bytes = try KeyFile.bytes(path)
        let rules: TokenRules
        let origin: KeyOrigin
        do throws(JSONError) {
            let json = try JSONValue(parsing: bytes, limits: .document)
            rules = try TokenRules(json: json)
            origin = try KeyOrigin(try JSONCursor(json).object().required("keys"))
        } catch { throw .failed("`\(path)`: \(error.sentence)") }
        let folder = FileSystem.parent(of: path)
        var fetched: [FetchedKeys] = []
        let keys = try Self.source(origin, of: rules.issuer, in: folder, &fetched)
        var visaKeys: [String: KeySource] = [:]
        for issuer in rules.visas?.issuers ?? [] {
            visaKeys[issuer.issuer] = try Self.source(issuer.origin, of: issuer.issuer, in: folder, &fetched)
        }
        var introspect: Introspection.Question?
        if let asking = rules.introspection {
            let introspector = try Introspector(asking, in: folder)
            introspect =
                TokenAsker(asking.address, keepingFor: asking.cacheSeconds, question: introspector.question).ask
        }
        var userInfo: UserInfo.Question?
        if let asking = rules.visas?.userInfo {
            let client = try UserInfoClient(asking, of: rules.issuer, in: folder)
            userInfo = TokenAsker(rules.issuer, keepingFor: asking.cacheSeconds, question: client.question).ask
        }
        issuer = TokenIssuer(
            rules, keys: keys, visaKeys: visaKeys, introspect: introspect, userInfo: userInfo)
        self.fetched = fetched
    }

    /// The keys of an issuer; those that are fetched join the list.
    private static func source(
        _ origin: KeyOrigin, of issuer: String, in folder: String, _ fetched: inout [FetchedKeys]
    ) throws(CommandError) -> KeySource {
        let beside = { (name: String) in FileSystem.path(named: name, in: folder) }
        switch origin {
        case .file(let name):
            let keys = try KeyFile(beside(name))
            return { _ in keys.newest() }
        case .fetched(let source):
            let fetch = try KeyFetch(issuer, from: source.address, certificates: source.certificates.map(beside))
            let keys = FetchedKeys(issuer, fetch, source.times)
            fetched.append(keys)
            return { keys.keys(for: $0) }
        }
    }
}
