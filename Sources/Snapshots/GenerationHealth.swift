import Synchronization

/// Whether everything that has been read of a generation was what was published. Shared by all of its columns.
///
/// A generation in which one piece was found changed is never answered from again, not even from its other columns.
final class GenerationHealth: Sendable {
    private let isDamaged = Atomic<Bool>(false)
    private let first = Mutex<SnapshotError?>(nil)

    /// The first damage that was found.
    var damage: SnapshotError? { first.withLock { $0 } }

    func check() throws(SnapshotError) {
        guard isDamaged.load(ordering: .relaxed), let damage else { return }
        throw damage
    }

    /// Keeps the first damage, and gives back what to throw.
    func report(_ error: SnapshotError) -> SnapshotError {
        first.withLock { known in known = known ?? error }
        isDamaged.store(true, ordering: .releasing)
        return error
    }
}
