package import AuditLog

/// Which entries of the log may be taken out once they are old enough.
///
/// Only types are named from which no start, ledger, release or review is reckoned, and to which no other entry points.
/// Questions, outcomes and debits stay, and so does every type that is not named: a new one is kept until somebody has
/// thought about it.
package enum PrunableEntries {
    static let types: Set<String> = [
        "query.check", "request.rejected", "auth.failures", "boot", "heartbeat", "shutdown", "vault.read", "export",
        "audit.verify",
    ]

    package static func mayGo(_ entry: AuditEntry) -> Bool { types.contains(entry.type) }
}
