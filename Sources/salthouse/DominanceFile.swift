import DisclosureControl
import JSON
import Linux
import OpenSSL

/// The site's private file with the rules of dominance, of which nothing but a digest leaves the machine.
struct DominanceFile {
    let path: String

    private static let longest = 4096
    private static let help = "OPERATING.md, `Rules of dominance`, shows one"

    init(path: String) { self.path = path }

    /// The file that was named, or the one that `init` made.
    init(named: String?, of deployment: Deployment) { path = named ?? deployment.dominanceFile }

    /// Reads it for a profile that needs it. Fails where it is missing, open to others, unreadable or wrong.
    func rules(for profile: String) throws(CommandError) -> DominanceRules {
        let bytes = try bytes(for: profile)
        do throws(DisclosureError) {
            return try DominanceRules(parsing: bytes) { Hex.encode(SHA256.hash($0)) }
        } catch { throw .failed("\(error.code): `\(path)`, \(error.message): correct it; \(Self.help)") }
    }

    private func bytes(for profile: String) throws(CommandError) -> [UInt8] {
        func refused(_ problem: String) -> CommandError {
            let code = DisclosureError.unruled(profile).code
            return .failed("\(code): the profile `\(profile)` protects datasets, and `\(path)` \(problem)")
        }
        guard let kind = FileSystem.kind(path) else {
            throw refused("is missing: restore it from a backup, or write it anew; \(Self.help)")
        }
        guard kind == .file else { throw refused("is not a plain file: write one there; \(Self.help)") }
        let (mode, bytes): (UInt32, [UInt8])
        do throws(SystemError) {
            // Of one open file, so that what is read is what was looked at.
            let file = try File.open(path, [.readOnly, .noFollow], permissions: 0)
            (mode, bytes) = (try file.permissions(), try file.read(count: Self.longest + 1, at: 0))
        } catch {
            throw refused("cannot be read (\(error)): make it readable for the gateway's user alone, `chmod 400`")
        }
        guard mode & SafeFile.forbidden(for: path) == 0 else {
            throw refused(
                "has the mode \(String(mode, radix: 8)), which lets others in: run `chmod 400` on it, and change its "
                    + "numbers if somebody may have read them")
        }
        guard bytes.count <= Self.longest else {
            throw refused("is longer than \(Self.longest) bytes: write it anew; \(Self.help)")
        }
        return bytes
    }

    /// Writes the default rules with a new salt, for the gateway's user alone; leaves a file that is there.
    func makeUnlessThere() throws(CommandError) {
        guard !FileSystem.exists(path) else { return }
        let rules: JSONValue = [
            "dominance": ["contributors": 2, "percent": 90], "percent": 10,
            "salt": .string(Hex.encode(SecureRandom.bytes(32))),
        ]
        try doing { () throws(SystemError) in
            try FileSystem.writeAtomically(rules.prettyBytes(), to: path, permissions: 0o400)
        }
    }
}
