import Linux

/// What the numbers of a column file must be, so that no reader can be led outside a table by one.
enum CodeRule: Sendable {
    /// Codes below a limit.
    case below(CodeWidth, limit: Int)
    /// Units below a limit, or `DatasetTable.unlinked`.
    case links(limit: Int)
    /// Numbers of four bytes that rise from row to row and stay below a limit.
    case rising(limit: Int)
    /// Any bytes.
    case anything

    func isKept(in bytes: Range<Int>, of file: MappedFile) -> Bool {
        switch self {
        case .anything: true
        case .below(.one, let limit): limit > Int(UInt8.max) || highest(UInt8.self, bytes, file) < limit
        case .below(.two, let limit): limit > Int(UInt16.max) || highest(UInt16.self, bytes, file) < limit
        case .below(.four, let limit): highest(UInt32.self, bytes, file) < limit
        case .links(let limit): numbers(bytes, file) { $0 == DatasetTable.unlinked || Int($0) < limit }
        case .rising(let limit): isRising(bytes, file, below: limit)
        }
    }

    private func highest<Number: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ type: Number.Type, _ bytes: Range<Int>, _ file: MappedFile
    ) -> Int {
        let width = MemoryLayout<Number>.size
        return file.withNumbers(of: type, in: (bytes.lowerBound / width)..<(bytes.upperBound / width)) { numbers in
            var highest: Number = 0
            for index in numbers.indices { highest = max(highest, numbers[index]) }
            return Int(highest)
        }
    }

    private func numbers(_ bytes: Range<Int>, _ file: MappedFile, _ isAllowed: (UInt32) -> Bool) -> Bool {
        file.withNumbers(of: UInt32.self, in: (bytes.lowerBound / 4)..<(bytes.upperBound / 4)) { numbers in
            for index in numbers.indices where !isAllowed(numbers[index]) { return false }
            return true
        }
    }

    /// The first number of a piece is compared with the last of the piece before, verified or not: where that one was
    /// changed, its own verification fails.
    private func isRising(_ bytes: Range<Int>, _ file: MappedFile, below limit: Int) -> Bool {
        let first = max(bytes.lowerBound / 4 - 1, 0)
        return file.withNumbers(of: UInt32.self, in: first..<(bytes.upperBound / 4)) { numbers in
            guard numbers.count > 0 else { return true }
            for index in 1..<max(numbers.count, 1) where numbers[index] <= numbers[index - 1] { return false }
            return Int(numbers[numbers.count - 1]) < limit
        }
    }
}
