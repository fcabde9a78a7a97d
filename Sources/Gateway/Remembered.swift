import Synchronization

/// What was worked out from something that was read, for as long as the same is read again under its name.
///
/// Nothing is decided by what is kept here: the source is read each time, and where one bit of it differs the work is
/// done again. The oldest go first when there is no more room.
final class Remembered<Source: Sendable & Equatable, Value: Sendable>: Sendable {
    private struct State {
        var items: [String: (source: Source, value: Value, size: Int)] = [:]
        /// The names, oldest first.
        var order: [String] = []
        var size = 0

        mutating func forget(_ name: String) {
            guard let item = items.removeValue(forKey: name) else { return }
            size -= item.size
            order.removeAll { $0 == name }
        }
    }

    private let room: Int
    private let sizeOf: @Sendable (Source) -> Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - room: for so many bytes of sources.
    ///   - sizeOf: the bytes of a source.
    init(room: Int, sizeOf: @escaping @Sendable (Source) -> Int) {
        self.room = room
        self.sizeOf = sizeOf
    }

    /// What `make` makes of the source, or made of it before.
    func value<Failure: Error>(
        of name: String, from source: Source, _ make: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        if let known = state.withLock({ $0.items[name] }), known.source == source { return known.value }
        let value = try make()
        let size = sizeOf(source)
        guard size <= room else { return value }
        state.withLock { state in
            state.forget(name)
            while state.size + size > room, let oldest = state.order.first { state.forget(oldest) }
            state.items[name] = (source, value, size)
            state.order.append(name)
            state.size += size
        }
        return value
    }
}
