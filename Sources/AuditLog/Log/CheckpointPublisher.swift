import Linux

/// Writes the file `checkpoint`, its copy on another device, and the archive, on a fixed schedule.
///
/// The schedule does not depend on what is logged, so that publication tells nobody when somebody asked.
struct CheckpointPublisher {
    private let files: LogFiles
    private let pin: String?
    private let every: Duration
    private let ticks: MonotonicClock
    private var tick: MonotonicInstant
    private var waiting: (note: [UInt8], size: Int, day: String)?
    private var archivedDay = ""

    init(files: LogFiles, pin: String?, every: Duration, ticks: MonotonicClock) {
        self.files = files
        self.pin = pin
        self.every = every
        self.ticks = ticks
        tick = ticks.now()
    }

    /// When to publish next; nil while there is nothing new.
    var deadline: MonotonicInstant? { waiting == nil ? nil : tick }

    /// Whether the time to publish has come: under load nobody waits for the deadline.
    var isDue: Bool { waiting != nil && tick <= ticks.now() }

    /// Takes the newest note.
    mutating func take(_ note: [UInt8], size: Int, time: AuditTime?) {
        waiting = (note, size, time?.day ?? "")
        advance()
    }

    /// Publishes what waits, durably, and returns it; nil where the newest note is out already. The first of each day
    /// is archived too.
    mutating func publish() throws(SystemError) -> [UInt8]? {
        guard let (note, size, day) = waiting else { return nil }
        try FileSystem.writeAtomically(note, to: files.checkpoint, permissions: 0o644)
        if let pin { try FileSystem.writeAtomically(note, to: pin, permissions: 0o644) }
        if day != archivedDay {
            let place = files.archived(size: size)
            // What stands there may carry more signatures, such as those of a change of keys.
            if !FileSystem.exists(place) { try FileSystem.writeAtomically(note, to: place, permissions: 0o444) }
            archivedDay = day
        }
        waiting = nil
        return note
    }

    /// The first tick of the schedule that has not passed.
    private mutating func advance() {
        let step =
            Int64(clamping: every.components.seconds) * 1_000_000_000
            + every.components.attoseconds / 1_000_000_000
        let now = ticks.now()
        guard step > 0, tick < now else { return }
        let passed = (now.nanoseconds - tick.nanoseconds + step - 1) / step
        tick = MonotonicInstant(nanoseconds: tick.nanoseconds + passed * step)
    }
}
