import Linux

/// A CSV text and the name that messages give it.
package struct CSVSource: Sendable {
    let name: String
    private let opening: @Sendable () throws(LoadError) -> (@Sendable (Int) throws(SystemError) -> [UInt8])

    private static let chunkBytes = 1 << 18

    /// A file, read a quarter of a mebibyte at a time.
    package static func file(_ path: String) -> CSVSource {
        CSVSource(name: path) { () throws(LoadError) in
            let file: File
            do throws(SystemError) { file = try File.openForReading(path) } catch { throw .storage(error) }
            return { offset throws(SystemError) in try file.read(count: Self.chunkBytes, at: offset) }
        }
    }

    /// Text in memory, such as what the demo region makes.
    package static func bytes(_ bytes: [UInt8], name: String) -> CSVSource {
        CSVSource(name: name) { { offset in Array(bytes.dropFirst(offset).prefix(Self.chunkBytes)) } }
    }

    private init(
        name: String,
        opening: @escaping @Sendable () throws(LoadError) -> (@Sendable (Int) throws(SystemError) -> [UInt8])
    ) {
        self.name = name
        self.opening = opening
    }

    func reader() throws(LoadError) -> CSVReader {
        let read = try opening()
        var offset = 0
        return CSVReader { () throws(CSVError) in
            do throws(SystemError) {
                let bytes = try read(offset)
                offset += bytes.count
                return bytes.isEmpty ? nil : bytes
            } catch {
                throw CSVError(row: 0, reason: error.message)
            }
        }
    }
}
