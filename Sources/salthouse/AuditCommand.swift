import AuditLog
import Linux

/// `salthouse audit head`: the newest checkpoint and the key that signs it.
struct AuditCommand {
    private let options: Options

    init(_ words: [String]) throws(CommandError) {
        guard words.first == "head" else { throw .usage("`audit` takes head") }
        options = try Options(Array(words.dropFirst()), values: ["--directory"], flags: [])
    }

    func run() throws(CommandError) {
        let deployment = try Deployment.existing(try options.required("--directory"))
        let bytes = try doing { () throws(SystemError) in
            try FileSystem.readFile("\(deployment.log)/checkpoint", maximumBytes: 1 << 16)
        }
        Console.say("key \(try deployment.signer().key)")
        Console.say(String(decoding: bytes, as: UTF8.self))
    }
}
