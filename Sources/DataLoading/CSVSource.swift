import Linux
import Zlib

/// A CSV text, plain or packed by gzip, and the name that messages give it.
package struct CSVSource: Sendable {
    let name: String
    private let open: @Sendable () throws(LoadError) -> CSVPieces

    private static let pieceBytes = 1 << 18

    /// A file, read a quarter of a mebibyte at a time. Throws `storage` where it cannot be opened.
    package static func file(_ path: String) throws(LoadError) -> CSVSource {
        do throws(SystemError) {
            let file = try File.openForReading(path)
            let size = try file.size()
            return CSVSource(name: path) {
                CSVPieces(name: path, size: { _ in size }) { offset throws(SystemError) in
                    let piece = try file.read(count: pieceBytes, at: offset)
                    return piece.isEmpty ? nil : piece
                }
            }
        } catch { throw .storage(error) }
    }

    /// Text in memory.
    package static func bytes(_ bytes: [UInt8], name: String) -> CSVSource {
        CSVSource(name: name) {
            CSVPieces(name: name, size: { _ in bytes.count }) { offset in
                offset < bytes.count ? Array(bytes[offset..<min(offset + pieceBytes, bytes.count)]) : nil
            }
        }
    }

    init(name: String, open: @escaping @Sendable () throws(LoadError) -> CSVPieces) {
        self.name = name
        self.open = open
    }

    /// The text in pieces, unpacked where it begins as gzip does.
    func pieces() throws(LoadError) -> CSVPieces { try open() }
}

/// The pieces of one CSV text. For one owner.
final class CSVPieces {
    private let name: String
    private let size: (Int) -> Int
    private let read: (Int) throws(SystemError) -> [UInt8]?
    /// How many stored bytes have been read.
    private(set) var offset = 0
    private var gunzip: Gunzip?

    private static let gzipMark: [UInt8] = [0x1F, 0x8B]

    /// - Parameters:
    ///   - size: how many stored bytes there are, as far as is known when so many have been read.
    ///   - read: what stands behind so many stored bytes; nil at the end.
    init(name: String, size: @escaping (Int) -> Int, read: @escaping (Int) throws(SystemError) -> [UInt8]?) {
        self.name = name
        self.size = size
        self.read = read
    }

    /// The bytes as they are stored, for telling how far a load has come.
    var byteCount: Int { size(offset) }

    /// The next piece, or nil at the end.
    func next() throws(LoadError) -> [UInt8]? {
        while true {
            let piece: [UInt8]?
            do throws(SystemError) { piece = try read(offset) } catch { throw .storage(error) }
            if offset == 0, piece?.starts(with: Self.gzipMark) == true { gunzip = Gunzip() }
            offset += piece?.count ?? 0
            guard let gunzip else { return piece }
            var text: [UInt8] = []
            do throws(ZlibError) {
                if let piece { try gunzip.unpack(piece) { text += $0 } } else { try gunzip.finish() }
            } catch { throw .packing(file: name, error) }
            if piece == nil { return nil }
            if !text.isEmpty { return text }
        }
    }
}
