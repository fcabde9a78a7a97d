package import Linux

/// Why a generation cannot be written or read. For the operator: messages name files, never values.
package enum SnapshotError: Error, Hashable {
    /// The kernel refused.
    case storage(SystemError)
    /// A file's bytes are not those that the manifest names: which mebibyte, or nil where its length or the manifest
    /// itself is another. It is never answered from.
    case damaged(file: String, chunk: Int?)
    /// A file does not have the form of this format.
    case unreadable(file: String, reason: String)
    /// Another process is writing generations here.
    case busy(directory: String)
    /// Another generation was published while this one was being opened, and retention has removed it.
    case replaced(generation: String)

    /// A stable code for logs, never reused or renumbered.
    package var code: String {
        switch self {
        case .storage: "SH-S301"
        case .damaged: "SH-S302"
        case .unreadable: "SH-S303"
        case .busy: "SH-S304"
        case .replaced: "SH-S305"
        }
    }

    package var message: String {
        switch self {
        case .storage(let error): error.message
        case .damaged(let file, let chunk):
            "`\(file)`\(chunk.map { ", mebibyte \($0)," } ?? "") has changed since it was published;"
                + " restore it from a backup or load again"
        case .unreadable(let file, let reason): "`\(file)` cannot be read: \(reason)"
        case .busy(let directory): "another load is writing to `\(directory)`; wait for it to end"
        case .replaced(let generation): "generation `\(generation)` has been replaced and removed; open the current one"
        }
    }
}

/// Runs calls of the kernel with this room's error.
func storing<Value>(_ body: () throws(SystemError) -> Value) throws(SnapshotError) -> Value {
    do throws(SystemError) { return try body() } catch { throw .storage(error) }
}
