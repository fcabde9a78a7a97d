import Synchronization

/// What is read again on SIGHUP. What cannot be read is told of, and what was in force stays.
final class Reloads: Sendable {
    private struct Entry: Sendable {
        let name: String
        let read: @Sendable () throws(CommandError) -> Void
    }

    private let entries = Mutex<[Entry]>([])

    /// Adds something; `read` fails and changes nothing, or replaces it whole.
    func add(_ name: String, _ read: @escaping @Sendable () throws(CommandError) -> Void) {
        entries.withLock { $0.append(Entry(name: name, read: read)) }
    }

    /// Reads everything again.
    func run() {
        let entries = entries.withLock { $0 }
        if entries.isEmpty { Console.tell("there is nothing to read again; other settings need a new start") }
        for entry in entries {
            do throws(CommandError) {
                try entry.read()
                Console.tell("read again: \(entry.name)")
            } catch { Console.tell("\(error.message); \(entry.name) of before stays in force") }
        }
    }
}
