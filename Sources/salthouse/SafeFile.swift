import Linux

/// Files that must be as an operator means them: secrets for the gateway alone, rules that nobody else writes.
enum SafeFile {
    /// Rights of others that a file with a secret must not have.
    static func forbidden(for path: String) -> UInt32 { Credentials.hold(path) ? 0o037 : 0o077 }

    /// What is wrong with a file or folder that holds secrets, and the remedy; nil where nothing is.
    static func faultOfSecret(_ path: String) throws(CommandError) -> String? {
        let (owner, mode) = try owner(of: path)
        if let fault = faultOfOwner(path, owner) { return fault }
        guard mode & forbidden(for: path) != 0 else { return nil }
        let isFolder = FileSystem.kind(path) == .directory
        return "`\(path)` holds secrets, and its mode \(String(mode, radix: 8)) lets others in: run "
            + "`chmod \(isFolder ? "700" : "400") \(path)`, and change what somebody may have read"
    }

    /// What is wrong with a file or folder that says what the gateway does; nil where nothing is.
    static func faultOfRules(_ path: String) throws(CommandError) -> String? {
        let (owner, mode) = try owner(of: path)
        if let fault = faultOfOwner(path, owner) { return fault }
        guard mode & 0o002 != 0 else { return nil }
        return "everybody on this machine may change `\(path)`: run `chmod o-w \(path)`, and look what it says"
    }

    private static func faultOfOwner(_ path: String, _ owner: UInt32) -> String? {
        guard owner != 0, owner != FileSystem.user else { return nil }
        return "`\(path)` belongs to user \(owner), who is neither root nor the gateway's user: run `chown` on it"
    }

    private static func owner(of path: String) throws(CommandError) -> (owner: UInt32, permissions: UInt32) {
        try doing { () throws(SystemError) in try FileSystem.ownership(path) }
    }
}
