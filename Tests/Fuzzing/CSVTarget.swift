import Zlib

@testable import DataLoading

/// The reader of CSV: however a file is cut into pieces and blocks it has the same rows and the same first fault, and
/// rows that are written again are read again.
struct CSVTarget: FuzzTarget {
    func take(_ bytes: [UInt8]) {
        let whole = Reading(of: [bytes])
        promise(Reading(of: singly(bytes)) == whole, "byte by byte it has other rows")
        promise(Reading(of: cut(bytes)) == whole, "cut into pieces it has other rows")
        promise(Reading(blockByBlock: bytes) == whole, "cut between its rows it has other rows")
        let again = Reading(of: [whole.rows.flatMap(Self.line)])
        promise(again.rows == whole.rows && again.fault == nil, "its rows are other ones when they are written again")
        // A file that ends in the middle of a row too long to be read: what is read before it stands.
        var torn = CSVRows(CSVBlock(bytes: bytes, firstRow: 1, isTorn: true))
        while (try? torn.next()) == true {}
        checkPacked(bytes)
    }

    private static func line(_ fields: [[UInt8]]) -> [UInt8] {
        let quoted = fields.map { field in
            [CSVByte.quote] + field.flatMap { $0 == CSVByte.quote ? [$0, $0] : [$0] } + [CSVByte.quote]
        }
        return Array(quoted.joined(separator: [CSVByte.comma])) + [CSVByte.lineFeed]
    }

    private func checkPacked(_ bytes: [UInt8]) {
        guard bytes.starts(with: [0x1F, 0x8B]) else { return }
        promise(unpack(singly(bytes)) == unpack([bytes]), "byte by byte it unpacks to something else")
    }

    /// Nil where it is damaged; what came out before that may differ.
    private func unpack(_ pieces: [[UInt8]]) -> [UInt8]? {
        let gunzip = Gunzip()
        var text: [UInt8] = []
        do throws(ZlibError) {
            for piece in pieces { try gunzip.unpack(piece) { text += $0 } }
            try gunzip.finish()
        } catch { return nil }
        return text
    }
}

/// The rows of a text up to its first fault, as bytes.
private struct Reading: Equatable {
    private(set) var rows: [[[UInt8]]] = []
    private(set) var fault: CSVError?

    init(of pieces: [[UInt8]]) {
        var rest = pieces[...]
        var splitter = CSVSplitter { rest.popFirst() }
        while fault == nil, let block = try? splitter.nextBlock() {
            var reader = CSVRows(block)
            while takeRow(&reader) {}
        }
    }

    /// Reads each row from what the reader before it has left.
    init(blockByBlock bytes: [UInt8]) {
        var block = CSVBlock(bytes: bytes, firstRow: 1, isTorn: false)
        while true {
            var reader = CSVRows(block)
            guard takeRow(&reader) else { return }
            block = reader.rest
        }
    }

    private mutating func takeRow(_ reader: inout CSVRows) -> Bool {
        do throws(CSVError) {
            guard try reader.next() else { return false }
        } catch {
            fault = error
            return false
        }
        rows.append(reader.fields.map { Array(reader.bytes[$0]) })
        return true
    }
}
