import Foundation
import JSON
import Linux
import Synchronization

/// The operator's log as JSON lines on standard error, written by a thread of its own: a pipe that nobody empties keeps
/// no request waiting. What does not fit is counted and told.
final class ConsoleJournal: Sendable {
    private let lines = BoundedQueue<String>(capacity: 4096)
    private let lost = Atomic(0)
    private let clock: WallClock
    private let thread = Mutex<WorkerThread?>(nil)

    init(clock: WallClock) throws(CommandError) {
        self.clock = clock
        let thread = try doing { () throws(SystemError) in
            try WorkerThread(name: "journal") { [self] in
                while case let lines = lines.popAll(), !lines.isEmpty {
                    FileHandle.standardError.write(Data(lines.joined().utf8))
                }
            }
        }
        self.thread.withLock { $0 = thread }
    }

    func write(_ observation: Observation) {
        guard var event = observation.journal else { return }
        event["time"] = .string(clock.now().description)
        let before = lost.exchange(0, ordering: .relaxed)
        if before > 0 { event["lost"] = .integer(before) }
        let line = String(decoding: JSONValue.object(event).bytes(), as: UTF8.self) + "\n"
        if !lines.push(line) { lost.add(before + 1, ordering: .relaxed) }
    }

    /// Writes what waits, and ends.
    func stop() {
        lines.close()
        thread.withLock { $0 }?.join()
    }
}
