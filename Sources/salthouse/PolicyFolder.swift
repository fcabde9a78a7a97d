import Gateway
import Governance
import JSON
import Linux
import OpenSSL

/// The sets that stewards may put into force, in a folder of the deployment: each one file, `HASH.json`, whose SHA-256
/// is its name. `in-force` names those that may be in force, for the next start to look at first.
struct PolicyFolder: PolicyShelf {
    let directory: String

    private static let mostBytes = 1 << 24
    private var remembered: String { "\(directory)/in-force" }

    func hashes() throws(StoreError) -> [String] {
        guard FileSystem.exists(directory) else { return [] }
        return try storing { () throws(SystemError) in try FileSystem.list(directory) }
            .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.filter(Self.isHash).sorted()
    }

    func bundle(_ hash: String) throws(StoreError) -> [UInt8]? {
        guard Self.isHash(hash), FileSystem.exists(path(of: hash)) else { return nil }
        return try storing { () throws(SystemError) in
            try FileSystem.readFile(path(of: hash), maximumBytes: Self.mostBytes)
        }
    }

    func remember(_ hashes: [String]) throws(StoreError) {
        try write(Array(hashes.map { "\($0)\n" }.joined().utf8), to: remembered, permissions: 0o640)
    }

    /// The sets of which one is in force, as the last start or activation noted it; none in a new deployment.
    func rememberedHashes() throws(StoreError) -> [String] {
        guard FileSystem.exists(remembered) else { return [] }
        let bytes = try storing { () throws(SystemError) in try FileSystem.readFile(remembered, maximumBytes: 4096) }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init).filter(Self.isHash)
    }

    /// Puts a set there, durably; what lies there under its hash is the same.
    func add(_ set: PolicySet) throws(StoreError) {
        guard !FileSystem.exists(path(of: set.identity.hash)) else { return }
        try write(set.bundle, to: path(of: set.identity.hash), permissions: 0o440)
    }

    func path(of hash: String) -> String { "\(directory)/\(hash).json" }

    private func write(_ bytes: [UInt8], to path: String, permissions: UInt32) throws(StoreError) {
        try storing { () throws(SystemError) in
            try FileSystem.makeDirectory(directory, permissions: 0o750, intermediate: true)
            try FileSystem.writeAtomically(bytes, to: path, permissions: permissions)
        }
    }

    private static func isHash(_ text: String) -> Bool { text.utf8.count == 64 && Hex.decode(text) != nil }

    private func storing<Value>(_ body: () throws(SystemError) -> Value) throws(StoreError) -> Value {
        do throws(SystemError) { return try body() } catch { throw .unavailable(reason: error.message) }
    }
}
