import AuditLog
import Linux

/// What the auditor asked for.
enum Command {
    case showHelp
    case log(directory: String, Options)
    case receipt(file: String, Options)

    struct Options {
        var key: String?
        var known: [String] = []
        var wantsJSON = false

        /// The key itself, or the first line of the file that `@` names.
        func readKey() throws -> VerifierKey {
            guard let key else { throw UsageError(message: "give the log's public key with --key") }
            var text = key
            if key.hasPrefix("@") {
                let bytes = try FileSystem.readFile(String(key.dropFirst()), maximumBytes: 4096)
                text = String(decoding: bytes.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
            }
            guard let parsed = VerifierKey(parsing: text), parsed.kind == .signature else {
                throw UsageError(message: "the key is not of the form name+hex+base64 (a signed-note verifier key)")
            }
            return parsed
        }
    }

    init(_ arguments: [String]) throws(UsageError) {
        var options = Options()
        var words: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--help", "-h", "help":
                self = .showHelp
                return
            case "--json": options.wantsJSON = true
            case "--key":
                guard let key = rest.popFirst() else { throw UsageError(message: "--key needs a key or @file") }
                options.key = key
            case "--known":
                let paths = rest.prefix { !$0.hasPrefix("--") }
                guard !paths.isEmpty else { throw UsageError(message: "--known needs a checkpoint's file") }
                options.known += paths
                rest = rest.dropFirst(paths.count)
            default:
                guard !argument.hasPrefix("-") else { throw UsageError(message: "unknown option `\(argument)`") }
                words.append(argument)
            }
        }
        switch (words.count, words.first) {
        case (2, "receipt"): self = .receipt(file: words[1], options)
        case (1, let directory?) where directory != "receipt": self = .log(directory: directory, options)
        default: throw UsageError(message: "name one log directory, or `receipt` and one file")
        }
        if case .receipt = self, !options.known.isEmpty { throw UsageError(message: "--known is for a whole log") }
    }

    static let help = """
        salthouse-verify checks an audit log, or one receipt, offline: it needs the files and one public key,
        trusts nobody, and opens nothing for writing.

        Usage:
          salthouse-verify DIR --key KEY [--known CHECKPOINT...] [--json]
          salthouse-verify receipt FILE --key KEY [--json]

          DIR          the log's directory: segments/, checkpoint, tree/
          FILE         a receipt: JSON with `disclosures`, `leaf` and `proof`
          --key        the log's first public key (name+hex+base64), or @FILE that holds it. For a log the changes
                       of keys are followed from there; for a receipt give the key in force when it was made
          --known      checkpoints you kept from earlier visits: finds a rollback or a rewritten history, which
                       nothing inside the log can show
          --json       the report as JSON

        Examples:
          salthouse-verify /var/lib/salthouse/audit --key @log.vkey
          salthouse-verify ./copy --key @log.vkey --known january.checkpoint february.checkpoint
          salthouse-verify receipt answer-123.receipt.json --key @log.vkey --json

        Exit code: 0 everything holds, 1 something does not hold, 2 wrong command or unreadable file.
        Each problem has a code: E-... is a failure, W-... is worth knowing.

        """
}

/// A command that cannot be understood.
struct UsageError: Error {
    let message: String
}
