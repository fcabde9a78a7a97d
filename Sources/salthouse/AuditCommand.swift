import AuditLog
import Linux

/// `salthouse audit`: what an operator does with the log besides serving.
struct AuditCommand {
    private let verb: Verb

    private enum Verb {
        case head(Options)
        case export(Options)
        case anchor(AuditAnchor)
        case rotateKey(AuditKeyChange)
        case erase(AuditErasure)
        case prune(AuditPruning)
    }

    init(_ words: [String]) throws(CommandError) {
        let rest = Array(words.dropFirst())
        switch words.first {
        case "head": verb = .head(try Options(rest, values: ["--directory"], flags: []))
        case "export": verb = .export(try Options(rest, values: ["--directory", "--out"], flags: []))
        case "anchor": verb = .anchor(try AuditAnchor(rest))
        case "rotate-key": verb = .rotateKey(try AuditKeyChange(rest))
        case "erase": verb = .erase(try AuditErasure(rest))
        case "prune": verb = .prune(try AuditPruning(rest))
        default: throw .usage("`audit` takes head, export, anchor, rotate-key, erase or prune")
        }
    }

    func run() throws(CommandError) {
        switch verb {
        case .head(let options): try head(options)
        case .export(let options): try export(options)
        case .anchor(let anchor): try anchor.run()
        case .rotateKey(let change): try change.run()
        case .erase(let erasure): try erasure.run()
        case .prune(let pruning): try pruning.run()
        }
    }

    private func head(_ options: Options) throws(CommandError) {
        let deployment = try Deployment.existing(try options.required("--directory"))
        let bytes = try doing { () throws(SystemError) in
            try FileSystem.readFile("\(deployment.log)/checkpoint", maximumBytes: 1 << 16)
        }
        Console.say("key \(try deployment.signer().key)")
        Console.say(String(decoding: bytes, as: UTF8.self))
    }

    private func export(_ options: Options) throws(CommandError) {
        let deployment = try Deployment.existing(try options.required("--directory"))
        let out = try options.required("--out")
        guard !FileSystem.exists(out) else { throw .failed("`\(out)` exists already") }
        let size = try logging { () throws(AuditError) in try LogExport.copy(from: deployment.log, to: out) }
        Console.say("copied \(size) entries to \(out); check the copy with salthouse-verify \(out) --key …")
    }
}

/// Runs calls of the audit log with the command's error.
func logging<Value>(_ body: () throws(AuditError) -> Value) throws(CommandError) -> Value {
    do throws(AuditError) { return try body() } catch { throw .failed("\(error.code): \(error.message)") }
}
