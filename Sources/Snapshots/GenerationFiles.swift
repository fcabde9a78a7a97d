import Catalogue
import JSON
import Linux
import OpenSSL

/// The files of one generation on their way to the disk, with the digest of each.
struct GenerationFiles {
    let directory: String
    private(set) var digests: [String: String] = [:]

    init(directory: String) { self.directory = directory }

    /// Writes a file once and makes it durable; nobody changes it afterwards.
    mutating func write(_ bytes: [UInt8], as name: String) throws(SnapshotError) {
        let path = "\(directory)/\(name)"
        try storing { () throws(SystemError) in
            let file = try File.open(path, [.readWrite, .create, .exclusive], permissions: 0o440)
            try file.writeAll(bytes)
            try file.synchronize()
            try file.close()
        }
        digests[name] = Hex.encode(SHA256.hash(bytes))
    }

    mutating func write(_ codes: [UInt32], as name: String) throws(SnapshotError) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(codes.count * 4)
        for code in codes {
            for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: code >> UInt32(shift))) }
        }
        try write(bytes, as: name)
    }

    mutating func write(_ pseudonyms: [Pseudonym], as name: String) throws(SnapshotError) {
        try write(pseudonyms.flatMap(\.bytes), as: name)
    }
}

/// The files of one generation as they are read: each is checked against its digest before it is used.
struct CheckedFiles {
    let directory: String
    let digests: [String: String]
    /// No file of this first format is larger: 2³² − 1 codes of 4 bytes.
    private static let maximumBytes = 1 << 34

    func bytes(_ name: String) throws(SnapshotError) -> [UInt8] {
        let path = "\(directory)/\(name)"
        let bytes = try storing { () throws(SystemError) in
            try FileSystem.readFile(path, maximumBytes: Self.maximumBytes)
        }
        guard Hex.encode(SHA256.hash(bytes)) == digests[name] else { throw .damaged(file: path) }
        return bytes
    }

    /// Little-endian numbers of four bytes, as many as `count`, each below `limit` or exactly `other`.
    func codes(
        _ name: String, count: Int, below limit: UInt32, orExactly other: UInt32? = nil
    ) throws(SnapshotError) -> [UInt32] {
        let bytes = try bytes(name)
        guard bytes.count == count * 4 else {
            throw .unreadable(file: "\(directory)/\(name)", reason: "it has not one code for each row")
        }
        let codes = (0..<count).map { row -> UInt32 in
            let at = row * 4
            return UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
                | UInt32(bytes[at + 3]) << 24
        }
        guard codes.allSatisfy({ $0 < limit || $0 == other }) else {
            throw .unreadable(file: "\(directory)/\(name)", reason: "it holds a code that is not declared")
        }
        return codes
    }

    func pseudonyms(_ name: String) throws(SnapshotError) -> [Pseudonym] {
        let bytes = try bytes(name)
        guard bytes.count % Pseudonym.byteCount == 0 else {
            throw .unreadable(file: "\(directory)/\(name)", reason: "it does not hold whole pseudonyms")
        }
        return stride(from: 0, to: bytes.count, by: Pseudonym.byteCount)
            .map { Pseudonym(bytes[$0..<($0 + Pseudonym.byteCount)]) }
    }
}
