import Gateway
import Identity
import Linux
import Synchronization

/// Tells the log after each day, and at the end, how much processor time this program took. A program that is killed
/// leaves the time of its last day untold.
final class MachineMeter: Sendable {
    private let gateway: Gateway
    private let isStopped = Monitor(false)
    private let told: Mutex<(day: CivilDay, minutes: Int)>

    /// How often it looks whether the day is over, in milliseconds.
    private static let glance = 60_000

    init(of gateway: Gateway) {
        self.gateway = gateway
        told = Mutex((gateway.now.day, 0))
    }

    /// Counts until `stop`.
    func start() throws(CommandError) -> WorkerThread {
        try doing { () throws(SystemError) in
            try WorkerThread(name: "meter") { [self] in
                while isStopped.wait(until: Self.nextGlance, { $0 ? true : nil }) == nil {
                    if told.withLock({ $0.day }) != gateway.now.day { tell() }
                }
            }
        }
    }

    /// Ends the counting and tells the rest. Call it before the log is closed.
    func stop(_ thread: WorkerThread) {
        isStopped.update { $0 = true }
        thread.join()
        tell()
    }

    private static var nextGlance: MonotonicInstant { MonotonicClock.system.now().advanced(byMilliseconds: glance) }

    /// Tells what was used since the last time, as of the day that it began on. What cannot be told stays for the next time.
    private func tell() {
        let (day, before) = told.withLock { $0 }
        let minutes = ProcessorTime.minutes
        if minutes > before {
            do throws(GatewayError) { try gateway.record(cpuMinutes: minutes - before, on: day) } catch {
                Console.tell("no machine time in the log: \(error.code): \(error.message)")
                return
            }
        }
        told.withLock { $0 = (gateway.now.day, minutes) }
    }
}
