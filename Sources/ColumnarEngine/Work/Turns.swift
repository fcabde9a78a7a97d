/// Whose turn it is: work in pieces, of which each that is under way gets one in its turn, so that a short query beside a
/// long one waits for pieces, never for the whole.
struct Turns<Work: Sendable>: Sendable {
    private struct Entry: Sendable {
        let work: Work
        let pieces: Int
        var next: Int
    }

    private var entries: [Entry] = []
    /// Who is next.
    private var turn = 0
    private(set) var isClosed = false

    /// Adds work, to be begun in the turn after those that are waiting.
    mutating func add(_ work: Work, pieces: Int) {
        guard pieces > 0 else { return }
        entries.insert(Entry(work: work, pieces: pieces, next: 0), at: turn)
        turn = (turn + 1) % entries.count
    }

    /// The next piece; nil where there is none. Work that is not wanted any more is dropped.
    mutating func take(unless isDropped: (Work) -> Bool) -> (work: Work, piece: Int)? {
        entries.removeDropped(&turn) { isDropped($0.work) }
        guard !entries.isEmpty else { return nil }
        let piece = entries[turn].next
        let work = entries[turn].work
        entries[turn].next += 1
        if entries[turn].next == entries[turn].pieces {
            entries.remove(at: turn)
            if turn == entries.count { turn = 0 }
        } else {
            turn = (turn + 1) % entries.count
        }
        return (work, piece)
    }

    /// Ends the threads that wait.
    mutating func close() { isClosed = true }
}

extension Array {
    /// Removes elements, and keeps the turn with the element that had it, or with the next that stays.
    fileprivate mutating func removeDropped(_ turn: inout Int, where isDropped: (Element) -> Bool) {
        guard contains(where: isDropped) else { return }
        let before = self[..<turn].count { !isDropped($0) }
        removeAll(where: isDropped)
        turn = before < count ? before : 0
    }
}
