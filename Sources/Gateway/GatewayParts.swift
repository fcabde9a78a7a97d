package import AuditLog
package import DisclosureControl
package import Governance
package import Identity
package import Linux
import OpenSSL
package import QueryEngines
package import Snapshots

/// What a gateway is put together from. Time and randomness are parts like any other.
package struct GatewayParts: Sendable {
    package let store: any GatewayStore
    package let vault: any ReadableVault
    package let log: AuditLog
    package let engine: any QueryEngine
    /// The set that the gateway starts with.
    package let policy: PolicySet
    /// Where the sets lie that stewards may put into force.
    package let shelf: any PolicyShelf
    package let profiles: [String: Profile]
    /// The generation that is served now; nil before the first load.
    package let generation: @Sendable () -> Generation?
    package let wallClock: WallClock
    package let ticks: MonotonicClock
    /// Gives so many random bytes that nobody can guess.
    package let random: @Sendable (Int) -> [UInt8]
    /// How many questions may run behind their askers' backs.
    package let jobs: JobLimits
    /// 32 secret bytes: names in audit entries and the choice of bounded cells are made with them.
    package let secret: [UInt8]
    /// The sign-in services whose tokens are believed beside the gateway's own.
    package let issuers: @Sendable () -> [TokenIssuer]

    package init(
        store: any GatewayStore, vault: any ReadableVault, log: AuditLog, engine: any QueryEngine, policy: PolicySet,
        shelf: any PolicyShelf, profiles: [String: Profile], generation: @escaping @Sendable () -> Generation?,
        wallClock: WallClock, ticks: MonotonicClock, random: @escaping @Sendable (Int) -> [UInt8], jobs: JobLimits,
        secret: [UInt8], issuers: @escaping @Sendable () -> [TokenIssuer]
    ) {
        self.store = store
        self.vault = vault
        self.log = log
        self.engine = engine
        self.policy = policy
        self.shelf = shelf
        self.profiles = profiles
        self.generation = generation
        self.wallClock = wallClock
        self.ticks = ticks
        self.random = random
        self.jobs = jobs
        self.secret = secret
        self.issuers = issuers
    }

    /// The same, with a store that never shows less than the log has told, and a clock that is never behind it.
    func guarded(by clock: SteadyClock) -> GatewayParts {
        GatewayParts(
            store: FaithfulStore(store), vault: vault, log: log, engine: engine, policy: policy, shelf: shelf,
            profiles: profiles, generation: generation, wallClock: clock.wall, ticks: ticks, random: random, jobs: jobs,
            secret: secret, issuers: issuers)
    }

    /// SHA-256 as 64 hexadecimal digits: the pure rooms are handed this.
    static func digest(_ bytes: [UInt8]) -> String { Hex.encode(SHA256.hash(bytes)) }

    /// A keyed name of 32 hexadecimal digits, different for each purpose.
    func pseudonym(_ purpose: String, _ parts: String...) -> String {
        let text = ([purpose] + parts).joined(separator: "\u{0}")
        return String(Hex.encode(HMACSHA256.authenticate(Array(text.utf8), key: secret)).prefix(32))
    }

    /// The name of a dataset's release as askers see it, 64 hexadecimal digits.
    ///
    /// Keyed, because somebody who knows every row but one could try values for that one until a plain digest fits.
    func releaseName(_ table: DatasetTable) -> String {
        Hex.encode(HMACSHA256.authenticate(Array("release\u{0}\(table.digest)".utf8), key: secret))
    }

    /// The key for choosing which cells of a unit count above its bound.
    var boundingKey: [UInt8] { Array(HMACSHA256.authenticate(Array("bounding".utf8), key: secret).prefix(16)) }

    /// A random name for a request: 128 bits, hexadecimal.
    func requestName() -> String { Hex.encode(random(16)) }

    /// Now, to the second.
    var now: Moment {
        let lastSecondOf9999 = 253_402_300_799
        // Clamped to the range of a moment, so there always is one.
        return Moment(seconds: min(max(0, Int(wallClock.now().seconds)), lastSecondOf9999))!
    }
}

extension Gateway {
    /// Now, to the second, by the gateway's own clock.
    package var now: Moment { parts.now }
}
