import AuditLog
import Foundation
import JSON
import OpenSSL
import Testing

@Suite("Published vectors", .enabled(if: SharedData.isThere, "the folder shared/data/audit_vectors is missing"))
struct PublicVectorTests {
    @Test("The tree gives the roots of the RFC 6962 reference")
    func referenceRoots() throws {
        let vectors = try SharedData.json("rfc6962_ct.json").object()
        let leaves = try vectors.required("leaves_hex").array().map { try #require(Hex.decode($0.string())) }
        let roots = try vectors.required("roots").array().map { try $0.string() }
        var tree = CompactRange()
        #expect(try tree.root.hex == vectors.required("empty_root").string())
        for (leaf, root) in zip(leaves, roots) {
            tree.append(.leaf(leaf))
            #expect(tree.root.hex == root)
        }
        for path in try vectors.required("paths").array().map({ try $0.object() }) {
            let (index, size) = (try path.required("leaf").integer(), try path.required("size").integer())
            let hashes = try path.required("path").array().map { try #require(TreeHash(hex: $0.string())) }
            let root = try #require(TreeHash(hex: roots[size - 1]))
            #expect(
                TreeProof.includes(leaf: .leaf(leaves[index]), at: index, size: size, root: root, path: hashes))
        }
        for proof in try vectors.required("proofs").array().map({ try $0.object() }) {
            let (old, new) = (try proof.required("m").integer(), try proof.required("n").integer())
            let hashes = try proof.required("proof").array().map { try #require(TreeHash(hex: $0.string())) }
            let (oldRoot, newRoot) = try (
                #require(TreeHash(hex: roots[old - 1])), #require(TreeHash(hex: roots[new - 1]))
            )
            #expect(TreeProof.isConsistent(from: (old, oldRoot), to: (new, newRoot), path: hashes))
        }
    }

    @Test("Inclusion probes are judged as their makers say", arguments: SharedData.files("merkle/inclusion"))
    func inclusionProbe(file: String) throws {
        // An index that no reader holds exactly is refused with the whole document.
        guard let probe = try? SharedData.json(file).object() else { return }
        let holds =
            if let hashes = try Self.hashes(probe.required("proof")),
                let leaf = try Self.hash(probe.required("leafHash")),
                let root = try Self.hash(probe.required("root"))
            {
                TreeProof.includes(
                    leaf: leaf, at: try probe.required("leafIdx").integer(),
                    size: try probe.required("treeSize").integer(), root: root, path: hashes)
            } else { false }
        #expect(try holds == !probe.required("wantErr").bool(), "\(file)")
    }

    @Test("Consistency probes are judged as their makers say", arguments: SharedData.files("merkle/consistency"))
    func consistencyProbe(file: String) throws {
        let probe = try SharedData.json(file).object()
        guard let old = try Self.hash(probe.required("root1")), let new = try Self.hash(probe.required("root2"))
        else { return }  // a root that has not 32 bytes never gets so far
        let hashes = try Self.hashes(probe.required("proof"))
        let sizes = (old: try probe.required("size1").integer(), new: try probe.required("size2").integer())
        let holds = hashes.map {
            TreeProof.isConsistent(from: (sizes.old, old), to: (sizes.new, new), path: $0)
        }
        #expect(try (holds ?? false) == !probe.required("wantErr").bool(), "\(file)")
    }

    @Test("Signed notes and checkpoints are judged as published")
    func notes() throws {
        for vector in try SharedData.json("notes.json").array().map({ try $0.object() }) {
            let bytes = Array(try vector.required("note").string().utf8)
            let keys = try vector.required("vkeys").array().map { VerifierKey(parsing: try $0.string()) }
            var holds = false
            if let note = SignedNote(parsing: bytes) {
                let verdicts = keys.map { $0.map(note.verdict(of:)) ?? .absent }
                holds = verdicts.contains(.valid) && !verdicts.contains(.invalid)
                if try vector.required("checkpoint").bool() { holds = holds && Checkpoint(parsing: note.text) != nil }
                #expect(note.bytes == bytes)
            }
            let name = try vector.required("desc").string()
            #expect(try holds == !vector.required("wantErr").bool(), "\(name)")
        }
    }

    private static func hash(_ member: JSONCursor) throws -> TreeHash? { TreeHash(base64: try member.string()) }

    private static func hashes(_ member: JSONCursor) throws -> [TreeHash]? {
        guard case .array = member.value else { return [] }
        let hashes = try member.array().map(hash)
        return hashes.contains(nil) ? nil : hashes.compactMap { $0 }
    }
}

/// The vectors beside the checkout.
enum SharedData {
    private static let folder: String = {
        let given = ProcessInfo.processInfo.environment["SALTHOUSE_SHARED_DATA"]
        let beside = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data").path
        return (given ?? beside) + "/audit_vectors"
    }()

    static var isThere: Bool { FileManager.default.fileExists(atPath: folder + "/notes.json") }

    static func json(_ name: String) throws -> JSONCursor {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
        return JSONCursor(try JSONValue(parsing: bytes, limits: .document))
    }

    /// The JSON files below a folder, relative to the vectors.
    static func files(_ below: String) -> [String] {
        let names = FileManager.default.enumerator(atPath: "\(folder)/\(below)")?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted().map { "\(below)/\($0)" }
    }
}
