import Foundation
import Linux

/// Files that the service manager gives to this service alone, as systemd does by `LoadCredential=`.
enum Credentials {
    /// What a path in the configuration file begins with that means one of them.
    static let mark = "$CREDENTIALS_DIRECTORY/"

    private static var directory: String? {
        ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }

    /// Where a credential of that name would lie; nil where there are none.
    static func path(of name: String) -> String? { directory.map { "\($0)/\(name)" } }

    /// A credential of that name, where it was given.
    static func given(_ name: String) -> String? {
        path(of: name).flatMap { FileSystem.exists($0) ? $0 : nil }
    }

    /// Whether a file is one of them. Their folder is the service's own, and an access list shows as rights of the group.
    static func hold(_ path: String) -> Bool { directory.map { path.hasPrefix("\($0)/") } ?? false }
}
