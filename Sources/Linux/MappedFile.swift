import Glibc

/// A whole file mapped for reading: immutable bytes shared by all threads, unmapped when the last reference goes.
///
/// The file must not shrink while it is mapped (the process would be stopped by SIGBUS): map only published, immutable
/// files.
// The pointer is written once, in `init`, and the memory behind it is never written through this object.
@safe package final class MappedFile: @unchecked Sendable {
    private let start: UnsafeRawPointer?
    /// The length in bytes, by `fstat` when it was mapped.
    package let count: Int

    package init(path: String) throws(SystemError) {
        let file = try File.openForReading(path)
        let size = try file.size()
        var mapped: UnsafeMutableRawPointer?
        if size > 0 {
            try file.perform("mmap") { descriptor -> Int in
                unsafe mapped = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0)
                return unsafe mapped == MAP_FAILED ? -1 : 0
            }
        }
        unsafe self.start = UnsafeRawPointer(mapped)
        self.count = size
    }

    deinit {
        if let start = unsafe start { _ = unsafe munmap(UnsafeMutableRawPointer(mutating: start), count) }
    }

    /// Lends the bytes to `body`: checked at their ends, and not to be kept longer than the call.
    package func withBytes<Result, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(start: start, count: count)))
    }

    /// Lends numbers of the file, counted from its start in steps of their own width; a file that is not a whole
    /// number of them lends what fits. Little-endian, as this machine is. A range beyond the end is a programming error.
    package func withNumbers<Number: FixedWidthInteger & UnsignedInteger & BitwiseCopyable, Result, Failure: Error>(
        of type: Number.Type, in range: Range<Int>, _ body: (Span<Number>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let width = MemoryLayout<Number>.size
        precondition(range.lowerBound >= 0 && range.upperBound <= count / width, "the range lies within the file")
        // A mapping begins at a page, so every number stands at a multiple of its width.
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: count)
        let part = unsafe UnsafeRawBufferPointer(
            rebasing: bytes[(range.lowerBound * width)..<(range.upperBound * width)])
        return try body(unsafe RawSpan(_unsafeBytes: part)._unsafeView(as: Number.self))
    }
}
