import Linux

/// Text that is made while it is read, such as a table of the demo region.
extension CSVSource {
    /// Text in parts that threads make ahead of the reader, a few at a time, so that never all of it is in memory.
    ///
    /// - Parameters:
    ///   - parts: how many there are, at least 1.
    ///   - threads: how many make them, at least 1. The text is the same for any number.
    ///   - make: gives part 0, 1 and so on, each for itself; together they are one text.
    package static func parts(
        _ parts: Int, threads: Int, name: String, _ make: @escaping @Sendable (Int) -> [UInt8]
    ) -> CSVSource {
        precondition(parts >= 1 && threads >= 1, "a text has a part, and somebody makes it")
        return CSVSource(name: name) { () throws(LoadError) in
            let maker: PartMaker
            do throws(SystemError) { maker = try PartMaker(parts: parts, threads: threads, make) } catch {
                throw .storage(error)
            }
            return CSVPieces(name: name, size: maker.size) { _ in maker.next() }
        }
    }
}

/// The threads that make the parts of one text, for one reader; they end with it.
private final class PartMaker {
    private let parts: Int
    private let ahead: Int
    private let workers: OrderedWorkers<Int, [UInt8]>
    private var submitted = 0
    private var taken = 0

    init(parts: Int, threads: Int, _ make: @escaping @Sendable (Int) -> [UInt8]) throws(SystemError) {
        self.parts = parts
        ahead = threads + 1
        workers = try OrderedWorkers(count: threads, name: "make") { make }
    }

    deinit { workers.close() }

    /// The next part that is not empty; nil at the end.
    func next() -> [UInt8]? {
        while taken < parts {
            while submitted < parts, submitted - taken < ahead {
                workers.submit(submitted)
                submitted += 1
            }
            taken += 1
            if let bytes = workers.next(), !bytes.isEmpty { return bytes }
        }
        return nil
    }

    /// The bytes of the whole text, guessed from those of the parts so far.
    func size(_ soFar: Int) -> Int { soFar / max(1, taken) * parts }
}
