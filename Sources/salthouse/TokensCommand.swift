import AuditLog
import Gateway
import Governance
import Identity
import OpenSSL

/// `salthouse tokens`: gives, lists and takes back access tokens.
struct TokensCommand {
    private let options: Options
    private let verb: String

    init(_ words: [String]) throws(CommandError) {
        guard let verb = words.first, ["add", "list", "revoke"].contains(verb) else {
            throw .usage("`tokens` takes add, list or revoke")
        }
        self.verb = verb
        options = try Options(
            Array(words.dropFirst()),
            values: [
                "--directory", "--person", "--roles", "--controllers", "--strength", "--days", "--until",
                "--policies", "--dominance",
            ],
            flags: [])
    }

    func run() throws(CommandError) {
        // What was typed is read before anything is opened.
        let work: (Gateway) throws(GatewayError) -> CommandError?
        switch verb {
        case "add":
            let grant = try grant()
            work = { gateway throws(GatewayError) in
                guard grant.lifetime.isSound(at: gateway.now) else {
                    return .usage("`--until` takes a moment of the next 366 days, such as 2027-01-31T17:00:00Z")
                }
                Console.say(try grant.give(in: gateway, by: "operator").reveal())
                return nil
            }
        case "list": work = Self.list
        default:
            guard let id = options.rest.first else { throw .usage("`tokens revoke` takes the id of a token") }
            work = { gateway throws(GatewayError) in try Self.revoke(id, in: gateway) }
        }
        let open = try OpenDeployment(try Deployment.existing(try options.required("--directory")))
        defer { open.log.stop() }
        let choice = try PolicyChoice(
            in: open, folder: options.value("--policies"),
            dominance: DominanceFile(named: options.value("--dominance"), of: open.deployment))
        let gateway = try open.gateway(under: choice, jobs: .usual, issuers: { [] }, generation: { nil })
        let problem: CommandError?
        do throws(GatewayError) { problem = try work(gateway) } catch {
            throw .failed("\(error.code): \(error.message)")
        }
        if let problem { throw problem }
    }

    private func grant() throws(CommandError) -> TokenGrant {
        let name = try options.required("--person")
        guard let person = PersonID(name) else { throw .usage("`--person` takes a-z, 0-9, `.`, `_` and `-`") }
        var roles: Set<Role> = []
        for word in try options.required("--roles").split(separator: ",") {
            guard let role = Role(rawValue: String(word)) else { throw .usage("there is no role `\(word)`") }
            roles.insert(role)
        }
        let controllers = (options.value("--controllers") ?? "").split(separator: ",").map(String.init)
        return TokenGrant(
            person: person, roles: roles, controllers: Set(controllers),
            strength: try strength(), lifetime: try lifetime())
    }

    /// What is not said is one factor.
    private func strength() throws(CommandError) -> AuthenticationStrength {
        guard let word = options.value("--strength") else { return .oneFactor }
        guard let strength = AuthenticationStrength(rawValue: word) else {
            throw .usage("`--strength` takes one-factor or two-factor")
        }
        return strength
    }

    private func lifetime() throws(CommandError) -> TokenGrant.Lifetime {
        let days = try options.number("--days", in: 1...TokenGrant.Lifetime.mostDays)
        guard let text = options.value("--until") else { return .hours(24 * (days ?? 30)) }
        guard days == nil else { throw .usage("say `--days` or `--until`, not both") }
        guard let moment = Moment(text) else { throw .usage("`--until` takes YYYY-MM-DDThh:mm:ssZ") }
        return .until(moment)
    }

    private static func list(_ gateway: Gateway) throws(GatewayError) -> CommandError? {
        for token in try gateway.tokens() {
            let roles = token.roles.sorted().map(\.rawValue).joined(separator: ",")
            let state = token.revoked.map { "taken back \($0)" } ?? "until \(token.expires)"
            Console.say("\(token.id)\t\(token.person)\t\(roles)\t\(token.strength.rawValue)\t\(state)")
        }
        return nil
    }

    private static func revoke(_ id: String, in gateway: Gateway) throws(GatewayError) -> CommandError? {
        guard let token = try gateway.tokens().first(where: { $0.id == id }) else {
            return .failed("there is no such token; `salthouse tokens list` shows them")
        }
        _ = try gateway.record(token.revoking(at: gateway.now), by: "operator")
        Console.say("taken back: \(token.id)")
        return nil
    }
}

/// A token to be given to somebody.
struct TokenGrant {
    let person: PersonID
    let roles: Set<Role>
    let controllers: Set<String>
    let strength: AuthenticationStrength
    let lifetime: Lifetime

    enum Lifetime {
        case hours(Int)
        case until(Moment)

        static let mostDays = 366

        func end(from now: Moment) -> Moment {
            switch self {
            case .hours(let hours): Moment(seconds: now.seconds + hours * 3600) ?? now
            case .until(let moment): moment
            }
        }

        func isSound(at now: Moment) -> Bool {
            let end = end(from: now)
            return now < end && end.seconds - now.seconds <= Self.mostDays * 86_400
        }
    }

    /// Makes the token and keeps its hash; what comes back is shown once and never kept.
    func give(in gateway: Gateway, by giver: String) throws(GatewayError) -> BearerToken {
        let token = BearerToken(randomBytes: SecureRandom.bytes(32))
        let now = gateway.now
        let record = TokenRecord(
            id: "T-\(Hex.encode(SecureRandom.bytes(6)))", hash: token.storedHash(sha256: SHA256.hash), person: person,
            roles: roles, controllers: controllers, expires: lifetime.end(from: now),
            strength: strength, revoked: nil)
        _ = try gateway.record(record, by: giver)
        return token
    }
}
