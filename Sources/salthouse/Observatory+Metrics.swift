import AuditLog
import Gateway
import GatewayAPI
import HTTP
import Linux
import Snapshots

/// The page at `/metrics`.
///
/// Left out on purpose: how long questions take, processor time, memory, sizes of data and of answers, budgets, and counts
/// by person, project, dataset or profile. Each of them could tell one row of the data from another.
extension Observatory {
    func page(isOpenMetrics: Bool) -> String {
        MetricFamily.page(counted + found, isOpenMetrics: isOpenMetrics)
    }

    private var counted: [MetricFamily] {
        let counts = meters.now
        var build = MetricFamily("salthouse_build_info", .gauge, "The version that runs.")
        build.add([("version", Help.version)], 1)
        var state = MetricFamily("salthouse_state", .gauge, "1 for the state the gateway is in, 0 for the others.")
        let now = self.state
        for name in Self.states { state.add([("state", name)], name == now ? 1 : 0) }
        var requests = MetricFamily("salthouse_requests", .counter, "Requests that were answered.")
        for (request, count) in counts.requests.sorted(by: { $0.key < $1.key }) {
            requests.add([("route", request.route), ("status", request.status)], count)
        }
        var families = [build, state, requests]
        for (name, help, label, values) in [
            ("salthouse_refusals", "Answers other than asked for, by class of code.", "class", counts.refusals),
            ("salthouse_failed_sign_ins", "Sign-ins that failed, by code.", "code", counts.failedSignIns),
            ("salthouse_undecided", "Requests that could not be decided, by code.", "code", counts.undecided),
        ] {
            var family = MetricFamily(name, .counter, help)
            for (value, count) in values.sorted(by: { $0.key < $1.key }) { family.add([(label, value)], count) }
            families.append(family)
        }
        var limits = MetricFamily("salthouse_limits_reached", .counter, "Limits that somebody reached, by limit.")
        for limit in ReachedLimit.allCases { limits.add([("limit", limit.rawValue)], counts.limits[limit] ?? 0) }
        families.append(limits)
        var synchronisation = MetricFamily(
            "salthouse_log_sync_seconds", .histogram, "What the log's device took to make a batch durable.")
        synchronisation.add(counts.synchronisation)
        return families + [synchronisation]
    }

    private var found: [MetricFamily] {
        guard let house = watched else { return [] }
        let questions = house.gateway.questions
        var families = [
            MetricFamily("salthouse_log_entries", .counter, "Durable entries of the audit log.", house.log.size),
            MetricFamily("salthouse_http_connections", .gauge, "Open connections.", house.load.connections),
            MetricFamily("salthouse_http_requests", .gauge, "Requests at work or waiting.", house.load.requests),
            MetricFamily("salthouse_questions_running", .gauge, "Questions under way.", questions.running),
            MetricFamily("salthouse_questions_waiting", .gauge, "Questions that wait.", questions.waiting),
            MetricFamily(
                "salthouse_data_loaded", .gauge, "1 where data are served.", house.served.current == nil ? 0 : 1),
        ]
        if let published = try? FileSystem.modified(house.deployment.store.currentPath) {
            families.append(
                MetricFamily(
                    "salthouse_data_published_timestamp_seconds", .gauge, "When the data were published.",
                    Int(published.seconds)))
        }
        if let space = try? FileSystem.space(at: house.deployment.log), space.total > 0 {
            // In hundredths: the exact number would follow the size of every file that is written.
            var free = MetricFamily(
                "salthouse_disk_free_ratio", .gauge, "Free part of the log's device, by hundredths.")
            let hundredths = space.free / max(1, space.total / 100)
            free.add([], hundredths < 100 ? "0.\(hundredths < 10 ? "0" : "")\(hundredths)" : "1.00")
            families.append(free)
        }
        return families
    }
}
