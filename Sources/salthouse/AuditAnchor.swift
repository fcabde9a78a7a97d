import AuditLog
import Foundation
import JSON
import Linux
import OpenSSL

/// `salthouse audit anchor`: has a checkpoint stamped by an outside authority of time (RFC 3161), through `openssl ts`.
///
/// Two steps, since the authority may be beyond a border: a request that the operator carries there, and the response
/// that comes back, which is checked, kept beside the checkpoint and told to the log.
struct AuditAnchor {
    private let options: Options

    init(_ words: [String]) throws(CommandError) {
        options = try Options(
            words, values: ["--directory", "--request", "--response", "--ca", "--chain", "--authority"], flags: [])
        guard (options.value("--request") == nil) != (options.value("--response") == nil) else {
            throw .usage("`audit anchor` takes either --request or --response")
        }
    }

    func run() throws(CommandError) {
        let deployment = try Deployment.existing(try options.required("--directory"))
        if let request = options.value("--request") {
            try ask(deployment, request)
        } else {
            try record(deployment, try options.required("--response"))
        }
    }

    private func ask(_ deployment: Deployment, _ request: String) throws(CommandError) {
        let path = try logging { () throws(AuditError) in try CheckpointArchive.keepPublished(of: deployment.log) }
        guard try openssl(["ts", "-query", "-data", path, "-sha256", "-cert", "-out", request]) else {
            throw .failed("openssl could not make the request")
        }
        Console.say("the request for \(path) is in \(request); send it to your authority of time")
    }

    private func record(_ deployment: Deployment, _ response: String) throws(CommandError) {
        let ca = try options.required("--ca")
        let archived = try logging { () throws(AuditError) in try CheckpointArchive.list(of: deployment.log) }
        var chain: [String] = []
        if let path = options.value("--chain") { chain = ["-untrusted", path] }
        for (size, path) in archived {
            guard try openssl(["ts", "-verify", "-data", path, "-in", response, "-CAfile", ca] + chain) else {
                continue
            }
            let bytes = try doing { () throws(SystemError) in
                try FileSystem.readFile(response, maximumBytes: 1 << 20)
            }
            let token = "\(path).tsr"
            try doing { () throws(SystemError) in
                try FileSystem.writeAtomically(bytes, to: token, permissions: 0o444)
            }
            let open = try OpenDeployment(deployment)
            defer { open.log.stop() }
            let draft = AuditDraft(
                type: "anchor",
                event: [
                    "size": .integer(size), "digest": .string(Hex.encode(SHA256.hash(bytes))),
                    "authority": .string(options.value("--authority") ?? "RFC 3161"),
                ])
            _ = try logging { () throws(AuditError) in try open.log.append([draft]) }
            Console.say("the time of the first \(size) entries is attested by \(token)")
            return
        }
        throw .failed(
            "the response stamps none of the archived checkpoints, or its authority is not the one in `\(ca)`")
    }

    private func openssl(_ words: [String]) throws(CommandError) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + words
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { throw .failed("`openssl` cannot be run") }
        process.waitUntilExit()
        guard process.terminationStatus != 127 else { throw .failed("`openssl` is not installed") }
        return process.terminationStatus == 0
    }
}
