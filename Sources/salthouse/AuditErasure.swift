import AuditLog
import Gateway
import GatewayStorage
import JSON
import OpenSSL

/// `salthouse audit erase`: what the vault holds about a person is destroyed, and the log says so first.
struct AuditErasure {
    private let options: Options
    private let reason: String

    private static let reasons = ["request", "retention", "order"]

    init(_ words: [String]) throws(CommandError) {
        options = try Options(
            words, values: ["--directory", "--person", "--project", "--reason", "--authority"], flags: [])
        reason = try options.required("--reason")
        guard Self.reasons.contains(reason) else { throw .usage("`--reason` takes request, retention or order") }
    }

    func run() throws(CommandError) {
        let open = try OpenDeployment(try Deployment.existing(try options.required("--directory")))
        defer { open.log.stop() }
        let person = try options.required("--person")
        do {
            let subjects = try open.vault.subjects(about: person, in: options.value("--project"))
            guard !subjects.isEmpty else { return Console.say("the vault holds nothing about this person") }
            // Without the name: it must not outlive what is erased. A number that nobody can guess ties it to papers.
            let entries = try open.log.append([
                AuditDraft(
                    type: "vault.erase",
                    event: [
                        "req": .string(Hex.encode(SecureRandom.bytes(16))), "reason": .string(reason),
                        "authority": .string(try options.required("--authority")),
                        "subjects": .integer(subjects.count),
                    ], disclosures: [], sameBatch: [:])
            ])
            try open.vault.erase(subjects)
            Console.say("erased under entry \(entries[0].seq); old backups of vault/keys.db still hold the keys")
        } catch let error as AuditError {
            throw .failed("\(error.code): \(error.message)")
        } catch let error as StoreError {
            throw .failed(GatewayError.store(error).message)
        } catch let error as CommandError {
            throw error
        } catch {
            throw .failed("\(error)")
        }
    }
}
