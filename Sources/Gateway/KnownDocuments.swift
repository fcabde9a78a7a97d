import Governance
import Identity

/// The documents of the store that were read lately, as values.
final class KnownDocuments: Sendable {
    let people = Remembered<[UInt8], Person>(room: 1 << 20, sizeOf: \.count)
    let projects = Remembered<[UInt8], Project>(room: 4 << 20, sizeOf: \.count)
    let tokens = Remembered<[UInt8], TokenRecord>(room: 1 << 20, sizeOf: \.count)
    let incidents = Remembered<[UInt8], Incident>(room: 1 << 20, sizeOf: \.count)
    let recalls = Remembered<[UInt8], Recall>(room: 1 << 20, sizeOf: \.count)
}
