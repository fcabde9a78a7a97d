import Linux

/// Reads what the device holds, not what memory remembers of it.
enum DirectRead {
    /// A multiple of every sector size.
    private static let step = 1 << 20

    /// Whether a file holds exactly these bytes on its device; false too where the file system cannot tell.
    static func holds(_ path: String, _ bytes: [UInt8]) throws(SystemError) -> Bool {
        guard let file = try? File.open(path, [.readOnly, .direct], permissions: 0) else { return false }
        defer { try? file.close() }
        guard try file.size() == bytes.count else { return false }
        var place = 0
        while place < bytes.count {
            guard let read = try? file.read(count: step, at: place), !read.isEmpty else { return false }
            let end = place + read.count
            guard end <= bytes.count, ByteSearch.areEqual(read.span, bytes.span.extracting(place..<end)) else {
                return false
            }
            place = end
        }
        return true
    }
}
