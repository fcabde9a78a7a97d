import Linux
import Zlib

/// A CSV text, plain or packed by gzip, and the name that messages give it.
package struct CSVSource: Sendable {
    let name: String
    /// The bytes as they are stored, for telling how far a load has come.
    let byteCount: Int
    private let read: @Sendable (Int) throws(SystemError) -> [UInt8]

    private static let pieceBytes = 1 << 18

    /// A file, read a quarter of a mebibyte at a time. Throws `storage` where it cannot be opened.
    package static func file(_ path: String) throws(LoadError) -> CSVSource {
        do throws(SystemError) {
            let file = try File.openForReading(path)
            return CSVSource(name: path, byteCount: try file.size()) { offset throws(SystemError) in
                try file.read(count: pieceBytes, at: offset)
            }
        } catch { throw .storage(error) }
    }

    /// Text in memory, such as what the demo region makes.
    package static func bytes(_ bytes: [UInt8], name: String) -> CSVSource {
        CSVSource(name: name, byteCount: bytes.count) { offset in
            Array(bytes[offset..<min(offset + pieceBytes, bytes.count)])
        }
    }

    private init(name: String, byteCount: Int, read: @escaping @Sendable (Int) throws(SystemError) -> [UInt8]) {
        self.name = name
        self.byteCount = byteCount
        self.read = read
    }

    /// The text in pieces, unpacked where it begins as gzip does.
    func pieces() -> CSVPieces { CSVPieces(name: name, read: read) }
}

/// The pieces of one CSV text. For one owner.
final class CSVPieces {
    private let name: String
    private let read: @Sendable (Int) throws(SystemError) -> [UInt8]
    /// How many stored bytes have been read.
    private(set) var offset = 0
    private var gunzip: Gunzip?

    private static let gzipMark: [UInt8] = [0x1F, 0x8B]

    init(name: String, read: @escaping @Sendable (Int) throws(SystemError) -> [UInt8]) {
        self.name = name
        self.read = read
    }

    /// The next piece, or nil at the end.
    func next() throws(LoadError) -> [UInt8]? {
        while true {
            let piece: [UInt8]
            do throws(SystemError) { piece = try read(offset) } catch { throw .storage(error) }
            if offset == 0, piece.starts(with: Self.gzipMark) { gunzip = Gunzip() }
            offset += piece.count
            guard let gunzip else { return piece.isEmpty ? nil : piece }
            var text: [UInt8] = []
            do throws(ZlibError) {
                if piece.isEmpty { try gunzip.finish() } else { try gunzip.unpack(piece) { text += $0 } }
            } catch { throw .packing(file: name, error) }
            if piece.isEmpty { return nil }
            if !text.isEmpty { return text }
        }
    }
}
