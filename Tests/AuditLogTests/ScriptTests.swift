import AuditLog
import Foundation
import JSON
import Linux
import Testing

@Suite("Receipts without our programs")
struct ReceiptScriptTests {
    private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("deploy/check-receipt").path

    @Test("bash, coreutils and openssl check a receipt, at any place and size", arguments: [1, 2, 3, 8, 21, 64])
    func holds(size: Int) throws {
        let test = try TestLog(segmentSize: 64)
        if size > 1 { try test.write([AuditDraft.notes(1..<size)]) }
        let log = try test.open()
        defer { log.stop() }
        for seq in Set([0, size / 2, size - 1]) {
            let receipt = try log.receipt(for: seq, disclosures: []).json
            #expect(try Self.run(receipt, of: test) == 0, "entry \(seq) of \(size)")
        }
    }

    @Test("and refuse what was exchanged")
    func exchanged() throws {
        let test = try Story.log()
        let log = try test.open()
        defer { log.stop() }
        let disclosures = test.vault.rows.filter { $0.seq == 5 }.map(\.disclosure)
        guard case .object(let good) = try log.receipt(for: 5, disclosures: disclosures).json,
            case .object(let other) = try log.receipt(for: 11, disclosures: []).json,
            case .string(let proof)? = good["proof"]
        else { throw AuditError.closed }
        func status(_ name: String, _ value: JSONValue?, seed: UInt8 = 1) throws -> Int32? {
            var receipt = good
            receipt[name] = value
            return try Self.run(.object(receipt), of: test, seed: seed)
        }
        #expect(try status("leaf", good["leaf"]) == 0)
        #expect(try status("leaf", other["leaf"]) == 1)
        #expect(try status("proof", other["proof"]) == 1)
        #expect(
            try status("disclosures", .array(test.vault.rows.filter { $0.seq == 11 }.map { .string($0.disclosure) }))
                == 1)
        #expect(try status("leaf", good["leaf"], seed: 3) == 1)
        #expect(try status("proof", .string(proof.replacingOccurrences(of: "index 5", with: "index 4"))) == 1)
        #expect(try status("proof", .string(proof.replacingOccurrences(of: "\n7\n", with: "\n6\n"))) == 1)
        #expect(try status("proof", nil) == 2)
    }

    private static func run(_ receipt: JSONValue, of test: TestLog, seed: UInt8 = 1) throws -> Int32? {
        let path = "\(FileSystem.parent(of: test.directory))/receipt.json"
        try Data(receipt.bytes()).write(to: URL(fileURLWithPath: path))
        return try command("bash", script, path, "\(TestLog.signer(seed: seed).key)")
    }
}

@Suite("salthouse audit", .enabled(if: Salthouse.isBuilt, "salthouse is not built beside the tests"))
struct AuditCommandTests {
    @Test("An export is what the checkpoint promises, and verifies")
    func export() throws {
        let house = try Salthouse()
        #expect(try house.run("audit", "export", "--directory", house.directory, "--out", "\(house.parent)/copy") == 0)
        #expect(try house.verify("\(house.parent)/copy").hasPrefix("exit 0"))
        #expect(try house.run("audit", "export", "--directory", house.directory, "--out", "\(house.parent)/copy") == 1)
    }

    @Test("The key changes to the promised one, twice, and a verifier follows")
    func rotateKey() throws {
        let house = try Salthouse()
        let first = "\(house.directory)/keys/next.key"
        let second = "\(house.parent)/second.key"
        let words = ["audit", "rotate-key", "--directory", house.directory]
        #expect(try house.run(words + ["--next-key", second, "--following", "\(house.parent)/x"]) == 1)
        #expect(try house.run(words + ["--next-key", first, "--following", second]) == 0)
        #expect(try house.run(words + ["--next-key", first, "--following", second]) == 0, "again, after a crash")
        let third = ["--next-key", second, "--following", "\(house.parent)/third.key", "--reason", "suspected"]
        #expect(try house.run(words + third) == 0)
        #expect(try house.verify("\(house.directory)/log").hasPrefix("exit 0"))
    }

    @Test("Nothing young is pruned, and the command says for how long entries are kept at least")
    func prune() throws {
        let house = try Salthouse()
        let words = ["audit", "prune", "--directory", house.directory]
        for wrong in [[], ["--keep-days", "399"], ["--keep-days", "40000"]] {
            #expect(try house.run(words + wrong) == 2)
        }
        #expect(try house.run(words + ["--keep-days", "400"]) == 0)
        let result = try house.verify("\(house.directory)/log")
        #expect(result.hasPrefix("exit 0") && !result.contains("W-PRUNED"), "\(result)")
    }

    @Test("An authority of time stamps a checkpoint, and an altered one is not taken for it")
    func anchor() throws {
        let house = try Salthouse()
        guard try command("openssl", "version") == 0 else { return }
        let authority = try TimeAuthority(in: house.parent)
        let words = ["audit", "anchor", "--directory", house.directory]
        #expect(try house.run(words + ["--request", "\(house.parent)/q.tsq"]) == 0)
        try authority.answer("\(house.parent)/q.tsq", into: "\(house.parent)/r.tsr")
        let record = words + ["--response", "\(house.parent)/r.tsr", "--ca"]
        let other = try TimeAuthority(in: house.parent + "/other")
        #expect(try house.run(record + [other.certificate]) == 1)
        #expect(try house.run(record + [authority.certificate]) == 0)
        let kept = try FileSystem.list("\(house.directory)/log/checkpoints").filter { $0.hasSuffix(".tsr") }
        #expect(kept == ["000000000001.tsr"])
        #expect(try house.verify("\(house.directory)/log").hasPrefix("exit 0"))
    }
}

/// A deployment made by the program of these tests.
private struct Salthouse {
    let parent: String
    var directory: String { "\(parent)/house" }
    private let key: String

    private static let path: String? = {
        guard let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            return nil
        }
        return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("salthouse").path
    }()

    static var isBuilt: Bool { path.map { FileManager.default.isExecutableFile(atPath: $0) } ?? false }

    init() throws {
        parent = try FileSystem.makeTemporaryDirectory()
        key = "\(parent)/log.vkey"
        #expect(try run("init", "--directory", directory, "--origin", "tre.example.org/log") == 0)
        let genesis = try JSONValue(
            parsing: try FileSystem.readFile(
                "\(directory)/log/segments/000000000000.jsonl", maximumBytes: 1 << 20
            ).split(separator: 0x0A).map(Array.init)[1], limits: .document)
        let text = try JSONCursor(genesis).object().required("event").object().required("key").string()
        try Data("\(text)\n".utf8).write(to: URL(fileURLWithPath: key))
    }

    func run(_ words: String...) throws -> Int32? { try run(words) }

    func run(_ words: [String]) throws -> Int32? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.path))
        process.arguments = words
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    func verify(_ log: String) throws -> String {
        try VerifyProgram.run([log, "--key", "@\(key)", "--no-memory"])
    }
}

/// An authority of time in a folder: `openssl ts` with a certificate of its own.
private struct TimeAuthority {
    private let folder: String
    var certificate: String { "\(folder)/tsa.pem" }

    init(in folder: String) throws {
        self.folder = folder
        try FileSystem.makeDirectory(folder, permissions: 0o700, intermediate: true)
        let configuration = """
            [req]
            distinguished_name = name
            [name]
            [tsa]
            basicConstraints = CA:FALSE
            keyUsage = critical, digitalSignature
            extendedKeyUsage = critical, timeStamping
            [ts]
            default_tsa = config
            [config]
            serial = \(folder)/serial
            signer_digest = sha256
            default_policy = 1.2.3.4.1
            digests = sha256
            ess_cert_id_chain = no
            ess_cert_id_alg = sha256

            """
        try Data(configuration.utf8).write(to: URL(fileURLWithPath: "\(folder)/tsa.cnf"))
        try Data("01\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/serial"))
        let made = try command(
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "\(folder)/tsa.key", "-out",
            certificate, "-days", "3650", "-subj", "/CN=An authority of time", "-config", "\(folder)/tsa.cnf",
            "-extensions", "tsa")
        #expect(made == 0)
    }

    func answer(_ request: String, into response: String) throws {
        let done = try command(
            "openssl", "ts", "-reply", "-config", "\(folder)/tsa.cnf", "-section", "config", "-queryfile", request,
            "-signer", certificate, "-inkey", "\(folder)/tsa.key", "-out", response)
        #expect(done == 0)
    }
}
