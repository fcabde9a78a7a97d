import AuditLog
import DisclosureControl
import Gateway
import Linux
import Snapshots
import Synchronization

/// The generation that queries read: read slowly in the background, and replaced by what loads offer.
final class ServedGeneration: Sendable {
    private let deployment: Deployment
    private let log: AuditLog
    private let profiles: [String: Profile]
    private let generation: Mutex<Generation?>
    private let isStopping = Monitor(false)
    private let threads = Mutex<[WorkerThread]>([])

    /// How often it looks for an offer, in milliseconds.
    private static let glance = 500
    /// After each mebibyte of the background reading: at most 50 MiB a second.
    private static let pause = 20
    /// Between two background readings: a day.
    private static let rest = 86_400_000

    init(_ open: OpenDeployment, serving generation: Generation?, under profiles: [String: Profile]) {
        self.profiles = profiles
        deployment = open.deployment
        log = open.log
        self.generation = Mutex(generation)
    }

    var current: Generation? { generation.withLock { $0 } }

    /// Starts to look for offers, and to verify what is served.
    func start() throws(CommandError) {
        try doing { () throws(SystemError) in
            let desk = try WorkerThread(name: "offers") { self.lookForOffers() }
            let sweep = try WorkerThread(name: "sweep") { self.verifyForEver() }
            threads.withLock { $0 = [desk, sweep] }
        }
    }

    /// Ends both; an offer that is being published is finished first. Call it before the log is closed.
    func stop() {
        isStopping.update { $0 = true }
        for thread in threads.withLock({ $0 }) { thread.join() }
    }

    /// Gives true when it is time to stop.
    private func rests(milliseconds: Int) -> Bool {
        let deadline = MonotonicClock.system.now().advanced(byMilliseconds: milliseconds)
        return isStopping.wait(until: deadline) { $0 ? true : nil } ?? false
    }

    // MARK: - Offers

    private func lookForOffers() {
        while !rests(milliseconds: Self.glance) {
            do throws(SnapshotError) { try deployment.store.answerOffer(publish) } catch {
                Console.tell("\(error.code): \(error.message)")
            }
        }
    }

    /// Publishes an offer, and only then shows it to queries.
    private func publish(_ offer: GenerationOffer) -> GenerationOffer.Answer {
        do {
            let next = try Registration.publish(
                offer, after: current, under: profiles, in: deployment.store, telling: log)
            generation.withLock { $0 = next }
            // By its number alone: the rest of its name is a digest of the data.
            Console.tell("serving generation \(next.id.prefix { $0 != "-" })")
            return .published
        } catch let error as SnapshotError {
            return .refused("\(error.code): \(error.message)")
        } catch let error as GatewayError {
            return .refused("\(error.code): \(error.message)")
        } catch {
            // The log is closing or busy; the load goes on waiting, or publishes by itself once the gateway has ended.
            return .notNow
        }
    }

    // MARK: - Verification

    /// Reads everything that is served again and again, so that a changed piece is found before a query meets it. What
    /// is found changed makes the generation unusable, and is told once.
    private func verifyForEver() {
        var damaged: String?
        repeat {
            guard let generation = current, generation.id != damaged else { continue }
            do throws(SnapshotError) {
                try generation.sweep { !rests(milliseconds: Self.pause) && current?.id == generation.id }
            } catch {
                damaged = generation.id
                Console.tell("\(error.code): \(error.message)")
            }
        } while !restsUntilChange(from: current?.id)
    }

    /// Rests for a day, or until another generation is served. Gives true when it is time to stop.
    private func restsUntilChange(from id: String?) -> Bool {
        let end = MonotonicClock.system.now().advanced(byMilliseconds: Self.rest)
        repeat {
            if rests(milliseconds: Self.glance) { return true }
        } while current?.id == id && MonotonicClock.system.now() < end
        return false
    }
}
