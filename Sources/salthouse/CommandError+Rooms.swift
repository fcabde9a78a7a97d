import AuditLog
import DataLoading
import Gateway
import JSON
import Snapshots

extension CommandError {
    /// What the operator reads of an error of any room: its code and its words.
    static func told(_ error: any Error) -> CommandError {
        switch error {
        case let error as CommandError: error
        case let error as AuditError: .failed("\(error.code): \(error.message)")
        case let error as LoadError: .failed("\(error.code): \(error.message)")
        case let error as SnapshotError: .failed("\(error.code): \(error.message)")
        case let error as GatewayError: .failed("\(error.code): \(error.message)")
        case let error as StoreError: .failed(GatewayError.store(error).message)
        default: .failed("\(error)")
        }
    }
}

extension JSONError {
    /// The place, and what is wrong there.
    var sentence: String { pointer.isEmpty ? message : "\(pointer) \(message)" }
}
