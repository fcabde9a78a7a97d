import JSON
import Linux

extension GenerationStore {
    /// Removes generations that nobody may ask for any more, and the segments that none of the others reads.
    ///
    /// Kept are the published one, those that a process holds open, and of the rest the `kept` newest that were
    /// published before it. What was staged and never published goes. Mapped columns stay readable for whoever has
    /// them. A crash in between leaves segments that the next retention removes.
    ///
    /// - Parameter workspace: the right to write: nothing is being staged meanwhile.
    package func retain(_ kept: Int, in workspace: LoaderWorkspace) throws(SnapshotError) {
        guard let current = try currentIdentifier() else { return }
        let names = try storing { () throws(SystemError) in try FileSystem.list(generationsPath) }
        let number = Self.number(of: current)
        let older = names.filter { Self.number(of: $0) < number }.sorted { Self.number(of: $0) > Self.number(of: $1) }
        let keeping = Set(older.prefix(kept) + ["\(current).json"])
        var needed: Set<String> = []
        for name in names {
            let path = "\(generationsPath)/\(name)"
            let isGone = try storing { () throws(SystemError) -> Bool in
                guard !keeping.contains(name) else { return false }
                let file = try File.openForReading(path)
                guard try file.tryLockExclusive() else { return false }
                try FileSystem.remove(path)
                return true
            }
            if !isGone { needed.formUnion(try segments(of: path)) }
        }
        try storing { () throws(SystemError) in
            try FileSystem.synchronizeDirectory(generationsPath)
            for segment in try FileSystem.list(segmentsPath) where !needed.contains(segment) {
                try FileSystem.removeTree("\(segmentsPath)/\(segment)")
            }
        }
    }

    func segments(of path: String) throws(SnapshotError) -> Set<String> {
        let bytes = try storing { () throws(SystemError) in
            try FileSystem.readFile(path, maximumBytes: SegmentManifest.limits.bytes)
        }
        do throws(JSONError) { return try GenerationManifest(parsing: bytes).segments } catch {
            throw .unreadable(file: path, reason: "\(error.pointer): \(error.message)")
        }
    }

    /// The rising number at the start of a generation's name; what does not begin with one is older than all.
    private static func number(of name: String) -> Int { Int(name.prefix { $0 != "-" }) ?? -1 }
}
