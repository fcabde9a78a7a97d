import Linux

/// The files of `tree/`: all of them follow from the segments.
package enum DerivedTree {
    /// Makes `tree/` anew from the segments of a sound log. Takes the writer's lock.
    ///
    /// Throws `locked`, or what opening the log would throw.
    package static func rebuild(directory: String) throws(AuditError) {
        let files = LogFiles(directory: directory)
        let lock = try AuditLog.lock(files)
        let found = try LogRecovery(files: files, pin: nil).inspect()
        try storing { () throws(SystemError) in
            if FileSystem.exists(files.tree) { try FileSystem.removeTree(files.tree) }
            _ = try TreeStore(directory: files.tree, contents: found.growth)
            try lock.unlock()
            try lock.close()
        }
    }
}
