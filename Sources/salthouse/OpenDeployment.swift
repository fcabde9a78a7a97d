import AuditLog
import Catalogue
import ColumnarEngine
import DisclosureControl
import Gateway
import GatewayStorage
import Governance
import JSON
import Linux
import OpenSSL
import Snapshots

/// A deployment at work: the log is open and nobody else writes to it.
struct OpenDeployment {
    let deployment: Deployment
    let log: AuditLog
    let vault: SQLiteVault
    let store: SQLiteGatewayStore

    /// Opens log, vault and database. Fails where a gateway is running: it holds the log. `pin` is a copy of the
    /// checkpoint on another device, where there is one.
    init(_ deployment: Deployment, pin: String? = nil) throws(CommandError) {
        self.deployment = deployment
        let signer = try deployment.signer()
        let secret = try deployment.secret()
        do {
            vault = try SQLiteVault(directory: deployment.vault)
            log = try AuditLog(
                opening: deployment.log, signer: signer, vault: vault, clock: .system, ticks: .system,
                salts: SecureRandom.bytes,
                settings: AuditLogSettings(publishEvery: .seconds(1), pin: pin, space: .standard, disk: .real))
            store = try SQLiteGatewayStore(path: deployment.database, secret: secret)
        } catch let error as AuditError {
            if case .locked = error {
                throw .failed("a gateway is running on `\(deployment.directory)`; stop it first")
            }
            throw .failed("\(error.code): \(error.message)")
        } catch let error as StoreError {
            throw .failed(GatewayError.store(error).message)
        } catch {
            throw .failed("\(error)")
        }
    }

    /// Puts the gateway together; its store is brought in line with its log.
    func gateway(
        policy: PolicySet, profiles: [String: Profile], generation: Generation?
    ) throws(CommandError) -> Gateway {
        let engine = try doing { () throws(SystemError) in
            try ColumnarEngine(threads: Processors.online, clock: .system)
        }
        let parts = GatewayParts(
            store: store, vault: vault, log: log, engine: engine, policy: policy, profiles: profiles,
            generation: { generation }, wallClock: .system, ticks: .system, random: SecureRandom.bytes,
            secret: try deployment.secret())
        do throws(GatewayError) { return try Gateway(parts) } catch { throw .failed("\(error.code): \(error.message)") }
    }

    /// Tells the log of a staged generation, then serves it: in this order.
    func publish(_ staged: StagedGeneration, before: Generation?, optOutDay: String?) throws(CommandError) {
        var drafts = staged.snapshots.sorted { $0.key < $1.key }
            .filter { before?.tables[$0.key]?.digest != $0.value }
            .map { dataset, digest in
                AuditDraft(
                    type: "dataset.register",
                    event: [
                        "dataset": .string(dataset.description), "snapshot": .string(digest),
                        "generation": .string(staged.id),
                    ], disclosures: [], sameBatch: [:])
            }
        if let optOutDay {
            drafts.append(
                AuditDraft(
                    type: "optout.load", event: ["version": .string(optOutDay)], disclosures: [], sameBatch: [:]))
        }
        do throws(AuditError) { _ = try log.append(drafts) } catch { throw .failed("\(error.code): \(error.message)") }
        do throws(SnapshotError) { try deployment.store.publish(staged) } catch { throw .failed(error.message) }
    }
}
