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
}
