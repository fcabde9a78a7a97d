import Identity
import JSON
import Linux
import Synchronization

/// A sign-in service's key set in a file that may change while it is served from.
///
/// Keys that cannot be read leave those of before in force, and are told of once: a service that changes its keys must not
/// lock everybody out by a half-written file.
final class KeyFile: Sendable {
    private let path: String
    private let known: Mutex<Known>

    private struct Known {
        var keys: JSONWebKeySet
        var bytes: [UInt8]
        var isBroken: Bool
        var nextLook: MonotonicInstant
    }

    private static let mostBytes = 1 << 20
    /// A key that was taken out of the file is believed for so long at most.
    private static let millisecondsBetweenLooks = 1_000

    /// Reads the keys. Fails where they cannot be read.
    init(_ path: String) throws(CommandError) {
        self.path = path
        let bytes = try Self.bytes(path)
        known = Mutex(
            Known(keys: try Self.keys(in: bytes, path), bytes: bytes, isBroken: false, nextLook: Self.nextLook()))
    }

    /// The keys in force now.
    func newest() -> JSONWebKeySet {
        known.withLock { known in
            guard MonotonicClock.system.now() >= known.nextLook else { return known.keys }
            known.nextLook = Self.nextLook()
            do throws(CommandError) {
                let bytes = try Self.bytes(path)
                guard known.isBroken || bytes != known.bytes else { return known.keys }
                (known.keys, known.bytes) = (try Self.keys(in: bytes, path), bytes)
                known.isBroken = false
                Console.tell("the keys in `\(path)` are new")
            } catch {
                if !known.isBroken { Console.tell("\(error.message); the keys of before stay in force") }
                known.isBroken = true
            }
            return known.keys
        }
    }

    private static func keys(in bytes: [UInt8], _ path: String) throws(CommandError) -> JSONWebKeySet {
        do throws(JSONError) { return try JSONWebKeySet(json: JSONValue(parsing: bytes, limits: .document)) } catch {
            throw .failed("`\(path)`: \(error.sentence)")
        }
    }

    /// The bytes of a small file. Fails where it cannot be read.
    static func bytes(_ path: String) throws(CommandError) -> [UInt8] {
        try doing { () throws(SystemError) in try FileSystem.readFile(path, maximumBytes: mostBytes) }
    }

    private static func nextLook() -> MonotonicInstant {
        MonotonicClock.system.now().advanced(byMilliseconds: millisecondsBetweenLooks)
    }
}
