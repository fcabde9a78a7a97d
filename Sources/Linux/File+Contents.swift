import CLinux
import Glibc

extension File {
    /// The size in bytes.
    package func size() throws(SystemError) -> Int {
        var status = stat()
        try perform("fstat") { descriptor in unsafe fstat(descriptor, &status) }
        return Int(status.st_size)
    }

    /// Writes all bytes at the file's position (at the end where it was opened for appending); retries only `EINTR`
    /// and short writes. After an error an unknown part of the bytes has been written.
    package func writeAll(_ bytes: [UInt8]) throws(SystemError) {
        try perform("write") { descriptor -> Int in
            unsafe bytes.withUnsafeBytes { buffer in
                var done = 0
                while done < buffer.count {
                    let count = unsafe Glibc.write(descriptor, buffer.baseAddress! + done, buffer.count - done)
                    if count > 0 {
                        done += count
                    } else if count == 0 {
                        errno = EIO
                        return -1
                    } else if errno != EINTR {
                        return -1
                    }
                }
                return done
            }
        }
    }

    /// Reads up to `count` bytes from an offset: fewer only at the end of the file.
    package func read(count: Int, at offset: Int) throws(SystemError) -> [UInt8] {
        guard count >= 0, offset >= 0 else { throw SystemError(operation: "pread", path: path, errno: EINVAL) }
        // A descriptor past the page cache demands aligned memory. For the others the bytes go where they stay: a copy
        // of a large file would cost more than reading it.
        guard !options.contains(.direct) else { return try readAligned(count: count, at: offset) }
        var failure: SystemError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            do throws(SystemError) {
                filled = unsafe try fill(UnsafeMutableRawBufferPointer(buffer), from: offset)
            } catch { failure = error }
        }
        if let failure { throw failure }
        return bytes
    }

    private func readAligned(count: Int, at offset: Int) throws(SystemError) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 1), alignment: 4096)
        defer { unsafe buffer.deallocate() }
        let total = unsafe try fill(UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]), from: offset)
        return unsafe Array(buffer[..<total])
    }

    /// Reads until the buffer is full or the file ends; gives how much there was.
    private func fill(_ buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(SystemError) -> Int {
        unsafe Self.adviseHugePages(buffer)
        return try perform("pread") { descriptor -> Int in
            var done = 0
            while done < buffer.count, let start = buffer.baseAddress {
                let step = unsafe pread(descriptor, start + done, buffer.count - done, off_t(offset + done))
                if step > 0 {
                    done += step
                    // A short direct read is the unaligned end of the file: another would be misaligned.
                    if options.contains(.direct), done % 4096 != 0 { return done }
                } else if step == 0 {
                    return done
                } else if errno != EINTR {
                    return -1
                }
            }
            return done
        }
    }

    /// Large memory is touched page by page: with large pages that costs a five-hundredth. Only advice: errors say
    /// nothing.
    private static func adviseHugePages(_ buffer: UnsafeMutableRawBufferPointer) {
        let size = 2 << 20
        guard buffer.count >= 2 * size, let start = buffer.baseAddress else { return }
        let skipped = (size - Int(bitPattern: start) % size) % size
        let length = (buffer.count - skipped) / size * size
        _ = unsafe madvise(start + skipped, length, Int32(MADV_HUGEPAGE))
    }

    /// Makes the contents durable, with the size that is needed to read them back. Never retry after an error: the
    /// kernel may have marked the lost pages clean.
    package func synchronizeData() throws(SystemError) {
        try perform("fdatasync") { fdatasync($0) }
    }

    /// Makes contents and metadata durable; the same warning.
    package func synchronize() throws(SystemError) {
        try perform("fsync") { fsync($0) }
    }

    /// Cuts or extends the file to a size.
    package func truncate(to size: Int) throws(SystemError) {
        try perform("ftruncate") { ftruncate($0, off_t(size)) }
    }

    /// Reserves space on the device for the first `bytes` of the file.
    package func reserve(bytes: Int) throws(SystemError) {
        try perform("fallocate") { clinux_fallocate($0, Int64(bytes)) }
    }

    /// Who may read and write the file, such as `0o440`.
    package func permissions() throws(SystemError) -> UInt32 {
        var status = stat()
        try perform("fstat") { descriptor in unsafe fstat(descriptor, &status) }
        return status.st_mode & 0o7777
    }

    /// Changes who may read and write the file, such as `0o440`.
    package func setPermissions(_ permissions: UInt32) throws(SystemError) {
        try perform("fchmod") { fchmod($0, permissions) }
    }

    /// Takes the advisory lock (`flock`) for as long as the file is open; false where another holds it.
    package func tryLockExclusive() throws(SystemError) -> Bool {
        try lock("flock") { flock($0, LOCK_EX | LOCK_NB) }
    }

    /// Takes the advisory lock together with others who share it, for as long as the file is open; false where somebody
    /// has it alone.
    package func tryLockShared() throws(SystemError) -> Bool {
        try lock("flock") { flock($0, LOCK_SH | LOCK_NB) }
    }

    /// Gives both locks back at once. Closing the file alone would leave them with a child that was just forked, until
    /// the child runs another program.
    package func unlock() throws(SystemError) {
        try perform("flock") { flock($0, LOCK_UN) }
        try perform("fcntl") { clinux_unlock_description($0) }
    }

    /// Takes the open-file-description lock on the whole file; false where another holds it.
    package func tryLockContentsExclusive() throws(SystemError) -> Bool {
        try lock("fcntl") { clinux_lock_description($0) }
    }

    private func lock(_ operation: String, _ call: (Int32) -> Int32) throws(SystemError) -> Bool {
        do {
            try perform(operation, call)
            return true
        } catch {
            guard error.errno == EWOULDBLOCK || error.errno == EACCES else { throw error }
            return false
        }
    }
}
