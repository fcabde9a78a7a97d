import AuditLog
import Linux

/// What the auditor asked for.
enum Command {
    case showHelp
    case log(LogCheck)
    case receipt(ReceiptCheck)
    case consistency(ConsistencyCheck)
    case diff(LogComparison)
    case ledgers(LedgerCheck)
    case review(ReviewCheck)
    case exportTiles(TileExport)
    case tiles(TileCheck)
    case repairDerived(directory: String)

    init(_ arguments: [String]) throws {
        if arguments.contains(where: { ["--help", "-h"].contains($0) }) || arguments.first == "help" {
            self = .showHelp
            return
        }
        let rest = arguments.dropFirst()
        switch arguments.first {
        case "receipt": self = .receipt(try ReceiptCheck(rest))
        case "consistency": self = .consistency(try ConsistencyCheck(rest))
        case "diff": self = .diff(try LogComparison(rest))
        case "review": self = .review(try ReviewCheck(rest))
        case "ledgers": self = .ledgers(try LedgerCheck(rest))
        case "export-tiles": self = .exportTiles(try TileExport(rest))
        case "tiles": self = .tiles(try TileCheck(rest))
        case "fsck":
            let words = try Words(rest, options: ["--repair-derived": .none])
            guard words.has("--repair-derived") else {
                throw UsageError(message: "fsck takes --repair-derived; to check a log, name its directory alone")
            }
            self = .repairDerived(directory: try words.paths(1, "one log directory")[0])
        default: self = .log(try LogCheck(arguments))
        }
    }
}

/// Things that several commands read.
enum Given {
    /// A key itself, or the first line of the file that `@` names.
    static func key(_ words: Words) throws -> VerifierKey {
        guard let key = words.value("--key") else { throw UsageError(message: "give the log's public key with --key") }
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

    static func file(_ path: String) throws(SystemError) -> [UInt8] {
        try FileSystem.readFile(path, maximumBytes: 64 << 20)
    }

    /// The witness policy of `--policy`; nil where none is given.
    static func policy(_ words: Words) throws -> WitnessPolicy? {
        guard let path = words.value("--policy") else { return nil }
        do {
            return try WitnessPolicy(parsing: String(decoding: try file(path), as: UTF8.self))
        } catch let fault as WitnessPolicy.Fault {
            throw UsageError(message: "\(path):\(fault.line): \(fault.message)")
        }
    }

    /// The earliest time that `--fresh` accepts: `90m`, `24h`, `7d`; nil where it is not given.
    static func freshSince(_ words: Words, now: UnixTime) throws -> UInt64? {
        guard let text = words.value("--fresh") else { return nil }
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
            (1...100_000).contains(count)
        else { throw UsageError(message: "--fresh needs a span such as 24h, 90m or 7d") }
        return UInt64(max(0, now.seconds - count * unit))
    }
}
