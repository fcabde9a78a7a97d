import Linux
import Snapshots

/// Reads everything that is served again and again, slowly, so that a changed piece is found before a query meets it.
enum BackgroundSweep {
    /// After each mebibyte, in milliseconds: at most 50 MiB a second.
    private static let pause = 20
    /// Between two sweeps: a day.
    private static let rest = 86_400_000

    /// Sweeps until the process ends. What is found changed makes the generation unusable, and is told once.
    static func start(_ generation: Generation) throws(CommandError) {
        _ = try doing { () throws(SystemError) in
            try WorkerThread(name: "sweep") {
                let never = Monitor(false)
                do throws(SnapshotError) {
                    while true {
                        try generation.sweep {
                            never.wait(milliseconds: pause)
                            return true
                        }
                        never.wait(milliseconds: rest)
                    }
                } catch {
                    Console.tell("\(error.code): \(error.message)")
                }
            }
        }
    }
}

extension Monitor<Bool> {
    /// Waits so long, or until it becomes true.
    fileprivate func wait(milliseconds: Int) {
        let deadline = MonotonicClock.system.now().advanced(byMilliseconds: milliseconds)
        _ = wait(until: deadline) { $0 ? true : nil }
    }
}
