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
            values: ["--directory", "--person", "--roles", "--controllers", "--days", "--policies"], flags: [])
    }

    func run() throws(CommandError) {
        let open = try OpenDeployment(try Deployment.existing(try options.required("--directory")))
        defer { open.log.stop() }
        let files = try PolicyFiles(named: options.value("--policies"))
        let gateway = try open.gateway(policy: try files.policySet(), profiles: [:], generation: nil)
        do throws(GatewayError) {
            switch verb {
            case "add": try add(to: gateway)
            case "list": try list(gateway)
            default: try revoke(in: gateway)
            }
        } catch { throw .failed("\(error.code): \(error.message)") }
    }

    private func add(to gateway: Gateway) throws(GatewayError) {
        let grant: TokenGrant
        do throws(CommandError) { grant = try self.grant() } catch {
            return Console.tell("salthouse: \(error.message)")
        }
        Console.say(try grant.give(in: gateway, by: "operator").reveal())
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
            hours: 24 * (try options.number("--days", in: 1...366) ?? 30))
    }

    private func list(_ gateway: Gateway) throws(GatewayError) {
        for token in try gateway.tokens() {
            let roles = token.roles.sorted().map(\.rawValue).joined(separator: ",")
            let state = token.revoked.map { "taken back \($0)" } ?? "until \(token.expires)"
            Console.say("\(token.id)\t\(token.person)\t\(roles)\t\(state)")
        }
    }

    private func revoke(in gateway: Gateway) throws(GatewayError) {
        guard let token = try gateway.tokens().first(where: { $0.id == options.rest.first }) else {
            return Console.tell("salthouse: there is no such token; `salthouse tokens list` shows them")
        }
        _ = try gateway.record(token.revoking(at: gateway.now), by: "operator")
        Console.say("taken back: \(token.id)")
    }
}

/// A token to be given to somebody.
struct TokenGrant {
    let person: PersonID
    let roles: Set<Role>
    let controllers: Set<String>
    let hours: Int

    /// Makes the token and keeps its hash; what comes back is shown once and never kept.
    func give(in gateway: Gateway, by giver: String) throws(GatewayError) -> BearerToken {
        let token = BearerToken(randomBytes: SecureRandom.bytes(32))
        let now = gateway.now
        let record = TokenRecord(
            id: "T-\(Hex.encode(SecureRandom.bytes(6)))", hash: token.storedHash(sha256: SHA256.hash), person: person,
            roles: roles, controllers: controllers, expires: Moment(seconds: now.seconds + hours * 3600) ?? now,
            revoked: nil)
        _ = try gateway.record(record, by: giver)
        return token
    }
}
