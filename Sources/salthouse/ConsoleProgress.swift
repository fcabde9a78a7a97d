import DataLoading
import Linux
import Synchronization

/// Shows how far a load has come: a bar that moves on a terminal, a line now and then elsewhere.
final class ConsoleProgress: Sendable {
    private let isTerminal: Bool
    private let clock: MonotonicClock
    private let state: Mutex<(start: MonotonicInstant, last: MonotonicInstant)>

    /// How often it speaks, in milliseconds.
    private static let pauses = (terminal: 200, elsewhere: 30_000)
    private static let barWidth = 30

    init(clock: MonotonicClock) {
        isTerminal = Console.isTerminal
        self.clock = clock
        let now = clock.now()
        state = Mutex((start: now, last: now))
    }

    func show(_ progress: LoadProgress) {
        let now = clock.now()
        let pause = isTerminal ? Self.pauses.terminal : Self.pauses.elsewhere
        let start = state.withLock { state -> MonotonicInstant? in
            guard state.last.milliseconds(until: now) >= pause else { return nil }
            state.last = now
            return state.start
        }
        guard let start else { return }
        let text = Self.text(progress, milliseconds: max(1, start.milliseconds(until: now)))
        if isTerminal {
            let done = Self.barWidth * progress.bytesRead / max(1, progress.byteCount)
            let bar = String(repeating: "█", count: done) + String(repeating: "·", count: Self.barWidth - done)
            Console.redraw("\(bar) \(text)")
        } else {
            Console.tell(text)
        }
    }

    /// Takes the bar away. What is shown after it is another file's, whose time is counted from now.
    func end() {
        let now = clock.now()
        state.withLock { $0 = (start: now, last: now) }
        if isTerminal { Console.redraw("") }
    }

    /// Such as `45 %, 1,200,000 rows, 410,000 rows/s, 12 s left`. The rest is estimated by bytes.
    private static func text(_ progress: LoadProgress, milliseconds: Int) -> String {
        let read = max(1, progress.bytesRead)
        let rate = progress.rows * 1000 / milliseconds
        let left = (progress.byteCount - progress.bytesRead) * (milliseconds / 100) / read / 10
        let percent = progress.bytesRead * 100 / max(1, progress.byteCount)
        return "\(percent) %, \(grouped(progress.rows)) rows, \(grouped(rate)) rows/s, \(left) s left"
    }

    /// A number with commas between its thousands.
    private static func grouped(_ number: Int) -> String {
        var text = ""
        for (place, digit) in "\(number)".reversed().enumerated() {
            if place > 0, place % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}
