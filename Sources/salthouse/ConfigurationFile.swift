import JSON
import Linux

/// The one file of configuration: JSON that says what the options of `serve` say, by the table of `ServeSetting`.
///
/// It holds no secret. Secrets lie in files of their own, or in the credentials of the service manager.
struct ConfigurationFile {
    let path: String
    /// The same as words of a command line, paths made whole.
    private(set) var words: [String] = []

    private static let mostBytes = 1 << 20
    private static let forEverybody = ["$comment"]

    /// Fails with the file, the place, and what to do.
    init(_ path: String) throws(CommandError) {
        self.path = path
        let bytes = try doing { () throws(SystemError) in
            try FileSystem.readFile(path, maximumBytes: Self.mostBytes)
        }
        do throws(JSONError) {
            let fields = try JSONCursor(JSONValue(parsing: bytes, limits: .document)).object()
            try Self.refuseSecrets(in: fields)
            try fields.allowOnly(Self.names(in: nil) + ServeSetting.groups + Self.forEverybody + ["$schema"])
            try read(fields, group: nil)
            for group in ServeSetting.groups {
                guard let part = try fields.optional(group)?.object() else { continue }
                try Self.refuseSecrets(in: part)
                try part.allowOnly(Self.names(in: group) + Self.forEverybody)
                try read(part, group: group)
            }
        } catch {
            throw .failed("`\(path)`, \(Self.place(of: error, in: bytes)): \(error.message)")
        }
    }

    private static func names(in group: String?) -> [String] {
        ServeSetting.all.filter { $0.group == group }.map(\.name)
    }

    private mutating func read(_ fields: JSONFields, group: String?) throws(JSONError) {
        _ = try fields.optional("$comment")?.string()
        for setting in ServeSetting.all where setting.group == group {
            guard let cursor = fields.optional(setting.name) else { continue }
            switch setting.kind {
            case .text: words += [setting.option, try Self.plain(cursor)]
            case .path: words += [setting.option, try whole(cursor)]
            case .number(let range): words += [setting.option, "\(try cursor.integer(in: range))"]
            case .limit(let range): words += [setting.option, try Self.limit(cursor, in: range)]
            case .flag: if try cursor.bool() { words.append(setting.option) }
            }
        }
    }

    private static func limit(_ cursor: JSONCursor, in range: ClosedRange<Int>) throws(JSONError) -> String {
        if cursor.value == .string(ServeSetting.unlimited) { return ServeSetting.unlimited }
        do throws(JSONError) { return "\(try cursor.integer(in: range))" } catch {
            throw cursor.fail("takes a whole number from 1 on, or the word `\(ServeSetting.unlimited)`")
        }
    }

    /// A path as the process needs it.
    private func whole(_ cursor: JSONCursor) throws(JSONError) -> String {
        let text = try Self.plain(cursor)
        guard text.hasPrefix("$") else { return FileSystem.path(named: text, in: FileSystem.parent(of: path)) }
        guard text.hasPrefix(Credentials.mark) else {
            throw cursor.fail("of the environment only `\(Credentials.mark)` may begin a path")
        }
        guard let file = Credentials.path(of: String(text.dropFirst(Credentials.mark.count))) else {
            throw cursor.fail("the service manager gave no credentials; see LoadCredential= in systemd.exec(5)")
        }
        return file
    }

    /// A text that is no secret: neither a key's digits nor an armoured file.
    private static func plain(_ cursor: JSONCursor) throws(JSONError) -> String {
        let text = try cursor.string()
        guard !text.isEmpty else { throw cursor.fail("is empty") }
        let isKey = text.utf8.count >= 32 && text.allSatisfy { $0.isHexDigit }
        guard !isKey, !text.contains("-----BEGIN"), !text.contains("\n") else { throw cursor.fail(keepApart) }
        return text
    }

    private static func refuseSecrets(in fields: JSONFields) throws(JSONError) {
        let known = ServeSetting.all.map(\.name)
        for name in fields.names where !known.contains(name) {
            let small = name.lowercased()
            guard ["secret", "password", "passphrase", "privatekey"].contains(where: small.contains) else { continue }
            throw fields[name]?.fail(keepApart) ?? JSONError(pointer: fields.pointer, problem: .other(keepApart))
        }
    }

    private static let keepApart = "no secret stands in this file: put it into one of its own, mode 0400, and name that"

    /// The line of what is no JSON, or the pointer to what is and does not fit.
    private static func place(of error: JSONError, in bytes: [UInt8]) -> String {
        guard let offset = error.offset else { return error.pointer.isEmpty ? "the whole" : error.pointer }
        return "line \(bytes.prefix(offset).count { $0 == UInt8(ascii: "\n") } + 1)"
    }
}
