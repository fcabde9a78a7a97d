import AuditLog
import JSON

/// Checks that one checkpoint continues another: by a proof, or by the log's own files.
struct ConsistencyCheck {
    private let words: Words
    private let paths: [String]

    init(_ arguments: some Collection<String>) throws {
        words = try Words(arguments, options: ["--key": .one, "--log": .one, "--proof": .one, "--json": .none])
        paths = try words.paths(2, "two checkpoints, the older one first")
        guard words.has("--log") != words.has("--proof") else {
            throw UsageError(message: "give either --log or --proof")
        }
    }

    func run() throws -> VerifyProgram.Exit {
        let key = try Given.key(words)
        var findings: [LogFinding] = []
        let old = try read(paths[0], key, &findings)
        let new = try read(paths[1], key, &findings)
        var proof: [TreeHash] = []
        if let old, let new {
            if let log = words.value("--log") {
                proof = try proveByFiles(log, key, old, new, &findings)
            } else {
                proof = try readProof()
            }
            let isConsistent = TreeProof.isConsistent(from: (old.size, old.root), to: (new.size, new.root), path: proof)
            if findings.isEmpty, !isConsistent {
                findings.append(LogFinding(.fork, file: paths[0], "\(paths[1]) does not continue it"))
            }
        }
        let verdict = ConsistencyVerdict(old: old, new: new, proof: proof, findings: findings)
        Console.write(words.has("--json") ? verdict.json : verdict.text)
        return verdict.holds ? .holds : .fails
    }

    private func read(_ path: String, _ key: VerifierKey, _ findings: inout [LogFinding]) throws -> Checkpoint? {
        guard let note = SignedNote(parsing: try Given.file(path)), let checkpoint = Checkpoint(parsing: note.text)
        else {
            findings.append(LogFinding(.note, file: path, "this is not a checkpoint"))
            return nil
        }
        if !checkpoint.origin.utf8.elementsEqual(key.name.utf8) {
            findings.append(LogFinding(.origin, file: path, line: 1, "it is of another log"))
        }
        // With the files the key in force is known; with a proof alone the given key must have signed both.
        if !words.has("--log"), note.verdict(of: key) != .valid {
            findings.append(LogFinding(.signature, file: path, "the key did not sign it"))
        }
        return checkpoint
    }

    private func proveByFiles(
        _ log: String, _ key: VerifierKey, _ old: Checkpoint, _ new: Checkpoint, _ findings: inout [LogFinding]
    ) throws -> [TreeHash] {
        let known = try paths.map { LogVerifier.KnownCheckpoint(file: $0, bytes: try Given.file($0)) }
        let report = try LogVerifier.verify(
            directory: log, key: key, evidence: .init(known: known, policy: nil, freshSince: nil),
            effort: .init(level: .chain, threads: 2)
        ) { _, _, _ in }
        findings += report.findings.filter { !$0.isNotice }
        return report.tree.consistency(from: old.size, to: new.size) ?? []
    }

    private func readProof() throws -> [TreeHash] {
        let text = String(decoding: try Given.file(words.value("--proof") ?? ""), as: UTF8.self)
        return try text.split(separator: "\n").map { line throws(UsageError) in
            guard let hash = TreeHash(base64: line) else {
                throw UsageError(message: "the proof holds a line that is no base64 of 32 bytes")
            }
            return hash
        }
    }
}

/// The result of comparing two checkpoints.
struct ConsistencyVerdict {
    let old: Checkpoint?
    let new: Checkpoint?
    let proof: [TreeHash]
    let findings: [LogFinding]

    var holds: Bool { findings.allSatisfy(\.isNotice) }

    var text: String {
        var text = ""
        if let old, let new {
            text += "\(new.origin): \(old.size) to \(new.size) entries\n" + proof.map { "\($0.base64)\n" }.joined()
        }
        return text + findings.report
    }

    var json: String {
        let value: JSONValue = [
            "ok": .bool(holds), "from": old.map { .integer($0.size) } ?? .null,
            "to": new.map { .integer($0.size) } ?? .null, "proof": .array(proof.map { .string($0.base64) }),
            "findings": .array(findings.map(\.json)),
        ]
        return String(decoding: value.prettyBytes(), as: UTF8.self)
    }
}
