import Identity
import Linux
import Synchronization

/// The sign-in rules in force, with the threads that fetch keys for them. Others may take their place while the gateway
/// serves.
final class ServedIdentity: Sendable {
    private struct Running: Sendable {
        let issuer: TokenIssuer
        let threads: [(keys: FetchedKeys, thread: WorkerThread)]

        init(_ file: IdentityFile) throws(CommandError) {
            issuer = file.issuer
            var threads: [(keys: FetchedKeys, thread: WorkerThread)] = []
            for keys in file.fetched {
                do throws(CommandError) { threads.append((keys, try keys.start())) } catch {
                    for (keys, thread) in threads { keys.stop(thread) }
                    throw error
                }
            }
            self.threads = threads
        }

        func stop() { for (keys, thread) in threads { keys.stop(thread) } }
    }

    private let running: Mutex<Running?>

    /// Nothing is believed where there is no file.
    init(_ file: IdentityFile?) throws(CommandError) {
        running = Mutex(try file.map { (file) throws(CommandError) in try Running(file) })
    }

    /// Whose tokens are believed now.
    var issuers: [TokenIssuer] { running.withLock { $0.map { [$0.issuer] } ?? [] } }

    /// Puts other rules into force, from the next request on. Fails and changes nothing where they cannot be.
    func replace(by file: IdentityFile) throws(CommandError) {
        let next = try Running(file)
        let before = running.withLock { running in
            defer { running = next }
            return running
        }
        before?.stop()
    }

    /// Fetches nothing more.
    func stop() { running.withLock { $0 }?.stop() }
}
