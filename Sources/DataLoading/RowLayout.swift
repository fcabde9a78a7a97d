import Catalogue
import Snapshots

/// How a row is packed while rows are sorted: its unit, its codes, its link targets; little-endian.
struct RowLayout: Sendable {
    /// The width of each column in bytes, then four for each link.
    let widths: [Int]
    let columns: Int
    /// The bytes of a row.
    let stride: Int

    init(_ dataset: Dataset) {
        let codes = dataset.storedVariables.map { CodeWidth(codes: $0.domain.size).rawValue }
        widths = codes + dataset.links.map { _ in CodeWidth.four.rawValue }
        columns = codes.count
        stride = CodeWidth.four.rawValue + widths.reduce(0, +)
    }

    @inline(__always)
    static func append(_ number: UInt32, width: Int, to bytes: inout [UInt8]) {
        bytes.append(UInt8(truncatingIfNeeded: number))
        if width >= 2 { bytes.append(UInt8(truncatingIfNeeded: number >> 8)) }
        if width == 4 {
            bytes.append(UInt8(truncatingIfNeeded: number >> 16))
            bytes.append(UInt8(truncatingIfNeeded: number >> 24))
        }
    }

    @inline(__always)
    static func number(at offset: Int, width: Int, in bytes: [UInt8]) -> UInt32 {
        var number = UInt32(bytes[offset])
        if width >= 2 { number |= UInt32(bytes[offset + 1]) << 8 }
        if width == 4 { number |= UInt32(bytes[offset + 2]) << 16 | UInt32(bytes[offset + 3]) << 24 }
        return number
    }

    func unit(at offset: Int, in bytes: [UInt8]) -> UInt32 { Self.number(at: offset, width: 4, in: bytes) }
}
