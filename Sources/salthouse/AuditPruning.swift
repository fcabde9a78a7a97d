import AuditLog
import Gateway
import GatewayStorage

/// `salthouse audit prune`: old entries that nothing is reckoned from are taken out of the log, which says so first.
struct AuditPruning {
    private let options: Options
    private let days: RetentionDays

    init(_ words: [String]) throws(CommandError) {
        options = try Options(words, values: ["--directory", "--keep-days", "--pin"], flags: [])
        guard options.rest.isEmpty else { throw .usage("`audit prune` takes options only") }
        let range = RetentionDays.least.count...RetentionDays.longest.count
        guard let days = try options.number("--keep-days", in: range).flatMap(RetentionDays.init) else {
            throw .usage("`--keep-days` is needed")
        }
        self.days = days
    }

    func run() throws(CommandError) {
        let deployment = try Deployment.existing(try options.required("--directory"))
        let open = try OpenDeployment(deployment, pin: options.value("--pin"))
        defer { open.log.stop() }
        let pruned = try logging { () throws(AuditError) in
            try open.log.prune(keeping: days, mayGo: PrunableEntries.mayGo)
        }
        // Of earlier runs too, which may have ended before they came so far.
        do throws(StoreError) { try open.vault.forget((0..<open.log.size).filter(open.log.isPruned)) } catch {
            throw .told(error)
        }
        Console.say(
            "took \(pruned.entries) entries out of \(pruned.segments) segments, with what the vault held of them; "
                + "their hashes stay")
    }
}
