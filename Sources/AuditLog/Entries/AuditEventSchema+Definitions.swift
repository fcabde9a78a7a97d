extension AuditEventSchema {
    /// Members that any event may have: commitments, a random request number, and who did it (a pseudonym).
    static let common: [Field] = [may("sd", .map(.text)), may("req", .text), may("by", .text)]

    private static let system = [
        may("version", .text), may("build", .text), may("config", .text), may("boot_id", .text),
        may("uptime", .integer), may("synchronised", .flag), may("every", .integer), may("reason", .text),
    ]
    private static let policy: Kind = .object([must("bundle", .text), must("charter", .text)])
    private static let snapshots: Kind = .list(.object([must("id", .text), must("snapshot", .text)]))
    private static let decision: Kind = .word(["allow", "deny", "error", "aborted"])
    private static let controls: Kind = .list(
        .object([must("id", .text), may("version", .text), may("parameters", .text)]))
    /// By ledger or kind of ledger the most that it may hold over so many days.
    private static let limits: Kind = .object([must("days", .integer), must("most", .map(.rational))])
    /// Says that an entry is about made-up rows, of which nobody is; where it is not there, the rows are real.
    private static let tier = may("tier", .word(["synthetic"]))
    private static let clauses: Kind = .list(
        .object([must("id", .text), must("verdict", .text), may("version", .text), may("facts", .text)]))

    private static func aboutProject(_ more: Field...) -> [Field] {
        [
            must("project", .text), may("version", .integer), may("approval", .text), may("role", .text),
            may("reason", .text), may("reasons", .list(.text)), may("document", .text), may("of", .text),
        ] + more
    }

    /// The fields of each type, without the common ones.
    static let definitions: [String: [Field]] = [log, people, data, queries, oversight]
        .reduce(into: [:]) { all, part in all.merge(part) { first, _ in first } }

    private static let log: [String: [Field]] = [
        "genesis": [
            must("origin", .text), must("spec", .text), must("hash", .text), must("segment", .integer),
            must("key", .text), must("next", .hash),
            may("predecessor", .object([must("origin", .text), must("size", .integer), must("root", .text)])),
        ],
        "boot": system,
        "shutdown": system,
        "heartbeat": system,
        "clock": [must("behind", .integer)],
        "recovery": [must("bytes", .integer), must("file", .text), must("sha256", .hash)],
        "key.rotate": [
            must("key", .text), must("next", .hash), may("reason", .word(["planned", "lost", "suspected"])),
        ],
        "key.change": [must("key", .word(["database", "vault", "pseudonym"]))],
        "prune": [
            must("min_index", .integer), must("roots", .list(.text)), must("files", .list(.hash)),
            may("days", .integer),
        ],
        "anchor": [must("size", .integer), must("digest", .text), may("authority", .text)],
        "witness.cosigned": [must("size", .integer), must("root", .text), must("witnesses", .list(.text))],
    ]

    private static let people: [String: [Field]] = [
        "policy.activate": [
            must("bundle", .text), must("charter", .text), must("approvers", .list(.text)),
            may("ledgers", .map(limits)), may("dominance", .hash),
        ],
        "policy.propose": [must("bundle", .text), must("charter", .text)],
        "policy.agree": [must("bundle", .text), must("charter", .text), must("approvers", .list(.text))],
        "people.change": [
            must("change", .text), may("person", .text), may("role", .text), may("until", .text),
        ],
        "role.change": [
            must("role", .text), must("change", .text), may("person", .text), may("approvers", .list(.text)),
            may("strength", .text),
        ],
        "project.create": aboutProject(),
        "project.edit": aboutProject(),
        "project.submit": aboutProject(),
        "project.withdraw": aboutProject(),
        "project.sign": aboutProject(may("as", .text), may("controller", .text)),
        "project.unsign": aboutProject(may("as", .text), may("controller", .text)),
        "project.meet": aboutProject(may("meeting", .integer)),
        "project.vote": aboutProject(may("meeting", .integer)),
        "project.return": aboutProject(),
        "project.approve": [
            must("project", .text), must("approval", .text), must("budget", .rational), must("datasets", .list(.text)),
            must("expires", .text), may("version", .integer), may("document", .text),
            may("approvers", .list(.text)), may("profile", .text), may("policy", .anything), may("of", .text),
        ],
        "project.refuse": aboutProject(),
        "project.suspend": aboutProject(),
        "project.resume": aboutProject(),
        "project.join": aboutProject(),
        "project.admit": aboutProject(),
        "project.renew": aboutProject(may("expires", .text)),
        "project.end": aboutProject(),
        "project.close": aboutProject(),
        "register.publish": aboutProject(may("title", .text)),
        "mark.change": aboutProject(must("mark", .text)),
        "budget.grant": [
            must("project", .text), must("budget", .rational), may("reason", .text), may("approvers", .list(.text)),
            may("version", .integer),
        ],
    ]

    private static let data: [String: [Field]] = [
        "dataset.register": [
            must("dataset", .text), must("snapshot", .text), may("linkage", .text), may("dimensions", .list(.text)),
            may("generation", .text), may("asOf", .text),
        ],
        "dataset.retire": [must("dataset", .text), may("snapshot", .text), may("reason", .text)],
        "dataset.load": [
            must("dataset", .text), may("snapshot", .text), may("generation", .text), may("outcome", .text),
        ],
        "optout.load": [must("version", .text)],
        "reference.register": [
            must("reference", .text), must("digest", .text), may("generation", .text),
        ],
        "definition.register": [
            must("variable", .text), must("digest", .text), may("generation", .text),
        ],
    ]

    private static let queries: [String: [Field]] = [
        "query.intent": [
            must("req", .text), must("actor", .text), must("project", .text), must("approval", .text),
            must("policy", policy), must("datasets", snapshots), must("shape", .anything), must("ask", .rational),
            must("optOuts", .text), must("channel", .text), may("asOf", .text),
            may("leftOut", .list(.object([must("id", .text), must("controllers", .list(.text))]))),
            // Nobody waited for it: its end may be read under its name.
            may("job", .flag), tier,
        ],
        "query.cancel": [must("intent", .integer), must("project", .text)],
        "query.outcome": [
            must("req", .text), must("intent", .integer), must("decision", decision), must("reasons", .list(.text)),
            must("clauses", clauses),
            must("controls", controls),
            may("budget", .object([must("spent", .rational), must("left", .rational)])),
            may("result", .object([must("cells", .integer)])), may("listed", .text), tier,
        ],
        "quality.intent": [
            must("req", .text), must("actor", .text), must("dataset", .text), must("asOf", .text),
            must("policy", policy),
            must("datasets", snapshots), must("tables", .anything), must("optOuts", .text), must("channel", .text),
        ],
        "quality.outcome": [
            must("req", .text), must("intent", .integer), must("decision", decision), must("reasons", .list(.text)),
            must("controls", controls), may("result", .object([must("cells", .integer)])),
        ],
        "ledger.debit": [must("outcome", .integer), must("ledgers", .anything)],
        "query.check": [
            may("actor", .text), may("project", .text), may("policy", policy), may("clauses", clauses),
            may("shape", .anything), may("channel", .text), may("ask", .rational), may("count", .integer), tier,
        ],
        "request.rejected": [
            must("code", .text), may("actor", .text), may("place", .text), may("status", .integer),
            may("reasons", .list(.text)),
        ],
        "auth.failures": [
            must("count", .integer), may("source", .text), may("minute", .text), may("reasons", .list(.text)),
        ],
        "review.hold": [must("intent", .integer), may("project", .text), may("reasons", .list(.text))],
        "review.decide": [
            must("intent", .integer), must("decision", .word(["release", "refuse"])), may("reasons", .list(.text)),
        ],
    ]

    private static let oversight: [String: [Field]] = [
        "vault.read": [must("entries", .list(.integer)), must("reason", .text), may("approvers", .list(.text))],
        "vault.erase": [
            must("reason", .text), may("entries", .list(.integer)), may("digests", .list(.text)),
            may("authority", .text), may("subjects", .integer),
        ],
        "audit.unmask": [must("reason", .text), must("approvers", .list(.text)), may("entries", .list(.integer))],
        "audit.verify": [must("size", .integer), must("root", .text), may("outcome", .text)],
        "export": [must("what", .text), may("from", .integer), may("to", .integer), may("reason", .text)],
        "outcome.report": [
            must("project", .text), may("kind", .text), may("document", .text), may("version", .integer),
        ],
        "incident": [
            must("incident", .text), may("change", .text), may("project", .text), may("severity", .text),
            may("knownAt", .text),
        ],
        "machine.use": [must("month", .text), must("cpuMinutes", .integer)],
        "recall": [must("outcome", .integer), may("reason", .text), may("approvers", .list(.text))],
    ]

    private static func must(_ name: String, _ kind: Kind) -> Field { Field(name: name, kind: kind, isRequired: true) }
    private static func may(_ name: String, _ kind: Kind) -> Field { Field(name: name, kind: kind, isRequired: false) }
}
