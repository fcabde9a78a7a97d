/// Each key of a deployment: whom it is for, and how it is changed.
enum DeploymentKey: String, CaseIterable {
    case signing, next, gateway, database, vault, pseudonym, dominance, tokens
    case certificate, witness
    case signIn = "sign-in"

    /// Its file below the deployment's folder; nil where it lies elsewhere.
    var file: String? {
        switch self {
        case .signing: "keys/signing.key"
        case .next: "keys/next.key"
        case .gateway: "keys/gateway.secret"
        case .database: "keys/database.key"
        case .vault: "vault/keys.db"
        case .pseudonym: "keys/pseudonym.key"
        case .dominance: "keys/dominance.json"
        case .tokens, .certificate, .signIn, .witness: nil
        }
    }

    /// What whoever else holds it could do.
    var trust: String {
        switch self {
        case .signing: "could sign a second history of the log; witnesses and receipts show it"
        case .next: "with the signing key: could take the log over; it belongs on another machine"
        case .gateway: "could tell known people from pseudonyms in the log, and which rows count above a bound"
        case .database: "with write access to gateway.db: could make any row of it"
        case .vault: "with vault.db: could read the names and texts behind the log"
        case .pseudonym: "with the data: could find people whose identifier they know"
        case .dominance: "could tell how near to the rule a hidden cell is"
        case .tokens: "could act as the person, within the roles"
        case .certificate: "could be the gateway towards new clients"
        case .signIn: "could be anybody, in any role that the rules give"
        case .witness: "could sign a false checkpoint; a policy asks for several"
        }
    }

    /// How it is changed.
    var change: String {
        switch self {
        case .signing: "salthouse keys rotate signing --next-key FILE --following FILE"
        case .next: "with the signing key, which promises another"
        case .gateway: "never: pseudonyms in the log, and the choice of cells above a bound, are made with it"
        case .database, .vault: "salthouse keys rotate \(rawValue)"
        case .pseudonym: "salthouse keys rotate pseudonym, where no data are loaded"
        case .dominance: "write the file anew with another salt, and start"
        case .tokens: "salthouse tokens revoke, and add"
        case .certificate: "write the files of --tls-certificate and --tls-key, and send SIGHUP"
        case .signIn: "at the sign-in service; the gateway reads its keys again"
        case .witness: "at the witness; write its new key into the file of --witnesses, and send SIGHUP"
        }
    }
}
