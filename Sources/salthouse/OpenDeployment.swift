import AuditLog
import Catalogue
import ColumnarEngine
import DisclosureControl
import Gateway
import GatewayStorage
import Governance
import Identity
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
    init(_ deployment: Deployment, pin: String? = nil, disk: LogDisk = .real) throws(CommandError) {
        self = try Self.demanded(Self.unlessRunning(deployment, pin: pin, disk: disk), deployment)
    }

    /// Opens a deployment of an older version, and brings it up to date behind the log's lock, so that nobody else is at
    /// work on it.
    ///
    /// A kill in here leaves either form: each step is done whole or not at all, and the version, which is noted last, says
    /// to begin again. `check` may object before anything is changed; it is given the number of the log's entries.
    init(
        upgrading deployment: Deployment, pin: String?, check: (Int) throws(CommandError) -> Void
    ) throws(CommandError) {
        self = try Self.demanded(
            Self.unlessRunning(deployment, pin: pin, disk: .real) { log throws(CommandError) in
                try check(log.size)
                do throws(StoreError) { try SQLiteGatewayStore.upgrade(path: deployment.database) } catch {
                    throw .told(error)
                }
                try FolderVersion.current.write(to: deployment.directory)
            }, deployment)
    }

    private static func demanded(
        _ open: OpenDeployment?, _ deployment: Deployment
    ) throws(CommandError) -> OpenDeployment {
        guard let open else {
            throw .failed("a gateway is running on `\(deployment.directory)`; stop it first")
        }
        return open
    }

    /// The same; nil where a gateway is running. `upgrade` is called once the log is open and before the database is.
    static func unlessRunning(
        _ deployment: Deployment, pin: String?, disk: LogDisk = .real,
        upgrade: (AuditLog) throws(CommandError) -> Void = { (_) throws(CommandError) in }
    ) throws(CommandError) -> OpenDeployment? {
        let signer = try deployment.signer()
        do {
            let vault = try SQLiteVault(directory: deployment.vault)
            let log = try AuditLog(
                opening: deployment.log, signer: signer, vault: vault, clock: .system, ticks: .system,
                salts: SecureRandom.bytes,
                settings: AuditLogSettings(publishEvery: .seconds(1), pin: pin, space: .standard, disk: disk))
            try upgrade(log)
            // What a change of keys left that was cut short.
            try vault.settle()
            try deployment.settleDatabaseKey()
            let store = try SQLiteGatewayStore(path: deployment.database, secret: try deployment.databaseSecret())
            return OpenDeployment(deployment: deployment, log: log, vault: vault, store: store)
        } catch AuditError.locked {
            return nil
        } catch { throw .told(error) }
    }

    private init(deployment: Deployment, log: AuditLog, vault: SQLiteVault, store: SQLiteGatewayStore) {
        self.deployment = deployment
        self.log = log
        self.vault = vault
        self.store = store
    }

    /// Puts the gateway together; its store is brought in line with its log.
    func gateway(
        under choice: PolicyChoice, jobs: JobLimits, issuers: @escaping @Sendable () -> [TokenIssuer],
        generation: @escaping @Sendable () -> Generation?
    ) throws(CommandError) -> Gateway {
        let engine = try doing { () throws(SystemError) in
            try ColumnarEngine(threads: Processors.online, clock: .system)
        }
        let parts = GatewayParts(
            store: store, vault: vault, log: log, engine: engine, policy: choice.policy,
            shelf: deployment.policies, profiles: choice.profiles, generation: generation, wallClock: .system,
            ticks: .system, random: KernelRandom.bytes, jobs: jobs, secret: try deployment.secret(),
            issuers: issuers)
        do {
            let gateway = try Gateway(parts)
            if let unknown = gateway.unregistered(in: generation()) { throw GatewayError.unregistered(unknown) }
            if let unfit = generation()?.unfitGroupings(under: choice.profiles) {
                throw GatewayError.unfitGroupings(unfit)
            }
            try choice.settle(in: deployment)
            return gateway
        } catch { throw .told(error) }
    }

    /// Publishes a staged generation; see `Registration`. Whether it fits the profiles is seen when a gateway starts.
    @discardableResult
    func publish(_ offer: GenerationOffer, before: Generation?) throws(CommandError) -> Generation {
        do {
            return try Registration.publish(offer, after: before, under: [:], in: deployment.store, telling: log)
        } catch {
            throw .told(error)
        }
    }
}
