/// How many bytes each code of a column takes.
package enum CodeWidth: Int, Sendable, Hashable, CaseIterable {
    case one = 1
    case two = 2
    case four = 4

    /// The narrowest width for codes from 0 to `codes − 1`. More than 2³² codes are a programming error.
    package init(codes: Int) {
        precondition(codes <= 1 << 32, "a code has at most four bytes")
        self = codes <= 1 << 8 ? .one : codes <= 1 << 16 ? .two : .four
    }
}

/// A stretch of a column, lent for the length of one call: not to be kept.
package enum ColumnCodes: ~Escapable {
    case one(Span<UInt8>)
    case two(Span<UInt16>)
    case four(Span<UInt32>)

    /// How many rows the stretch has.
    package var count: Int {
        switch self {
        case .one(let codes): codes.count
        case .two(let codes): codes.count
        case .four(let codes): codes.count
        }
    }

    /// The code of one row of the stretch, for uses where one choice of width for each code is fast enough.
    package subscript(row: Int) -> UInt32 {
        switch self {
        case .one(let codes): UInt32(codes[row])
        case .two(let codes): UInt32(codes[row])
        case .four(let codes): codes[row]
        }
    }

    /// Adds all codes of the stretch to a list.
    func append(to list: inout [UInt32]) {
        switch self {
        case .one(let codes): for row in codes.indices { list.append(UInt32(codes[row])) }
        case .two(let codes): for row in codes.indices { list.append(UInt32(codes[row])) }
        case .four(let codes): for row in codes.indices { list.append(codes[row]) }
        }
    }
}
