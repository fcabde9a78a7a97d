import AuditLog
import DataLoading
import Linux
import Snapshots

/// Gets a staged generation into the audit log and served: by ourselves, or by the gateway that runs.
struct Publication {
    let deployment: Deployment
    let before: Generation?

    /// How long a running gateway may take, in milliseconds.
    private static let patience = 60_000
    private static let glance = 100

    /// Returns once the generation is served from now on; otherwise throws, and nothing was changed.
    func publish(_ staged: StagedGeneration, optOutDay: String?) throws(CommandError) {
        let offer = GenerationOffer(staged, optOutDay: optOutDay)
        if let open = try OpenDeployment.unlessRunning(deployment, pin: nil) {
            defer { open.log.stop() }
            try open.publish(offer, before: before)
            Console.say("published generation \(staged.id)")
            return
        }
        let standing: GenerationOffer.Standing
        do throws(SnapshotError) { standing = try hand(over: offer) } catch { throw .told(error) }
        switch standing {
        case .published: Console.say("the running gateway serves generation \(staged.id)")
        case .refused(let reason):
            throw .failed("the running gateway does not serve it: \(reason)\nnothing was changed")
        case .waiting: throw .failed("somebody else offers a generation; load again\nnothing was changed")
        }
    }

    /// What became of it: from then on it stays so.
    private func hand(over offer: GenerationOffer) throws(SnapshotError) -> GenerationOffer.Standing {
        let store = deployment.store
        try store.offer(offer)
        let clock = MonotonicClock.system
        let deadline = clock.now().advanced(byMilliseconds: Self.patience)
        while clock.now() < deadline, try store.standing(of: offer) == .waiting {
            WorkerThread.pause(milliseconds: Self.glance)
        }
        try store.withdrawOffer()
        return try store.standing(of: offer)
    }
}
